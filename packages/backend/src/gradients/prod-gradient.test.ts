import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const rows = (x: tf.Tensor): tf.Tensor => tf.prod(x, -1).sum();
const numbers = (): tf.Tensor => tf.tensor2d([2, 3, 4, 5, 0, 6, 0, 7, 0], [3, 3]);

describe('the gradient of a product', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js does not know an axis counted from the end', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(rows)(numbers())).toThrow('Error in transpose');
  });

  test('is the product of all others, with no, one or two zeros', async () => {
    await ensureDevice();
    await expectClose(tf.grad(rows)(numbers()), Float32Array.of(12, 8, 6, 0, 30, 0, 0, 0, 0), 0);
  });

  test.each([
    { axis: [0], keepDims: true },
    { axis: [2, 0], keepDims: false },
    { axis: undefined, keepDims: false },
  ])('equals central differences: over $axis', async ({ axis, keepDims }) => {
    const x = tf.tensor(new Random(1).uniform(12, 0.5, 1.5), [2, 3, 2]);
    await checkGradient((a) => tf.prod(a!, axis, keepDims).square().sum(), [x], { step: 1e-3 });
  });

  test('leaves no tensor behind', async () => {
    const x = numbers();
    await expectNoLeak(() => tf.grad(rows)(x).dispose());
  });
});
