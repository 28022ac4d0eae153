import { ensureDevice, tf } from '@thaw/backend';
import { constant } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { LayerNormalization } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('rows of mean 4 and variance 1, then doubled and raised by 3, as worked by hand', async () => {
  const layer = new LayerNormalization(2, {
    epsilon: 3, // 1/√(1 + 3) = 1/2
    gammaInitializer: constant(2),
    betaInitializer: constant(3),
  });
  await expectClose(layer.forward(tf.tensor2d([[3, 5]])), [[2, 4]], 1e-6);
});

test("epsilon is Keras's 0.001 unless said otherwise", async () => {
  const input = tf.tensor2d([[-0.1, 0.1]]);
  await expectClose(new LayerNormalization(2).forward(input), [[-0.1, 0.1].map((x) => x / Math.sqrt(0.011))]);
});

test('a row of equal numbers becomes zeros and has a gradient without NaN', async () => {
  const layer = new LayerNormalization(4);
  const row = tf.fill([1, 4], 7);
  await expectClose(layer.forward(row), [[0, 0, 0, 0]], 0);
  await expectClose(tf.grad((x) => layer.forward(x).square().sum())(row), [[0, 0, 0, 0]], 0);
});

test('rows know nothing of one another', async () => {
  const layer = new LayerNormalization(3);
  const [first, other] = [[1, 2, 4], [9, -9, 0]]; // prettier-ignore
  const together = layer.forward(tf.tensor2d([first!, other!]));
  await expectClose(together.slice(0, 1), layer.forward(tf.tensor2d([first!])), 1e-6);
});
