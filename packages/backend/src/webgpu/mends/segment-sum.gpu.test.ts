import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { gpu, stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((size, length) => size * length, 1)), shape).mul(1);
const ids = (rows: number, segments: number): tf.Tensor1D =>
  tf.tensor1d(new Random(9).integers(rows, segments), 'int32');

/** The sums in the order of the rows, in float32 as the device adds. */
async function inOrder(x: tf.Tensor, of: tf.Tensor1D, segments: number): Promise<Float32Array> {
  const [values, segmentOf] = [await x.data(), await of.data()];
  const width = x.size / of.size;
  const sums = new Float32Array(segments * width);
  segmentOf.forEach((segment, row) => {
    if (segment < 0 || segment >= segments) return;
    for (let i = 0; i < width; i++) sums[segment * width + i]! += values[row * width + i]!;
  });
  return sums;
}

test('TensorFlow.js adds an id beyond the last segment to another one', async () => {
  const [x, segmentIds] = [tf.tensor1d([1, 2, 4]), tf.tensor1d([0, 1, 2], 'int32')];
  await expectClose(stock('UnsortedSegmentSum', { x, segmentIds }, { numSegments: 2 }), [5, 2], 0);
});

test('rows are added where their ids say; an id that is no segment adds nowhere', async () => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [5, 2]).mul(1);
  const sum = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, -1, 4], 'int32'), 4);
  await expectClose(
    sum,
    [
      [3, 4],
      [0, 0],
      [6, 8],
      [0, 0],
    ],
    0,
  );
  await expectClose(
    tf.unsortedSegmentSum(tf.zeros([0, 2]), tf.tensor1d([], 'int32'), 2),
    tf.zeros([2, 2]),
    0,
  );
});

test.each([
  [7, 5, [3]], // each number looks at every id
  [300, 300, [100]], // more looks than a sort costs
  [5000, 70_001, [2]], // three passes
  [20_000, 3, [128]],
  [3000, 40, [7, 9]],
])('%d rows into %d segments of %j, equal to the last bit', async (rows, segments, shape) => {
  const [x, of] = [draw(1, rows, ...shape), ids(rows, segments)];
  const sums = tf.unsortedSegmentSum(x, of, segments);
  expect(sums.shape).toEqual([segments, ...shape]);
  await expectClose(sums, await inOrder(x, of, segments), 0);
});

test('the same bits in 20 runs of 20', async () => {
  const [x, of] = [draw(2, 8192, 32), ids(8192, 11)];
  const found = new Set<string>();
  for (let run = 0; run < 20; run++) found.add((await tf.unsortedSegmentSum(x, of, 11).data()).join());
  expect(found.size).toBe(1);
});

test('whole numbers stay whole, and exact', async () => {
  const x = tf.tensor1d([16_777_217, 1, 3], 'int32').mul(tf.scalar(1, 'int32'));
  const sum = tf
    .engine()
    .runKernel<tf.Tensor>(
      'UnsortedSegmentSum',
      { x, segmentIds: tf.tensor1d([1, 1, 0], 'int32') },
      { numSegments: 2 },
    );
  expect([sum.dtype, [...(await sum.data())]]).toEqual(['int32', [3, 16_777_218]]);
});

test('what was gathered gets its gradient, several times where it was gathered several times', async () => {
  const indices = tf.tensor2d([0, 2, 2, 3], [2, 2], 'int32');
  await checkGradient((x) => tf.gather(x!, indices).square().sum(), [draw(1, 4, 3)]);
});

test('leaves no tensor and no buffer behind', async () => {
  const [x, of] = [draw(1, 3000, 40), ids(3000, 100)];
  await expectNoLeak(() => tf.unsortedSegmentSum(x, of, 100).dispose());
  const used = async (): Promise<number> => {
    const sums = tf.unsortedSegmentSum(x, of, 100);
    await sums.data(); // submits
    sums.dispose();
    return (gpu() as unknown as { bufferManager: { numBytesUsed: number } }).bufferManager.numBytesUsed;
  };
  const before = await used();
  expect(await used()).toBe(before);
});
