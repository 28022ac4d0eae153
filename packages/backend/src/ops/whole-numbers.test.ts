import { expectClose } from '@thaw/testing';
import { expect, test } from 'vitest';

import { ensureDevice, gruSequence, layerNorm, lstmSequence, tf } from '../index.ts';

await ensureDevice();

test('whole numbers are taken for what they are, not for the bits of floats', async () => {
  const whole = (...shape: number[]): tf.Tensor => tf.cast(tf.fill(shape, 2), 'int32');
  const float = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'float32');
  const [projected, kernel, state] = [whole(2, 3, 4), tf.ones([1, 4]), tf.ones([3, 1])];
  const start = { hidden: state, cell: state };
  const { hidden } = lstmSequence(projected, kernel, start);
  await expectClose(hidden, lstmSequence(float(projected), kernel, start).hidden, 1e-6);

  const [given, recurrent, bias] = [tf.ones([2, 3, 3]), whole(1, 3), whole(3)];
  const states = gruSequence(given, recurrent, bias, state);
  await expectClose(states, gruSequence(given, float(recurrent), float(bias), state), 1e-6);

  const x = tf.tensor2d([[3, 5]]);
  const [scaled] = [layerNorm(x, { gamma: whole(2), beta: whole(2) }, 1e-5)];
  await expectClose(scaled, [[0, 4]], 1e-4);
  expect([hidden, states, scaled].map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32']);
});
