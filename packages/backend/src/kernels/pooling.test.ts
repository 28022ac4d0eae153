import { expectClose, expectNoLeak } from '@thaw/testing';
import { expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

type Pair = [number, number];
type Padding = 'same' | 'valid' | number;

const draw = (seed: number, shape: readonly number[]): tf.Tensor4D =>
  tf.tensor4d(
    new Random(seed).normal(shape.reduce((product, length) => product * length, 1)),
    shape as never,
  );

/** Pooling as plain tf on cpu does it, and the gradient of the sum of its squares. */
async function pooled(
  x: tf.Tensor4D,
  mean: boolean,
  size: Pair,
  strides: Pair,
  pad: Padding,
): Promise<tf.Tensor[]> {
  const pool = (image: tf.Tensor4D): tf.Tensor4D =>
    mean ? tf.avgPool(image, size, strides, pad) : tf.maxPool(image, size, strides, pad);
  const results = [
    pool(x),
    tf.grad((image: tf.Tensor) =>
      pool(image as tf.Tensor4D)
        .square()
        .sum(),
    )(x),
  ];
  await Promise.all(results.map((result) => result.data()));
  return results;
}

test.each([
  ['2x2 by 2x2 valid', [2, 7, 6, 5], [2, 2], [2, 2], 'valid'],
  ['3x3 by 2x2 same', [3, 7, 5, 4], [3, 3], [2, 2], 'same'],
  ['2x3 by 3x1 same', [1, 5, 11, 3], [2, 3], [3, 1], 'same'],
  ['3x3 by 1x1 padded by 1', [2, 4, 4, 9], [3, 3], [1, 1], 1],
  ['1x1 by 1x1', [1, 1, 1, 1], [1, 1], [1, 1], 'valid'],
  ['many images', [67, 12, 12, 8], [2, 2], [2, 2], 'valid'],
] as [string, number[], Pair, Pair, Padding][])(
  'pooling %s equals that of the cpu device, with the same bits on any number of threads',
  async (_, shape, size, strides, pad) => {
    for (const mean of [false, true]) {
      await useDevice('cpu');
      const x = draw(1, shape).sub<tf.Tensor4D>(2); // most are below 0
      const expected = await pooled(x, mean, size, strides, pad);
      const seen: unknown[] = [];
      for (const threads of [1, 2, 3]) {
        await useDevice('wasm', { threads });
        const results = await pooled(x, mean, size, strides, pad);
        await expectClose(results[0]!, expected[0]!, 1e-6);
        await expectClose(results[1]!, expected[1]!, 1e-5);
        seen.push(results.map((result) => result.dataSync()));
      }
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }
  },
);

test('the first of several equal numbers gets the gradient, and NaN is the largest', async () => {
  await useDevice('wasm');
  const gradient = tf.grad((x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid').sum());
  for (const channels of [1, 4]) {
    const same = <T>(value: T): T[] => Array.from({ length: channels }, () => value);
    const first = tf.tensor4d([1, 0, 0, 0].flatMap(same), [1, 2, 2, channels]);
    await expectClose(gradient(tf.ones([1, 2, 2, channels])), first, 0);
    for (const numbers of [
      [1, NaN, 3, 4],
      [NaN, 1, 2, 3],
      [1, 2, 3, NaN],
    ]) {
      const image = tf.tensor4d(numbers.flatMap(same), [1, 2, 2, channels]);
      expect([...tf.maxPool(image, 2, 2, 'valid').dataSync()]).toEqual(same(NaN));
    }
    const where = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8].flatMap(same);
    const best = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1].flatMap(same);
    await expectClose(
      gradient(tf.tensor4d(where, [3, 2, 2, channels])),
      tf.tensor4d(best, [3, 2, 2, channels]),
      0,
    );
  }
});

test('no image and no channel are no work', async () => {
  await useDevice('wasm');
  for (const shape of [[0, 4, 4, 3], [2, 4, 4, 0]]) {
    const x = draw(1, shape);
    expect(tf.maxPool(x, 2, 2, 'valid').shape).toEqual([shape[0], 2, 2, shape[3]]);
    await expectNoLeak(() => tf.avgPool(x, 2, 2, 'valid').dispose());
  }
}); // prettier-ignore
