import { ensureDevice, Random, tf } from '@thaw/backend';
import { fit, load, seed, toSafetensors } from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { negativeSampling, SkipGram, SkipGramBatches } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const int = (values: number[]) => tf.tensor1d(values, 'int32');
const tables = (): SkipGram => {
  const model = new SkipGram(4, 2);
  model.centers.embeddings.assign(Float32Array.of(1, 0, 0, 2, 3, 3, -1, 0));
  model.contexts.embeddings.assign(Float32Array.of(1, 1, 2, -1, 0, 1, 5, 5));
  return model;
};
const softplus = (x: number): number => Math.log1p(Math.exp(x));

test('scores and loss by hand', async () => {
  const input = {
    center: int([0, 1]),
    context: int([1, 2]),
    negatives: tf.tensor2d(
      [
        [0, 3],
        [1, 1],
      ],
      [2, 2],
      'int32',
    ),
  };
  // (1, 0) with (2, −1), (1, 1), (5, 5); (0, 2) with (0, 1), (2, −1), (2, −1)
  await expectClose(
    tables().forward(input),
    [
      [2, 1, 5],
      [2, -2, -2],
    ],
    1e-6,
  );
  const loss = negativeSampling(tables(), { input, target: undefined }, {});
  const expected = softplus(-2) + softplus(1) + softplus(5) + softplus(-2) + 2 * softplus(-2);
  await expectClose(loss, expected / 2, 1e-6);
});

test('it begins as word2vec does: small centers and contexts of zero, so that every score is 0', async () => {
  const model = new SkipGram(50, 8);
  const centers = await model.centers.embeddings.data();
  expect(centers.every((value) => Math.abs(value) <= 0.5 / 8)).toBe(true);
  expect(new Set(centers).size).toBeGreaterThan(300);
  expect(new Set(await model.contexts.embeddings.data())).toEqual(new Set([0]));
});

test('the nearest by cosine, the most alike first, without the word itself', async () => {
  const near = await tables().nearest(0, 3);
  expect(near.map(({ id }) => id)).toEqual([2, 1, 3]);
  for (const [i, cosine] of [Math.SQRT1_2, 0, -1].entries())
    expect(near[i]!.similarity).toBeCloseTo(cosine, 6);
  expect(await tables().nearest(0, 1)).toEqual(near.slice(0, 1));
});

test('words of the same company come to lie together', async () => {
  seed(1);
  // Words 0 and 1 stand beside 4 and 5, words 2 and 3 beside 6 and 7.
  const random = new Random(1);
  const sentences = Array.from(random.words(600), (word) => {
    const side = word & 1;
    return [2 * side + ((word >> 1) & 1), 4 + 2 * side + ((word >> 2) & 1)];
  });
  const model = new SkipGram(8, 6);
  const batches = new SkipGramBatches(sentences, 100, { window: 1, negatives: 3 });
  const options = { objective: negativeSampling, optimizer: gradientDescent(1), epochs: 25 };
  const { losses } = await fit(model, batches, options);
  expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.5);
  for (const id of [0, 1, 2, 3, 4, 5, 6, 7]) expect((await model.nearest(id, 1))[0]!.id).toBe(id ^ 1);
});

test('it is saved and loaded to the bit', async () => {
  const [from, to] = [new SkipGram(5, 3), new SkipGram(5, 3)];
  await load(to, await toSafetensors(from));
  expect([...to.weights().keys()]).toEqual(['centers.embeddings', 'contexts.embeddings']);
  expect(await to.centers.embeddings.data()).toEqual(await from.centers.embeddings.data());
});

test('looking for neighbours leaves no tensor behind', async () => {
  const model = tables();
  expect(model.centers.embeddings.value.shape).toEqual([4, 2]); // on the device
  await expectNoLeak(() => model.nearest(1, 2));
});
