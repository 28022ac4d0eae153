import { ensureDevice, Random, tf } from '@thaw/backend';
import { seed } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Bidirectional, Elman, type MergeMode } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const sequence = (): tf.Tensor => tf.tensor(new Random(1).normal(2 * 4 * 3), [2, 4, 3]);

function make(mergeMode: MergeMode, returnSequences: boolean): Bidirectional<tf.Tensor> {
  seed(1);
  const forth = new Elman(3, 2, { returnSequences });
  return new Bidirectional(forth, new Elman(3, 2, { returnSequences, reverse: true }), { mergeMode });
}

test.each<[MergeMode, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor]>([
  ['concat', (a, b) => tf.concat([a, b], -1)],
  ['sum', (a, b) => tf.add(a, b)],
  ['multiply', (a, b) => tf.mul(a, b)],
  ['average', (a, b) => tf.mul(tf.add(a, b), 0.5)],
])('%s of both directions, at every step and at the end', async (mergeMode, merge) => {
  for (const returnSequences of [true, false]) {
    const layer = make(mergeMode, returnSequences);
    const x = sequence();
    const expected = merge(layer.forwardLayer.forward(x), layer.backwardLayer.forward(x));
    await expectClose(layer.forward(x), expected, 0);
  }
});

test('the first step knows the last one, and the last the first', async () => {
  const layer = make('concat', true);
  const x = sequence();
  const before = layer.forward(x);
  for (const [moved, told] of [
    [3, 0],
    [0, 3],
  ] as const) {
    const bump = tf
      .oneHot(tf.tensor1d([moved], 'int32'), 4)
      .toFloat()
      .reshape([1, 4, 1]);
    const difference = layer.forward(tf.add(x, bump)).sub(before).abs().sum([0, 2]);
    expect((await difference.data())[told]).toBeGreaterThan(1e-4);
  }
});

test('weights stand under both layers', () => {
  expect([...make('sum', true).parameters().keys()]).toEqual(
    ['forwardLayer', 'backwardLayer'].flatMap((layer) =>
      ['kernel', 'recurrentKernel', 'bias'].map((name) => `${layer}.cell.${name}`),
    ),
  );
});
