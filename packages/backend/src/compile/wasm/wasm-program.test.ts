import { beforeAll, describe, expect, test } from 'vitest';

import { adamUpdate, Random, tf, useDevice, valueAndGradients } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { prepare } from '../prepare.ts';
import type { Program } from '../program.ts';
import { makeWasmProgram } from './wasm-program.ts';

beforeAll(async () => {
  await useDevice('wasm', { threads: 1 });
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((size, length) => size * length, 1)), shape);

/** A program with what runs it. */
async function compile(
  step: Step,
  inputs: readonly tf.Tensor[],
): Promise<Program & { call: (...inputs: tf.Tensor[]) => Record<string, tf.Tensor> }> {
  const graph = traceStep(step, inputs);
  const program = await makeWasmProgram(graph, {});
  return Object.assign(program, { call: (...given: tf.Tensor[]) => program.run(given, prepare(graph)) });
}

/** The bits of a step's outputs, which are freed. */
function bitsOf(outputs: Readonly<Record<string, tf.Tensor>>): Record<string, string> {
  const bits = Object.entries(outputs).map(([name, tensor]) => [
    name,
    [...new Uint8Array(tensor.dataSync().buffer)].join(),
  ]);
  tf.dispose(outputs);
  return Object.fromEntries(bits) as Record<string, string>;
}

/** Two layers with weights, momentum written in plain operations, and a second weight that Adam moves. */
function training(): { variables: tf.Variable[]; step: Step } {
  const first = tf.variable(draw(1, 6, 9));
  const second = tf.variable(draw(2, 9, 3));
  const velocity = tf.variable(tf.zeros([6, 9]));
  const [mean, meanSquare] = [tf.variable(tf.zeros([9, 3])), tf.variable(tf.zeros([9, 3]))];
  const step: Step = (x, y) => {
    const { value, gradients } = valueAndGradients(() => {
      const hidden = tf.tanh(tf.matMul(x!, first));
      return tf.mean(tf.squaredDifference(tf.matMul(hidden, second), y!));
    }, [first, second]);
    velocity.assign(tf.add(tf.mul(velocity, 0.9), gradients[first.name]!));
    first.assign(tf.sub(first, tf.mul(velocity, 0.1)) as tf.Tensor<tf.Rank>);
    adamUpdate([{ variable: second, gradient: gradients[second.name]!, mean, meanSquare }], settings);
    return { loss: value };
  };
  return { variables: [first, second, velocity, mean, meanSquare], step };
}

const settings = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 };

describe('a training step as a program', () => {
  test.each([1, 2])('on %i threads gives the bits of the step, five times', async (threads) => {
    await useDevice('wasm', { threads });
    const [eager, compiled] = [training(), training()];
    const [x, y] = [draw(3, 7, 6), draw(4, 7, 3)];
    const program = await compile(compiled.step, [x, y]);
    for (let i = 0; i < 5; i++) {
      expect(bitsOf(program.call(x, y))).toEqual(bitsOf(tf.tidy(() => eager.step(x, y)) as never));
    }
    for (const [i, variable] of compiled.variables.entries()) {
      expect(variable.dataSync()).toEqual(eager.variables[i]!.dataSync());
    }
    program.dispose();
    tf.dispose([...eager.variables, ...compiled.variables, x, y]);
  });

  test('leaves nothing behind, and the memory does not grow', async () => {
    await useDevice('wasm', { threads: 1 });
    const { variables, step } = training();
    const [x, y] = [draw(3, 7, 6), draw(4, 7, 3)];
    const program = await compile(step, [x, y]);
    const run = (): void => tf.dispose(program.call(x, y));
    run();
    const { numBytes, numDataBuffers } = tf.memory();
    for (let i = 0; i < 50; i++) run();
    expect([tf.memory().numBytes, tf.memory().numDataBuffers]).toEqual([numBytes, numDataBuffers]);
    program.dispose();
    tf.dispose([...variables, x, y]);
  });

  test('goes on with the same bits when threads are added between runs', async () => {
    await useDevice('wasm', { threads: 1 });
    const { variables, step } = training();
    const [x, y] = [draw(3, 7, 6), draw(4, 7, 3)];
    const [program, other] = [await compile(step, [x, y]), training()];
    const expected: unknown[] = [];
    const found: unknown[] = [];
    for (const threads of [1, 3, 2]) {
      await useDevice('wasm', { threads });
      expected.push(bitsOf(tf.tidy(() => other.step(x, y)) as never));
      found.push(bitsOf(program.call(x, y)));
    }
    expect(found).toEqual(expected);
    program.dispose();
    tf.dispose([...variables, ...other.variables, x, y]);
  });
});
