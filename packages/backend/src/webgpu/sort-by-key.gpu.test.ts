import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';
import { sortByKey } from './sort-by-key.ts';
import { gpu } from './survey/stock.ts';

beforeAll(async () => {
  await useDevice('webgpu');
});

async function sorted(ids: ArrayLike<number>, limit: number): Promise<{ keys: number[]; order: number[] }> {
  const given = tf.tensor1d(Array.from(ids), 'int32');
  const { keys, order } = sortByKey(given, limit, gpu());
  const [a, b] = [keys, order].map((info) => tf.engine().makeTensorFromTensorInfo(info)) as [
    tf.Tensor,
    tf.Tensor,
  ];
  const read = { keys: [...(await a.data())], order: [...(await b.data())] };
  tf.dispose([given, a, b]);
  return read;
}

test('equal keys keep their order, and what is no key comes last', async () => {
  expect(await sorted([2, 0, 2, -1, 0, 9, 1], 3)).toEqual({
    keys: [0, 0, 1, 2, 2, 3, 3],
    order: [1, 4, 6, 0, 2, 3, 5],
  });
});

test.each([
  [1, 1],
  [255, 256],
  [256, 255],
  [1000, 257],
  [5000, 70_000], // three passes
  [5000, 20_000_000], // four
])('%d keys below %d', async (count, limit) => {
  const ids = new Random(count).integers(count, limit);
  const order = Array.from(ids, (_, i) => i).sort((a, b) => ids[a]! - ids[b]! || a - b);
  expect(await sorted(ids, limit)).toEqual({ keys: order.map((i) => ids[i]), order });
});

test('leaves no tensor behind', async () => {
  await expectNoLeak(() => sorted([3, 1, 2], 4));
});
