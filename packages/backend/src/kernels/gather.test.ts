import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { ArgumentError, Random, tf, useDevice } from '../index.ts';

const stock = tf.getKernel('GatherV2', 'wasm')!;

beforeAll(async () => {
  await useDevice('wasm');
});

const table = (): tf.Tensor => tf.tensor(new Random(1).normal(5 * 3 * 2), [5, 3, 2]);
const ids = (values: number[], shape: number[]): tf.Tensor => tf.tensor(values, shape, 'int32');

test.each([
  [[4], [1]],
  [[0, 4, 4, 2], [4]],
  [
    [0, 1, 2, 3, 4, 0],
    [2, 3],
  ],
] as [number[], number[]][])('rows %o of shape %o are those of the tensor', async (values, shape) => {
  const [x, rows] = [table(), await table().array()];
  const gathered = tf.gather(x, ids(values, shape) as tf.Tensor1D);
  expect(gathered.shape).toEqual([...shape, 3, 2]);
  await expectClose(
    gathered,
    tf
      .tensor(values.map((row) => (rows as number[][][])[row]!))
      .flatten()
      .dataSync(),
    0,
  );
});

test('whole numbers and truth values are gathered as they are', () => {
  for (const dtype of ['int32', 'bool'] as const) {
    const gathered = tf.gather(tf.tensor1d([1, 0, 1], dtype), ids([2, 1], [2]) as tf.Tensor1D);
    expect([gathered.dtype, Array.from(gathered.dataSync())]).toEqual([dtype, [1, 0]]);
  }
});

test('along another axis', async () => {
  const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  await expectClose(tf.gather(x, ids([2, 0], [2]) as tf.Tensor1D, 1), [[3, 1], [6, 4]], 0); // prettier-ignore
  await expectClose(tf.gather(x, ids([1, 1], [2, 1]) as tf.Tensor2D, -1), [[[2], [2]], [[5], [5]]], 0); // prettier-ignore
});

describe('with batches', () => {
  const x = (): tf.Tensor => tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore

  test('the stock kernel reads what is not there', () => {
    const inputs = { x: x(), indices: ids([2, 0], [2, 1]) };
    const given = { inputs, attrs: { axis: 1, batchDims: 1 }, backend: tf.backend() } as unknown;
    const info = stock.kernelFunc(given as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo;
    expect(tf.engine().makeTensorFromTensorInfo(info).dataSync()[1]).not.toBe(4);
  });

  test('each has rows of its own', async () => {
    await expectClose(tf.gather(x(), ids([2, 0], [2, 1]) as tf.Tensor2D, 1, 1), [[3], [4]], 0);
    const many = tf.range(0, 2 * 3 * 4 * 2).reshape([2, 3, 4, 2]);
    const taken = tf.gather(many, ids([3, 0, 1, 1], [2, 2]) as tf.Tensor2D, 2, 1);
    const [first, second] = tf.unstack(many);
    const apart = [tf.gather(first!, [3, 0], 1), tf.gather(second!, [1, 1], 1)];
    await expectClose(taken, tf.stack(apart), 0);
  });
});

test('the numbers are the same for any number of threads', async () => {
  const x = tf.tensor2d(new Random(2).normal(100 * 37), [100, 37]);
  const rows = tf.tensor1d(new Random(3).integers(5000, 100), 'int32');
  await useDevice('wasm', { threads: 1 });
  const alone = tf.gather(x, rows).dataSync();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(tf.gather(x, rows).dataSync()).toEqual(alone);
  }
});

test('no rows of a tensor are no rows', () => {
  expect(tf.gather(table(), ids([], [0]) as tf.Tensor1D).shape).toEqual([0, 3, 2]);
});

test.each([5, -1])('row %d is not there', (row) => {
  expect(() => tf.gather(table(), ids([0, row], [2]) as tf.Tensor1D)).toThrow(
    new ArgumentError(`gather: there is no row ${row} in a tensor of 5 rows, counted from 0.`),
  );
});

test('has the gradient of its central differences', async () => {
  await checkGradient(
    (x) =>
      tf
        .gather(x!, ids([4, 1, 1], [3]) as tf.Tensor1D)
        .square()
        .sum(),
    [table()],
  );
});

test('leaves no tensor behind', async () => {
  const [x, rows] = [table(), ids([1, 2], [2]) as tf.Tensor1D];
  await expectNoLeak(() => tf.gather(x, rows).dispose());
});
