import { ArgumentError, ensureDevice, Random, seed, tf } from '@thaw/backend';
import { sparseCategoricalCrossentropy, train } from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Transformer, type TransformerOptions } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const START = 1;

function build(options: Partial<TransformerOptions> = {}): Transformer {
  seed(5);
  const sizes = { sourceVocabularySize: 9, targetVocabularySize: 8, width: 8, numHeads: 2, layers: 2 };
  const model = new Transformer({ ...sizes, paddingId: 0, ...options });
  const random = new Random(5);
  // Larger weights than a new model has, so that what is written depends on what is read.
  for (const [path, parameter] of model.parameters()) {
    if (/kernel|embeddings/.test(path)) parameter.assign(random.normal(parameter.size));
  }
  return model;
}

const ids = (...rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');

/** Greedy translation that computes everything anew at each step. */
async function recomputed(model: Transformer, source: readonly number[], length: number): Promise<number[]> {
  const target = [START];
  for (let i = 0; i < length; i++) {
    const best = tf.tidy(() => model.forward({ source: ids([...source]), target: ids(target) }).argMax(-1));
    target.push((await best.data())[i]!);
    best.dispose();
  }
  return target.slice(1);
}

test.each(['post', 'pre'] as const)(
  'translation with kept keys and values, norm %s, gives the ids of full recomputation, each source as if alone',
  async (norm) => {
    const model = build({ norm });
    const sources = [[3, 5, 7, 2], [4], [8, 8, 1]]; // prettier-ignore
    const written = await model.translate(sources, { start: START, maximumLength: 7 });
    expect(written).toEqual(await Promise.all(sources.map((source) => recomputed(model, source, 7))));
    expect(new Set(written.map(String)).size).toBeGreaterThan(1);
  },
);

test('the end is not part of a translation, and other rows go on', async () => {
  const model = build({ norm: 'pre' });
  const sources = [[3, 5, 7, 2], [4, 4], [8, 8, 1], [2, 6]]; // prettier-ignore
  const whole = await model.translate(sources, { start: START, maximumLength: 7 });
  const end = whole[0]![1]!;
  const cut = whole.map((row) => (row.includes(end) ? row.slice(0, row.indexOf(end)) : row));
  expect([...new Set(cut.map(({ length }) => length))].sort()).toEqual([1, 7]); // one ends early, another goes on
  expect(await model.translate(sources, { start: START, end, maximumLength: 7 })).toEqual(cut);
});

test('what pads a source changes nothing, and is looked at by nobody', async () => {
  const model = build();
  const target = ids([START, 3, 4]);
  const alone = model.decode(target, model.encode(ids([3, 5, 7])));
  const padded = model.decode(target, model.encode(ids([3, 5, 7, 0, 0])));
  await expectClose(padded.logits, alone.logits, 1e-5);
  expect(padded.crossWeights().map(({ shape }) => shape)).toEqual([[1, 2, 3, 5], [1, 2, 3, 5]]); // prettier-ignore
  for (const weights of padded.crossWeights()) {
    await expectClose(weights.slice([0, 0, 0, 3], [1, 2, 3, 2]), tf.zeros([1, 2, 3, 2]), 0);
    await expectClose(weights.sum(-1), tf.ones([1, 2, 3]), 1e-5);
  }
});

test('a source of padding alone gives numbers, not NaN', async () => {
  const logits = build().forward({ source: ids([0, 0]), target: ids([START]) });
  expect([...(await logits.data())].every(Number.isFinite)).toBe(true);
});

test('what is written next does not change what came before', async () => {
  const model = build();
  const source = ids([3, 5]);
  const [one, other] = [[START, 3, 4], [START, 3, 7]].map((target) => model.forward({ source, target: ids(target) })); // prettier-ignore
  await expectClose(one!.slice([0, 0, 0], [1, 2, -1]), other!.slice([0, 0, 0], [1, 2, -1]), 1e-6);
});

test('training lowers the loss, and an id that is in no vocabulary is met before it does harm', async () => {
  const model = build();
  const data = (...values: number[]) => ({ data: Int32Array.from(values), shape: [1, values.length] });
  const batch = { input: { source: data(3, 5), target: data(START, 2) }, target: data(2, 4) };
  const options = { loss: sparseCategoricalCrossentropy, optimizer: gradientDescent(0.02), epochs: 10 };
  const losses: number[] = [];
  for await (const { loss } of train(model, [batch], options)) losses.push(await loss);
  expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.8);
  const wrong = { ...batch, input: { ...batch.input, source: data(3, 9) } };
  await expect(train(model, [wrong], options).next()).rejects.toThrow(
    new ArgumentError(
      'Embedding at source: id 9 at place 1 is not in its vocabulary of 9; ids are whole numbers from 0 to 8.',
    ),
  );
});

test('translating leaves no tensor behind', async () => {
  const model = build();
  await expectNoLeak(() => model.translate([[3, 5], [4]], { start: START, maximumLength: 4 })); // prettier-ignore
});

test.each<[(model: Transformer) => Promise<unknown>, string]>([
  [
    (model) => model.translate([], { start: 1, maximumLength: 4 }),
    'translate: expected sources, an array with a row of ids for each, got an array of 0.',
  ],
  [
    (model) => model.translate([[1], []], { start: 1, maximumLength: 4 }),
    'translate: source 1 is an array of 0; give at least one id.',
  ],
  [
    (model) => model.translate([[1, 9]], { start: 1, maximumLength: 4 }),
    'Embedding at source: id 9 at place 1 is not in its vocabulary of 9; ids are whole numbers from 0 to 8.',
  ],
  [
    (model) => model.translate([[1]], { start: 8, maximumLength: 4 }),
    'Embedding at target: id 8 at place 0 is not in its vocabulary of 8; ids are whole numbers from 0 to 7.',
  ],
  [
    (model) => model.translate([[1]], { start: 1, maximumLength: 0 }),
    'translate: maximumLength must be a whole number from 1 on, got 0.',
  ],
  [
    (model) => model.translate([[1]], { start: 1, maximumLength: 3, length: 3 } as never),
    'translate: there is no option "length"; the options are start, end, maximumLength.',
  ],
])('bad input %#', async (act, message) => {
  await expect(act(build())).rejects.toThrow(new ArgumentError(message));
});

test('sources of several lengths need a padding id', async () => {
  const sizes = { sourceVocabularySize: 9, targetVocabularySize: 8, width: 8, numHeads: 2, layers: 1 };
  await expect(
    new Transformer(sizes).translate([[1, 2], [3]], { start: 1, maximumLength: 4 }), // prettier-ignore
  ).rejects.toThrow(
    new ArgumentError(
      'translate: source 1 has 1 ids and another 2; sources of different lengths need a model with a paddingId.',
    ),
  );
});
