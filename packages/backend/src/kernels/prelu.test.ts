import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, sgdUpdate, tf } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('prelu takes the slopes as an optimizer left them, changed where they lie', async () => {
  const x: tf.Tensor = tf.tensor2d([
    [-2, 3],
    [4, -1],
  ]);
  const alpha = tf.variable(tf.tensor1d([0, 1]));
  const gradient = tf.tensor1d([-1, -1]);
  for (let step = 0; step < 3; step++) {
    await expectClose(tf.prelu(x, alpha as tf.Tensor), [[-2 * step, 3], [4, -1 - step]], 0); // prettier-ignore
    sgdUpdate([{ variable: alpha, gradient }], { rate: 1, momentum: 0, nesterov: false, decay: 0 });
  }
});

test('prelu broadcasts its slopes, keeps infinities and NaN, and leaves no tensor behind', async () => {
  const x: tf.Tensor = tf.tensor4d([-1, -2, 3, -4, NaN, Infinity, -Infinity, 0], [2, 2, 1, 2]);
  const alpha: tf.Tensor = tf.tensor([0.5, 0.25], [2, 1, 1]);
  const y = await tf.prelu(x, alpha).data();
  expect([...y]).toEqual([-0.5, -1, 3, -1, NaN, Infinity, -Infinity, 0]);
  await expectNoLeak(() => tf.prelu(x, alpha).dispose());
});
