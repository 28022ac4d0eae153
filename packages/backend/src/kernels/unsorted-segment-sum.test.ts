import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own join them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

const stock = tf.getKernel('UnsortedSegmentSum', 'wasm');

beforeAll(async () => {
  await useDevice('wasm');
});

test('the stock backend has none, so that no embedding trains', () => {
  expect(stock).toBe(undefined);
  expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).not.toBe(undefined);
});

test('rows are added where their ids say; an id that is no segment adds nowhere', async () => {
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ]);
  const sum = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, -1], 'int32'), 4);
  await expectClose(
    sum,
    tf.tensor2d([
      [3, 4],
      [0, 0],
      [6, 8],
      [0, 0],
    ]),
    0,
  );
});

test('whole numbers stay whole', () => {
  const sum = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([1, 1, 0], 'int32'), 2);
  expect(sum.dtype).toBe('int32');
  expect(Array.from(sum.dataSync())).toEqual([3, 3]);
});

test('what was gathered gets its gradient, several times where it was gathered several times', async () => {
  const table = tf.tensor2d(new Random(1).normal(12), [4, 3]);
  const ids = tf.tensor2d([0, 2, 2, 3], [2, 2], 'int32');
  await checkGradient((x) => tf.gather(x!, ids).square().sum(), [table]);
});

test('equals cpu on a larger case', async () => {
  const values = new Random(2).normal(50 * 2 * 7);
  const ids = new Random(3).integers(50, 9);
  const compute = (): tf.Tensor =>
    tf.unsortedSegmentSum(tf.tensor(values, [50, 2, 7]), tf.tensor1d(ids, 'int32'), 9);
  const onWasm = await compute().array();
  await useDevice('cpu');
  const onCpu = await compute().array();
  await useDevice('wasm');
  await expectClose(tf.tensor(onWasm), tf.tensor(onCpu), 1e-6);
});

test('leaves no tensor behind', async () => {
  const [x, ids] = [tf.ones([3, 2]), tf.tensor1d([0, 1, 0], 'int32')];
  await expectNoLeak(() => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 2).dispose());
});

test.each([3, 64, 200])(
  'rows of %d numbers are added in their order, on any number of threads',
  async (width) => {
    const [rows, segments] = [2000, 37];
    const x = tf.tensor2d(new Random(5).normal(rows * width), [rows, width]);
    const ids = tf.tensor1d(new Random(6).integers(rows, segments + 2), 'int32'); // two are no segments
    const expected = new Float32Array(segments * width);
    const [values, places] = [x.dataSync(), ids.dataSync()];
    for (let i = 0; i < rows * width; i++) {
      const at = places[Math.floor(i / width)]! * width + (i % width);
      if (at < expected.length) expected[at]! += values[i]!;
    }
    for (const threads of [1, 2, 3]) {
      await useDevice('wasm', { threads });
      expect(tf.unsortedSegmentSum(x, ids, segments).dataSync()).toEqual(expected);
    }
  },
);

test('no rows add up to 0, and no segments to nothing', () => {
  const none = tf.tensor1d([], 'int32');
  expect(tf.unsortedSegmentSum(tf.zeros([0, 2]), none, 2).arraySync()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  expect(tf.unsortedSegmentSum(tf.ones([1, 2]), tf.tensor1d([0], 'int32'), 0).shape).toEqual([0, 2]);
});
