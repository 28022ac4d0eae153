import { beforeAll, expect, test } from 'vitest';

import { memory, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

test('memory counts living tensors and the bytes of their data', () => {
  const before = memory();
  const x = tf.zeros([10, 10]);
  const view = x.reshape([100]); // the same data, counted for each
  expect(memory()).toMatchObject({ tensors: before.tensors + 2, bytes: before.bytes + 800 });
  tf.dispose([x, view]);
  expect(memory()).toEqual(before);
});

test('on wasm the size of its memory is told', async () => {
  await useDevice('wasm');
  expect(memory().heapBytes).toBeGreaterThan(2 ** 20);
  await useDevice('cpu');
  expect(memory().heapBytes).toBeUndefined();
});
