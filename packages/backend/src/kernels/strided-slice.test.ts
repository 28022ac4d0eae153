import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { checkGradient, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

const stock = tf.getKernel('StridedSlice', 'wasm')!;

beforeAll(async () => {
  await useDevice('wasm');
});

const table = (dtype: tf.DataType = 'float32'): tf.Tensor => tf.range(0, 24).reshape([4, 6]).cast(dtype);

/** Numbers from begin on, before end, `step` apart. */
function places(begin: number, end: number, step: number): number[] {
  const found: number[] = [];
  for (let i = begin; step > 0 ? i < end : i > end; i += step) found.push(i);
  return found;
}

describe('stridedSlice', () => {
  test('the stock kernel calls what it took of whole numbers float32', () => {
    const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
    const attrs = { begin: [0], end: [3], strides: [2], ...masks };
    const given = { inputs: { x: tf.tensor1d([1, 2, 3], 'int32') }, attrs, backend: tf.backend() } as unknown;
    expect((stock.kernelFunc(given as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo).dtype).toBe('float32');
  });

  test.each<[number[], number[], number[]]>([
    [[0, 0], [4, 6], [2, 3]],
    [[1, 1], [4, 5], [1, 2]],
    [[3, 5], [-5, -7], [-1, -1]],
    [[3, 0], [0, 6], [-2, 1]],
    [[0, 4], [4, 0], [3, -2]],
    [[1, 0], [3, 6], [1, 1]],
  ])('from %j to %j by %j takes the places so far apart, of any kind', (begin, end, steps) => {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const x = table(dtype);
      const values = x.arraySync() as number[][];
      const axes = [0, 1].map((axis) => {
        const wrap = (at: number): number => (at < 0 ? Math.max(-1, at + x.shape[axis]!) : at);
        return places(wrap(begin[axis]!), wrap(end[axis]!), steps[axis]!);
      });
      const part = tf.stridedSlice(x, begin, end, steps);
      expect(part.dtype).toBe(dtype);
      expect(part.arraySync()).toEqual(axes[0]!.map((i) => axes[1]!.map((j) => values[i]![j])));
    }
  }); // prettier-ignore

  test('masks leave out ends and take single places', () => {
    const x = table();
    const begun = tf.stridedSlice(x, [9, 2], [2, 9], [1, 2], 1, 2);
    expect(begun.arraySync()).toEqual([[2, 4], [8, 10]]); // prettier-ignore
    expect(tf.stridedSlice(x, [1, 0], [2, 6], [1, 1], 0, 0, 0, 0, 1).arraySync()).toEqual([
      6, 7, 8, 9, 10, 11,
    ]);
    expect(tf.stridedSlice(x, [0, 0], [4, 6], [1, 1]).arraySync()).toEqual(x.arraySync());
    expect(tf.stridedSlice(x, [2, 0], [2, 6], [1, 1]).shape).toEqual([0, 6]);
  });
});

describe('reverse', () => {
  test.each(['float32', 'int32', 'bool'] as const)(
    'of %s turns the order along the axes asked for',
    (dtype) => {
      const x = table(dtype);
      const rows = x.arraySync() as number[][];
      expect(tf.reverse(x, 0).arraySync()).toEqual([...rows].reverse());
      expect(tf.reverse(x, -1).arraySync()).toEqual(rows.map((row) => [...row].reverse()));
      expect(tf.reverse(x).arraySync()).toEqual([...rows].reverse().map((row) => [...row].reverse()));
    },
  );

  test('of no numbers is none, of one axis of one place is itself', () => {
    expect(tf.reverse(tf.zeros([0, 2])).shape).toEqual([0, 2]);
    expect(tf.reverse(tf.ones([1, 2]), 0).arraySync()).toEqual([[1, 1]]);
  });

  test('has the gradient of its central differences', async () => {
    const x = tf.tensor2d(new Random(1).normal(6), [2, 3]);
    await checkGradient((y) => tf.reverse(y!, 1).mul(x).sum(), [x.clone()]);
  });
});

test('the numbers are the same for any number of threads, and nothing is left behind', async () => {
  const x = tf.tensor2d(new Random(2).normal(500 * 301), [500, 301]);
  const compute = (): tf.TypedArray[] => [
    tf.reverse(x, [0, 1]).dataSync(),
    tf.stridedSlice(x, [499, 0], [-501, 301], [-1, 2]).dataSync(),
    tf.slice(x, [10, 3], [480, 290]).dataSync(),
  ];
  await useDevice('wasm', { threads: 1 });
  const alone = compute();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(compute()).toEqual(alone);
  }
  await expectNoLeak(() => tf.dispose([tf.reverse(x, 0), tf.stridedSlice(x, [0, 0], [9, 9], [2, 2])]));
});
