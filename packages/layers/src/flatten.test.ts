import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Flatten } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('rows stay rows, the rest is laid out in its order', async () => {
  const x = tf.tensor3d([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  await expectClose(
    new Flatten().forward(x),
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
    0,
  );
  await expectClose(new Flatten().forward(tf.tensor2d([[1, 2]])), [[1, 2]], 0);
});

test('no rows stay no rows', () => {
  expect(new Flatten().forward(tf.zeros([0, 2, 3])).shape).toEqual([0, 6]);
});
