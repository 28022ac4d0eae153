import { Worker } from 'node:worker_threads';

import { beforeAll, describe, expect, test, vi } from 'vitest';

import {
  adamUpdate,
  ArgumentError,
  DeviceError,
  liveTensor,
  Random,
  tf,
  useDevice,
  valueAndGradients,
} from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { wasmKernels } from '../../device/wasm.ts';
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
  const program = await makeWasmProgram(graph);
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
    const { byteLength } = wasmKernels()!.memory.buffer;
    for (let i = 0; i < 50; i++) run();
    expect(wasmKernels()!.memory.buffer.byteLength).toBe(byteLength);
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

/** What a program returns for these inputs, which must be what the step returns. */
async function expectSame(step: Step, ...inputs: tf.Tensor[]): Promise<Program> {
  const program = await compile(step, inputs);
  const expected = tf.tidy(() => step(...inputs)) as Record<string, tf.Tensor>;
  expect(bitsOf(program.call(...inputs))).toEqual(bitsOf(expected));
  return program;
}

describe('a program', () => {
  test('returns inputs, parts and the same tensor twice as tensors of their own', async () => {
    const x = draw(1, 4, 6);
    const program = await expectSame((given) => {
      const y = tf.square(given!);
      return {
        given: tf.clone(given!),
        y,
        again: y,
        flat: tf.reshape(y, [24]),
        part: tf.slice(y, [1, 0], [1, 6]),
      };
    }, x);
    program.dispose();
    expect(x.dataSync()).toEqual(draw(1, 4, 6).dataSync());
  });

  test('lets JavaScript call the kernels that only TensorFlow.js has, and names them', async () => {
    const x = draw(1, 1, 4, 4, 2);
    const program = await expectSame((given) => {
      const image = tf.reshape(tf.square(given!), [1, 4, 4, 2]) as tf.Tensor4D;
      return { y: tf.neg(tf.image.resizeBilinear(image, [3, 5])), top: tf.topk(given!, 1).values };
    }, x);
    expect(program.hostCalls).toEqual(['ResizeBilinear', 'TopK']);
    program.dispose();
  });

  test('reads numbers that JavaScript knows anew in each run, and tensors that it was not given', async () => {
    let rate = 1;
    const held = draw(2, 3);
    const step: Step = (x) => ({
      y: tf.add(
        tf.mul(
          x!,
          liveTensor(() => rate),
        ),
        held,
      ),
    });
    const x = draw(1, 3);
    const program = await compile(step, [x]);
    for (rate = 1; rate < 4; rate++) {
      expect(bitsOf(program.call(x))).toEqual(bitsOf(tf.tidy(() => step(x)) as Record<string, tf.Tensor>));
    }
    program.dispose();
  });

  test('leaves what shares numbers with a variable as it is, an input too', async () => {
    const start = draw(1, 5);
    const w = tf.variable(start);
    const step: Step = (x) => {
      w.assign(tf.mul(w, 2));
      return { y: tf.add(x!, w) };
    };
    const program = await compile(step, [start]);
    const once = program.call(start);
    expect(start.dataSync()).toEqual(draw(1, 5).dataSync());
    expect([...once['y']!.dataSync()]).toEqual([...draw(1, 5).mul(3).dataSync()]);
    const twice = program.call(w); // the variable itself: what it was, and twice that
    expect([...twice['y']!.dataSync()]).toEqual([...draw(1, 5).mul(6).dataSync()]);
    expect([...w.dataSync()]).toEqual([...draw(1, 5).mul(4).dataSync()]);
    program.dispose();
  });

  test('beside another does not disturb it', async () => {
    const [x, y] = [draw(1, 6, 5), draw(2, 5, 4)];
    const first = await compile((a, b) => ({ y: tf.softmax(tf.matMul(tf.tanh(a!), b!)) }), [x, y]);
    const second = await compile((a) => ({ y: tf.cumsum(tf.exp(tf.transpose(a!)), 1) }), [x]);
    const [one, two] = [bitsOf(first.call(x, y)), bitsOf(second.call(x))];
    for (let i = 0; i < 3; i++) {
      expect(bitsOf(first.call(x, y))).toEqual(one);
      expect(bitsOf(second.call(x))).toEqual(two);
    }
    second.dispose();
    expect(bitsOf(first.call(x, y))).toEqual(one);
    first.dispose();
    expect(() => first.call(x, y)).toThrow(new Error('The program is disposed.'));
  });

  test('ends where there is no such row, as the operation does, and runs again', async () => {
    const [x, wrong, right] = [draw(1, 4, 3), tf.tensor1d([0, 7], 'int32'), tf.tensor1d([3, 1], 'int32')];
    const step: Step = (rows, ids) => ({ y: tf.square(tf.gather(tf.neg(rows!), tf.clone(ids!))) });
    const program = await compile(step, [x, right]);
    const { numDataBuffers } = tf.memory();
    expect(() => program.call(x, wrong)).toThrow(
      new ArgumentError('gather: there is no row 7 in a tensor of 4 rows, counted from 0.'),
    );
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    expect(bitsOf(program.call(x, right))).toEqual(bitsOf(tf.tidy(() => step(x, right)) as never));
    program.dispose();
  });

  test('says that a worker has ended, as an operation does, and runs on when it was started again', async () => {
    await useDevice('wasm', { threads: 1 });
    const workers: Worker[] = [];
    const post = Worker.prototype.postMessage;
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...values) {
      workers.push(this);
      return post.apply(this, values as [unknown]);
    });
    await useDevice('wasm', { threads: 2 });
    vi.restoreAllMocks();
    const x = draw(1, 5, 5);
    const program = await compile((given) => ({ y: tf.exp(given!) }), [x]);
    const expected = bitsOf(program.call(x));
    await workers[0]!.terminate();
    const { numDataBuffers } = tf.memory();
    expect(() => program.call(x)).toThrow(DeviceError);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    await useDevice('wasm', { threads: 2 });
    expect(bitsOf(program.call(x))).toEqual(expected);
    program.dispose();
    await useDevice('wasm', { threads: 1 });
  });
});
