import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const logSoftmax = (logits: tf.Tensor): tf.Tensor =>
  tf.engine().runKernel('LogSoftmax', { logits }, { axis: logits.rank - 1 }) as tf.Tensor;

/** The definition in float64, row by row. */
function defined(logits: tf.Tensor, logarithm: boolean): number[] {
  const columns = logits.shape.at(-1)!;
  const values = Array.from(logits.dataSync());
  return values.map((value, i) => {
    const row = values.slice(i - (i % columns), i - (i % columns) + columns);
    const largest = Math.max(...row);
    const sum = row.reduce((total, each) => total + Math.exp(each - largest), 0);
    return logarithm ? value - largest - Math.log(sum) : Math.exp(value - largest) / sum;
  });
}

const shapes = [[1], [3], [5, 1], [7, 2], [37, 4], [5, 10], [3, 65], [2, 3, 129], [2, 3000]];

describe.each([
  ['softmax', (x: tf.Tensor) => tf.softmax(x), false],
  ['its logarithm', logSoftmax, true],
] as const)('%s', (_, op, logarithm) => {
  test.each(shapes)('over the last axis of %j %j %j is its definition', async (...shape) => {
    const x = tf.tensor(new Random(1).uniform(tf.util.sizeFromShape(shape), -20, 20), shape);
    const result = op(x);
    expect(result.shape).toEqual(shape);
    await expectClose(result.flatten(), Float64Array.from(defined(x, logarithm)), 4e-7);
  });

  test('a row with NaN or +∞ is NaN, −∞ has probability 0, large numbers overflow nowhere', () => {
    const x = tf.tensor2d([
      [NaN, 0, 1],
      [Infinity, 0, 1],
      [-Infinity, 3, 3],
      [-Infinity, -Infinity, -Infinity],
      [3e38, -3e38, 0],
    ]);
    const [none, half] = logarithm ? [-Infinity, -Math.fround(Math.LN2)] : [0, 0.5];
    const lost = [NaN, NaN, NaN];
    const extreme = logarithm ? [0, -Infinity, Math.fround(-3e38)] : [1, 0, 0];
    expect(op(x).arraySync()).toEqual([lost, lost, [none, half, half], lost, extreme]);
  });

  test('the bits are the same for any number of threads, and in any row', async () => {
    const x = tf.tensor2d(new Random(2).normal(3001 * 17), [3001, 17]);
    await useDevice('wasm', { threads: 1 });
    const alone = op(x).dataSync();
    for (const threads of [2, 3]) {
      await useDevice('wasm', { threads });
      expect(op(x).dataSync()).toEqual(alone);
    }
    expect(op(x.slice([2000, 0], [1, 17])).dataSync()).toEqual(alone.slice(2000 * 17, 2001 * 17));
  });

  test('of no rows is none, and nothing is left behind', async () => {
    expect(op(tf.zeros([0, 3])).shape).toEqual([0, 3]);
    const x = tf.ones([2, 3]);
    await expectNoLeak(() => op(x).dispose());
  });

  test('has the gradient of its central differences', async () => {
    const x = tf.tensor2d(new Random(3).normal(12), [3, 4]);
    await checkGradient((y) => op(y!).square().sum(), [x]);
  });
});

test('over more than 65,535 rows every row is a distribution', () => {
  const sums = tf
    .softmax(tf.tensor2d(new Random(4).normal(70_000 * 3), [70_000, 3]))
    .sum(1)
    .dataSync();
  expect(sums.filter((sum) => Math.abs(sum - 1) > 3e-7).length).toBe(0);
});
