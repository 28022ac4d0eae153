import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { PositionEmbedding, sinusoidalPositions } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('waves by hand: position 0, and the sines and cosines of 1 and of 1/100', async () => {
  await expectClose(
    sinusoidalPositions(2, 4),
    [[0, 1, 0, 1], [Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)]], // prettier-ignore
    1e-6,
  );
});

test('three places on is the same rotation from everywhere', async () => {
  const table = sinusoidalPositions(40, 6);
  const dot = (a: number, b: number): tf.Tensor =>
    tf.sum(tf.mul(table.slice([a, 0], [1, 6]), table.slice([b, 0], [1, 6])));
  await expectClose(dot(30, 33), dot(2, 5), 1e-5);
});

test('a learnt position is added to its place, from the beginning or further on', async () => {
  const embeddingsInitializer = (): Float32Array => Float32Array.of(1, 2, 3, 4, 5, 6);
  const positions = new PositionEmbedding(3, 2, { embeddingsInitializer });
  await expectClose(positions.forward(tf.ones([1, 2, 2])), [[[2, 3], [4, 5]]], 0); // prettier-ignore
  await expectClose(positions.addFrom(2, tf.ones([1, 1, 2])), [[[6, 7]]], 0);
});
