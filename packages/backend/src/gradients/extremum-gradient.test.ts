import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const largest = (x: tf.Tensor): tf.Tensor => tf.max(x, -1).sum();
const ties = (): tf.Tensor =>
  tf.tensor2d([
    [4, 1, 4],
    [2, 2, 2],
  ]);

describe('the gradient of the largest and the smallest', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js is handed to each of several equals in whole', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(largest)(ties()), Float32Array.of(1, 0, 1, 1, 1, 1), 0); // three for the one that came
  });

  test('is shared by equals', async () => {
    await ensureDevice();
    const third = 1 / 3;
    await expectClose(
      tf.grad(largest)(ties()),
      tf.tensor2d([
        [0.5, 0, 0.5],
        [third, third, third],
      ]),
      1e-6,
    );
  });

  test.each([
    { axes: [0], keepDims: false },
    { axes: [-1, 0], keepDims: true },
    { axes: [0, 1, 2], keepDims: false },
  ])('equals central differences: over $axes', async ({ axes, keepDims }) => {
    const x = tf.tensor(new Random(1).normal(24), [2, 3, 4]);
    await checkGradient((a) => tf.max(a!, axes, keepDims).square().sum(), [x], { step: 1e-3 });
    await checkGradient((a) => tf.min(a!, axes, keepDims).square().sum(), [x], { step: 1e-3 });
  });

  test('leaves no tensor behind', async () => {
    const x = ties();
    await expectNoLeak(() => tf.grad(largest)(x).dispose());
  });
});
