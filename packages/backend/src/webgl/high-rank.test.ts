import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, tf } from '../index.ts';
import { pad, reverse } from './high-rank.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('numbers around a matrix, and its axes turned around', async () => {
  const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  await expectClose(pad(x, [[1, 0], [0, 1]], 9), tf.tensor2d([[9, 9, 9, 9], [1, 2, 3, 9], [4, 5, 6, 9]]), 0); // prettier-ignore
  await expectClose(reverse(x, [0, 1]), tf.tensor2d([[6, 5, 4], [3, 2, 1]]), 0); // prettier-ignore
  await expectClose(reverse(x, []), x, 0);
});

test('in six axes each is undone', async () => {
  const x = tf.range(0, 144).reshape([2, 3, 1, 4, 2, 3]);
  const paddings = [[1, 0], [0, 0], [2, 1], [0, 1], [0, 0], [1, 1]]; // prettier-ignore
  const wide = pad(x, paddings, 7);
  expect(wide.shape).toEqual([3, 3, 4, 5, 2, 5]);
  await expectClose(wide.sum(), Float64Array.of(x.sum().dataSync()[0]! + 7 * (wide.size - x.size)), 1e-6);
  await expectClose(tf.slice(wide, paddings.map(([before]) => before!), x.shape), x, 0); // prettier-ignore
  await expectClose(reverse(reverse(x, [1, 3, 5]), [5, 3, 1]), x, 0);
});

test('they leave no tensor behind', async () => {
  const x = tf.ones([2, 1, 2, 1, 3]);
  await expectNoLeak(() =>
    tf
      .tidy(() => [
        pad(
          x,
          [
            [0, 0],
            [1, 0],
            [0, 0],
            [0, 0],
            [0, 2],
          ],
          0,
        ),
        reverse(x, [0, 4]),
      ])
      .forEach((y) => y.dispose()),
  );
});
