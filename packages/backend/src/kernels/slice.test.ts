import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

const stock = tf.getKernel('Slice', 'wasm')!;

beforeAll(async () => {
  await useDevice('wasm');
});

function draw(shape: number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): tf.Tensor {
  const values = new Random(3).integers(tf.util.sizeFromShape(shape), 2 ** 20);
  return tf.tensor(dtype === 'bool' ? values.map((value) => value & 1) : values, shape, dtype);
}

test.each<[number[], number[], number[]]>([
  [[7], [2], [3]],
  [[7], [0], [7]],
  [
    [4, 5],
    [1, 0],
    [2, 5],
  ],
  [
    [4, 5],
    [0, 2],
    [4, 2],
  ],
  [
    [3, 4, 5],
    [1, 0, 0],
    [1, 4, 5],
  ],
  [
    [3, 4, 5],
    [1, 2, 0],
    [2, 1, 5],
  ],
  [
    [3, 4, 5],
    [0, 1, 2],
    [3, 2, 3],
  ],
  [
    [2, 3, 4, 5],
    [1, 1, 1, 1],
    [1, 2, 3, 4],
  ],
  [
    [2, 3, 4, 5],
    [0, 0, 3, 0],
    [2, 3, 1, 5],
  ],
  [
    [2, 2, 3, 2, 2],
    [0, 1, 1, 0, 1],
    [2, 1, 2, 2, 1],
  ],
  [
    [3, 4],
    [1, 1],
    [0, 2],
  ],
])('of %j from %j the part %j is what TensorFlow.js gives', (shape, begin, size) => {
  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    const x = draw(shape, dtype);
    const given = { inputs: { x }, attrs: { begin, size }, backend: tf.engine().registry['wasm']! };
    const expected = tf
      .engine()
      .makeTensorFromTensorInfo(stock.kernelFunc(given as unknown as never) as tf.TensorInfo);
    const part = tf.slice(x, begin, size);
    expect([part.shape, part.dtype]).toEqual([size, dtype]);
    expect(part.dataSync()).toEqual(expected.dataSync());
  }
});

test('a size of −1 goes to the end, and strings are left to TensorFlow.js', () => {
  expect([...tf.slice(tf.tensor1d([1, 2, 3]), [1], [-1]).dataSync()]).toEqual([2, 3]);
  expect(tf.slice(tf.tensor1d(['a', 'b', 'c']), [1], [2]).dataSync()).toEqual(['b', 'c']);
  expect(tf.unstack(tf.tensor1d(['a', 'b'])).map((part) => part.dataSync()[0])).toEqual(['a', 'b']);
});

test.each([0, 1, 2, -1])(
  'unstack along axis %i gives the slices, and its gradient puts them back',
  async (axis) => {
    const x = draw([3, 4, 5]);
    const along = axis < 0 ? 3 + axis : axis;
    const parts = tf.unstack(x, axis);
    expect(parts).toHaveLength(x.shape[along]!);
    for (const [i, part] of parts.entries()) await expectClose(part, tf.gather(x, i, along), 0);
    const weights = tf.tensor(new Random(5).normal(60), [3, 4, 5]);
    const gradient = tf.grad((y: tf.Tensor) =>
      tf
        .unstack(y, axis)
        .reduce((sum, part, i) => sum.add(part.mul(tf.gather(weights, i, along)).sum()), tf.scalar(0)),
    )(x);
    await expectClose(gradient, weights, 0);
  },
);

test('a part that is not within the tensor is refused as by TensorFlow.js', () => {
  expect(() => tf.slice(draw([3, 4]), [1, 2], [2, 3])).toThrow(
    'Error in slice2D: begin[1] + size[1] (5) would overflow input.shape[1] (4)',
  );
});

test('all of a tensor is its own numbers', () => {
  const x = draw([3, 4]);
  expect(tf.slice(x, [0, 0], [3, 4]).dataId).toBe(x.dataId);
});

test('leaves nothing behind', async () => {
  const x = draw([3, 4]);
  await expectNoLeak(() => tf.dispose([tf.slice(x, [1, 1], [1, 2]), ...tf.unstack(x, 1)]));
});
