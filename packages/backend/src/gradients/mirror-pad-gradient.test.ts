import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const bordered = (x: tf.Tensor): tf.Tensor => tf.mirrorPad(x, [[2, 1]], 'reflect').sum();

describe('the gradient of padding with mirrored numbers', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js forgets the border', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(bordered)(tf.ones([3])), tf.tensor1d([1, 1, 1]), 0);
  });

  test('counts each number as often as it is seen', async () => {
    await ensureDevice();
    await expectClose(tf.grad(bordered)(tf.ones([3])), tf.tensor1d([1, 3, 2]), 0); // 2 1 [0 1 2] 1
  });

  test.each(['reflect', 'symmetric'] as const)('equals central differences: %s', async (mode) => {
    const x = tf.tensor(new Random(1).normal(24), [3, 4, 2]);
    const border: [number, number][] = [
      [2, 1],
      [0, 3],
      [0, 0],
    ];
    await checkGradient((a) => tf.mirrorPad(a!, border, mode).square().sum(), [x]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([3]);
    await expectNoLeak(() => tf.grad(bordered)(x).dispose());
  });
});
