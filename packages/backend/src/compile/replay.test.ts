import { beforeAll, describe, expect, test } from 'vitest';

import { gradientStep, moves, onDevice } from '../conformance/judge.ts';
import type { Case, Operation } from '../conformance/operation.ts';
import { operationsByKind } from '../conformance/operations.ts';
import { adamUpdate, ensureDevice, memory, tf, valueAndGradients } from '../index.ts';
import { replay } from './replay.ts';
import { traceStep, type Step } from './trace/trace-step.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** The bits of tensors, which are freed. */
async function bitsOf(tensors: readonly tf.Tensor[]): Promise<string[]> {
  const all = await Promise.all(tensors.map(async (tensor) => tensor.data()));
  tf.dispose([...tensors]);
  return all.map((numbers) => [...new Uint8Array(Float32Array.from(numbers).buffer)].join());
}

const named = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.entries());

async function expectSameBits(one: Case, moving: boolean): Promise<void> {
  const inputs = one.inputs.map(onDevice);
  const metas = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const replayed = replay(
    traceStep((...given) => named([one.call(...given)]), metas),
    inputs,
  );
  expect(await bitsOf(Object.values(replayed))).toEqual(await bitsOf([tf.tidy(() => one.call(...inputs))]));
  tf.dispose(inputs);
  if (!moving) return;
  const gradients = gradientStep(one);
  const graph = traceStep(() => named(gradients()), []);
  expect(await bitsOf(Object.values(replay(graph, [])))).toEqual(await bitsOf(tf.tidy(gradients)));
}

describe('traced and replayed, each operation and its gradient give the bits they give by themselves', () => {
  const operations = Object.values(operationsByKind()).flat();
  test.each(operations.map((operation): [string, Operation] => [operation.name, operation]))(
    '%s',
    async (_, operation) => {
      for (const one of operation.cases) {
        const moving = operation.flat === undefined && one.inputs.some(moves);
        await expectSameBits(one, moving);
      }
    },
  );
});

test('ten steps of Adam whose rate and decay fall, replayed, are those of the step to the bit, and nothing stays behind', async () => {
  const make = (): tf.Variable[] =>
    [tf.ones([3, 2]), tf.zeros([3, 2]), tf.zeros([3, 2])].map((tensor) => tf.variable(tensor));
  const stepOf = ([w, mean, meanSquare]: tf.Variable[]): Step => {
    let step = 0;
    const pace = { rate: () => 0.1 / ++step, decay: () => 0.01 / step };
    const settings = { ...pace, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    return (x) => {
      const { value, gradients } = valueAndGradients(
        () => tf.mean(tf.square(tf.matMul(x!, w!).sub(1))),
        [w!],
      );
      adamUpdate(
        [{ variable: w!, gradient: gradients[w!.name]!, mean: mean!, meanSquare: meanSquare! }],
        settings,
      );
      return { loss: value };
    };
  };
  const [eager, traced] = [make(), make()];
  const eagerStep = stepOf(eager);
  const x = tf.tensor2d([1, 2, 3, -1, 0.5, 2, 0, 1, -2], [3, 3]);
  const graph = traceStep(stepOf(traced), [x]);
  const before = memory();
  const losses: string[][] = [[], []];
  for (let i = 0; i < 10; i++) {
    losses[0]!.push(...(await bitsOf(Object.values(tf.tidy(() => eagerStep(x))))));
    losses[1]!.push(...(await bitsOf(Object.values(replay(graph, [x])))));
  }
  expect(losses[1]).toEqual(losses[0]);
  for (const [i, variable] of traced.entries()) expect(await variable.data()).toEqual(await eager[i]!.data());
  expect(memory().tensors).toBe(before.tensors);
  tf.dispose([...eager, ...traced, x]);
});
