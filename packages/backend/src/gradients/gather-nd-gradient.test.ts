import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const places = (...rows: number[][]): tf.Tensor => tf.tensor2d(rows, undefined, 'int32');
const some = (x: tf.Tensor): tf.Tensor => tf.gatherND(x, tf.tensor2d([[1, 0], [0, 1], [1, 0]], [3, 2], 'int32')).sum(); // prettier-ignore

describe('the gradient of gathering at places of several axes', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(some)(tf.ones([2, 2]))).toThrow('gradient function not found for GatherNd');
  });

  test('adds up where a number was taken from, as often as it was', async () => {
    await ensureDevice();
    await expectClose(tf.grad(some)(tf.ones([2, 2])), Float32Array.of(0, 1, 2, 0), 0);
  });

  test.each([
    { shape: [5], rows: [[1], [4], [1]] },
    {
      shape: [3, 4, 2],
      rows: [
        [2, 1],
        [0, 3],
        [2, 1],
      ],
    },
    { shape: [3, 4, 2], rows: [[2], [2]] },
    {
      shape: [2, 3, 2],
      rows: [
        [1, 2, 0],
        [0, 0, 1],
      ],
    },
  ])('equals central differences: $rows of $shape', async ({ shape, rows }) => {
    const x = tf.tensor(new Random(1).normal(tf.util.sizeFromShape(shape)), shape);
    const indices = places(...rows);
    await checkGradient((a) => tf.gatherND(a!, indices).square().sum(), [x]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([2, 2]);
    await expectNoLeak(() => tf.tidy(() => tf.grad(some)(x)).dispose());
  });
});
