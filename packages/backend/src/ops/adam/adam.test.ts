import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import { type AdamState, adamUpdate, ensureDevice, Random, tf } from '../../index.ts';

beforeEach(async () => {
  await ensureDevice();
});

const settings = { rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, decay: 0.01 };
const sizes = [1, 7, 8192, 8193, 20_000, 0];

function states(): AdamState[] {
  return sizes.map((size, i) => {
    const draw = (seed: number): tf.Tensor => tf.tensor1d(new Random(10 * i + seed).normal(size));
    const [variable, mean] = [tf.variable(draw(1)), tf.variable(draw(2))];
    return { variable, gradient: draw(3), mean, meanSquare: tf.variable(tf.abs(draw(4))) };
  });
}

/** The update by its definition in float64. */
async function expected({ variable, gradient, mean, meanSquare }: AdamState): Promise<number[][]> {
  const read = async (tensor: tf.Tensor): Promise<number[]> => Array.from(await tensor.data());
  const [w, g, m, v] = await Promise.all([variable, gradient, mean, meanSquare].map(read));
  const nextMean = m!.map((value, i) => 0.9 * value + 0.1 * g![i]!);
  const nextSquare = v!.map((value, i) => 0.99 * value + 0.01 * g![i]! ** 2);
  const next = w!.map(
    (value, i) => value - 0.01 * value - (0.1 * nextMean[i]!) / (Math.sqrt(nextSquare[i]!) + 1e-3),
  );
  return [next, nextMean, nextSquare];
}

test('one step of many parameters is that of the paper', async () => {
  const all = states();
  const after = await Promise.all(all.map(expected));
  adamUpdate(all, settings);
  for (const [i, { variable, mean, meanSquare }] of all.entries()) {
    if (sizes[i] === 0) continue;
    await expectClose(variable, Float64Array.from(after[i]![0]!), 1e-6);
    await expectClose(mean, Float64Array.from(after[i]![1]!), 1e-6);
    await expectClose(meanSquare, Float64Array.from(after[i]![2]!), 1e-6);
  }
});

test('a copy of a parameter keeps the numbers it had', async () => {
  const [state] = states().slice(1);
  const [copy, view] = [state!.variable.clone(), state!.variable.reshape([7, 1])];
  const before = (await copy.data()).slice();
  adamUpdate([state!], settings);
  expect(await copy.data()).toEqual(before);
  expect(await view.data()).toEqual(before);
  expect(await state!.variable.data()).not.toEqual(before);
});

test('no parameters are no step', () => {
  expect(() => adamUpdate([], settings)).not.toThrow();
});

test('it leaves no tensor behind', async () => {
  const all = states();
  await expectNoLeak(() => adamUpdate(all, settings));
});
