import { ArgumentError, ensureDevice, Random, seed, sharedRandom, tf } from '@thaw/backend';
import { normal, sampleLogits, sparseCategoricalCrossentropy, train } from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { type GenerateOptions, GPT } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const CONTEXT = 8;
const prompt = [3, 1, 4];

/** Weights large enough that what comes next depends on all that came before. */
function build(): GPT {
  seed(3);
  return new GPT({
    vocabularySize: 9,
    contextLength: CONTEXT,
    width: 8,
    layers: 2,
    numHeads: 2,
    initializer: normal(0.6),
  });
}

const row = (ids: readonly number[]): tf.Tensor2D => tf.tensor2d([...ids], [1, ids.length], 'int32');

/** The logits after the last of the ids, from a pass over all of them that the context holds. */
async function after(model: GPT, ids: readonly number[]): Promise<Float32Array> {
  const window = ids.slice(-CONTEXT);
  const last = tf.tidy(() =>
    model
      .forward(row(window))
      .slice([0, window.length - 1, 0], [1, 1, -1])
      .flatten(),
  );
  const values = (await last.data()) as Float32Array;
  last.dispose();
  return values;
}

/** What `generate` should give, computed anew for every id. */
async function recomputed(model: GPT, { length, ...sampling }: GenerateOptions): Promise<number[]> {
  const ids: number[] = [...prompt];
  for (let i = 0; i < length; i++) ids.push(sampleLogits(await after(model, ids), sampling));
  return ids.slice(prompt.length);
}

async function collect(ids: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const id of ids) all.push(id);
  return all;
}

describe('generation with kept keys and values', () => {
  test.each<[string, Omit<GenerateOptions, 'length' | 'random'>]>([
    ['the likeliest', { temperature: 0 }],
    ['by temperature', { temperature: 0.7 }],
    ['of the three likeliest', { topK: 3 }],
    ['of a nucleus', { topP: 0.8, temperature: 1.5 }],
  ])('%s: gives the ids of full recomputation, within the context and beyond it', async (_, sampling) => {
    const model = build();
    const written = await collect(model.generate(prompt, { ...sampling, length: 12, random: new Random(7) }));
    expect(written).toHaveLength(12);
    const expected = await recomputed(model, { ...sampling, length: 12, random: new Random(7) });
    expect(written).toEqual(expected);
  });

  test('a full context that slides still looks at its last ids alone', async () => {
    const model = build();
    const long = [0, 1, 2, 3, 4, 5, 6, 7, 8, 7, 6];
    const [id] = await collect(model.generate(long, { length: 1, temperature: 0 }));
    expect(id).toBe(sampleLogits(await after(model, long), { temperature: 0 }));
  });
});

test('no place knows of those after it', async () => {
  const model = build();
  const [one, other] = [model.forward(row([3, 1, 4, 1])), model.forward(row([3, 1, 8, 8]))];
  await expectClose(one.slice([0, 0, 0], [1, 2, -1]), other.slice([0, 0, 0], [1, 2, -1]), 1e-6);
  const difference = (await one.sub(other).abs().max().data())[0]!;
  expect(difference).toBeGreaterThan(0.01);
});

test('the embedding of the ids is the output too', () => {
  const paths = [...build().parameters().keys()];
  expect(paths.slice(0, 4)).toEqual([
    'tokens.embeddings',
    'positions.embeddings',
    'blocks.0.attention.query.kernel',
    'blocks.0.attention.query.bias',
  ]);
  expect(paths.filter((path) => !path.startsWith('blocks'))).toEqual([
    'tokens.embeddings',
    'positions.embeddings',
    'norm.gamma',
    'norm.beta',
  ]);
});

test('what is added to the stream starts smaller by the root of twice the blocks', async () => {
  seed(1);
  const sizes = { vocabularySize: 9, contextLength: 4, width: 64, layers: 8, numHeads: 4 };
  const parameters = new GPT(sizes).parameters();
  const deviation = async (path: string): Promise<number> => {
    const values = await parameters.get(path)!.data();
    return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  };
  expect(await deviation('blocks.3.attention.query.kernel')).toBeCloseTo(0.02, 3);
  expect(await deviation('blocks.3.attention.output.kernel')).toBeCloseTo(0.02 / 4, 3);
  expect(await deviation('blocks.3.feedForward.output.kernel')).toBeCloseTo(0.02 / 4, 3);
});

test('seed(7) writes the same ids again', async () => {
  const model = build();
  const write = (): Promise<number[]> => {
    seed(7);
    return collect(model.generate(prompt, { length: 6 }));
  };
  expect(await write()).toEqual(await write());
  expect(sharedRandom()).toBeInstanceOf(Random);
});

test('a stop token ends the text and is not handed out', async () => {
  const model = build();
  const written = await collect(model.generate(prompt, { length: 12, temperature: 0 }));
  const stopToken = written[3]!;
  const expected = written.slice(0, written.indexOf(stopToken));
  expect(await collect(model.generate(prompt, { length: 12, temperature: 0, stopToken }))).toEqual(expected);
});

test('a signal ends it with its reason', async () => {
  const controller = new AbortController();
  const ids = build().generate(prompt, { length: 12, signal: controller.signal });
  await ids.next();
  controller.abort(new Error('enough'));
  await expect(ids.next()).rejects.toThrow('enough');
  expect((await ids.next()).done).toBe(true);
});

test('no tensor is left by a text that ends, one that is left early, and one that is aborted', async () => {
  const model = build();
  await expectNoLeak(() => collect(model.generate(prompt, { length: 10 })));
  await expectNoLeak(async () => {
    for await (const _ of model.generate(prompt, { length: 10 })) break;
  });
  await expectNoLeak(async () => {
    const controller = new AbortController();
    const ids = model.generate(prompt, { length: 10, signal: controller.signal });
    await ids.next();
    controller.abort();
    await ids.next().catch(() => undefined);
  });
});

test('training lowers the loss, and an id that is not in the vocabulary is met before it does harm', async () => {
  const model = build();
  const ids = { data: Int32Array.of(1, 2, 3, 4), shape: [1, 4] };
  const options = { loss: sparseCategoricalCrossentropy, optimizer: gradientDescent(0.1), epochs: 10 };
  const losses: number[] = [];
  for await (const { loss } of train(model, [{ input: ids, target: ids }], options)) losses.push(await loss);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  const wrong = { data: Int32Array.of(1, 2, 3, 9), shape: [1, 4] };
  const steps = train(model, [{ input: wrong, target: ids }], options);
  await expect(steps.next()).rejects.toThrow(
    new ArgumentError(
      'Embedding at tokens: id 9 at place 3 is not in its vocabulary of 9; ids are whole numbers from 0 to 8.',
    ),
  );
});
