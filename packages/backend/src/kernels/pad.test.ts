import { checkGradient, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const kinds = ['float32', 'int32', 'bool'] as const;

describe('pad', () => {
  test.each(kinds)('of %s leaves a margin around what there was', (dtype) => {
    const x = tf.tensor2d([[1, 0, 1], [0, 1, 1]]).cast(dtype); // prettier-ignore
    const padded = tf.pad(x, [[1, 0], [0, 2]], 1); // prettier-ignore
    expect(padded.dtype).toBe(dtype);
    expect(padded.arraySync()).toEqual([[1, 1, 1, 1, 1], [1, 0, 1, 1, 1], [0, 1, 1, 1, 1]]); // prettier-ignore
  });

  test('of four axes puts every number where it was, behind the margin', () => {
    const x = tf.tensor(new Random(1).normal(2 * 3 * 4 * 5), [2, 3, 4, 5]);
    const padded = tf.pad(x, [[0, 1], [2, 1], [1, 1], [0, 3]], -7); // prettier-ignore
    expect(padded.shape).toEqual([3, 6, 6, 8]);
    expect(padded.slice([0, 2, 1, 0], [2, 3, 4, 5]).dataSync()).toEqual(x.dataSync());
    expect(padded.equal(-7).sum().dataSync()[0]).toBe(padded.size - x.size);
  });

  test('of nothing is all margin', () => {
    expect(tf.pad(tf.zeros([0, 2]), [[1, 1], [0, 1]], 3).arraySync()).toEqual([[3, 3, 3], [3, 3, 3]]); // prettier-ignore
  });

  test('has the gradient of its central differences', async () => {
    const x = tf.tensor(new Random(2).normal(6), [2, 3]);
    await checkGradient((y) => tf.pad(y!, [[1, 1], [0, 2]]).square().sum(), [x]); // prettier-ignore
  });
});

describe('tile', () => {
  test.each(kinds)('of %s repeats it along each axis', (dtype) => {
    const x = tf.tensor2d([[1, 0], [0, 1]]).cast(dtype); // prettier-ignore
    const tiled = tf.tile(x, [2, 3]);
    expect(tiled.dtype).toBe(dtype);
    const row = [1, 0, 1, 0, 1, 0];
    const other = [0, 1, 0, 1, 0, 1];
    expect(tiled.arraySync()).toEqual([row, other, row, other]);
  });

  test('at place i of an axis of n stands what stood at i modulo n', () => {
    const x = tf.tensor(new Random(3).normal(3 * 1 * 4 * 2), [3, 1, 4, 2]);
    const tiled = tf.tile(x, [2, 5, 1, 3]);
    expect(tiled.shape).toEqual([6, 5, 4, 6]);
    const [all, values] = [tiled.arraySync() as number[][][][], x.arraySync() as number[][][][]];
    for (let i = 0; i < 6; i++)
      for (let j = 0; j < 5; j++)
        for (let k = 0; k < 4; k++)
          for (let l = 0; l < 6; l++) expect(all[i]![j]![k]![l]).toBe(values[i % 3]![0]![k]![l % 2]);
  });

  test('once is the same numbers, and of none is none', () => {
    const x = tf.ones([2, 3]);
    expect(tf.tile(x, [1, 1]).dataId).toBe(x.dataId);
    expect(tf.tile(tf.zeros([0, 2]), [3, 2]).shape).toEqual([0, 4]);
    expect(tf.broadcastTo(tf.tensor1d([1, 2]), [2, 2]).arraySync()).toEqual([[1, 2], [1, 2]]); // prettier-ignore
  });
});

test('the numbers are the same for any number of threads, and nothing is left behind', async () => {
  const x = tf.tensor(new Random(4).normal(301 * 7), [301, 7]);
  const compute = (): tf.TypedArray[] => [
    tf.pad(x, [[500, 3], [70, 9]]).dataSync(), // prettier-ignore
    tf.tile(x, [3, 40]).dataSync(),
    tf.tile(x.slice([0, 0], [1, 7]), [20_000, 1]).dataSync(),
  ];
  await useDevice('wasm', { threads: 1 });
  const alone = compute();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(compute()).toEqual(alone);
  }
  await expectNoLeak(() => tf.dispose([tf.pad(x, [[1, 1], [0, 0]]), tf.tile(x, [2, 1]), tf.tile(x, [1, 1])])); // prettier-ignore
});
