import { beforeAll, expect, test } from 'vitest';

import {
  drawCategorical,
  drawNormal,
  drawPermutation,
  drawUniform,
  drawWords,
  Random,
  tf,
  useDevice,
} from '../../index.ts';

beforeAll(async () => {
  await useDevice('webgl');
});

test('draws have the bits of the host', async () => {
  const draws = [drawWords, drawUniform, drawNormal].map((draw) => draw(new Random(7), [1001]));
  const host = new Random(7);
  const own = [
    new Int32Array(host.words(1001).buffer),
    new Random(7).uniform(1001),
    new Random(7).normal(1001),
  ];
  for (const [i, drawn] of draws.entries()) expect(await drawn.data()).toEqual(own[i]);
  const order = await drawPermutation(new Random(7), 1001).data();
  expect(Array.from(order)).toEqual(Array.from(new Random(7).permutation(1001)));
});

test('a class is never drawn whose logit is −∞, and always that which is far above the others', async () => {
  const rows = tf.tile(tf.tensor2d([[0, -Infinity, 0, -Infinity]]), [200, 1]);
  const drawn = new Set(await drawCategorical(new Random(1), rows).data());
  expect([...drawn].sort()).toEqual([0, 2]);
  expect(await drawCategorical(new Random(1), tf.tensor2d([[0, 100, 0]])).data()).toEqual(Int32Array.of(1));
});
