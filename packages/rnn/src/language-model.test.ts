import { ensureDevice, Random, tf } from '@thaw/backend';
import { seed, sparseCategoricalCrossentropy, train } from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { generateText, LanguageModel, textStreams } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const make = (options = {}): LanguageModel => {
  seed(1);
  return new LanguageModel(6, 5, { embeddingUnits: 4, layers: 2, ...options });
};

async function collect<Piece>(pieces: AsyncIterable<Piece>): Promise<Piece[]> {
  const all: Piece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

test('gives logits for each id, which do not know the ids after it', async () => {
  const model = make();
  const logits = model.forward(tf.tensor2d([[1, 2, 3], [1, 2, 5]], [2, 3], 'int32')); // prettier-ignore
  expect(logits.shape).toEqual([2, 3, 6]);
  const [first, second] = tf.unstack(tf.slice(logits, [0, 0, 0], [2, 2, 6]));
  await expectClose(first!, second!, 0);
});

test('its weights are named for their places', () => {
  expect([...make().parameters().keys()]).toEqual([
    'embedding.embeddings',
    ...[0, 1].flatMap((i) =>
      ['kernel', 'recurrentKernel', 'bias'].map((name) => `recurrent.cell.cells.${i}.${name}`),
    ),
    'head.kernel',
    'head.bias',
  ]);
});

describe('generate', () => {
  test('at temperature 0 takes the likeliest after all ids so far, as recomputing the whole does', async () => {
    const model = make();
    const ids = [3, 0];
    for (let i = 0; i < 6; i++) {
      const logits = model.forward(tf.tensor2d([ids], [1, ids.length], 'int32'));
      const last = await tf.slice(logits, [0, ids.length - 1, 0], [1, 1, 6]).data();
      ids.push(last.indexOf(Math.max(...last)));
    }
    expect(await collect(model.generate([3, 0], { length: 6, temperature: 0 }))).toEqual(ids.slice(2));
  });

  test('draws the same ids from the same seed, and only the likeliest with topK 1', async () => {
    const model = make();
    const draw = (key: number): Promise<number[]> =>
      collect(model.generate([1], { length: 30, random: new Random(key) }));
    expect(await draw(2)).toEqual(await draw(2));
    expect(await draw(2)).not.toEqual(await draw(3));
    const greedy = await collect(model.generate([1], { length: 8, temperature: 0 }));
    expect(await collect(model.generate([1], { length: 8, topK: 1 }))).toEqual(greedy);
  });

  test('by a program gives the same ids, from the 129th of its own accord, and frees it with the model', async () => {
    const model = make();
    const draw = (length: number, compile?: boolean): Promise<number[]> =>
      collect(model.generate([1, 2], { length, random: new Random(4), compile }));
    expect(await draw(12, true)).toEqual(await draw(12, false));
    expect(await draw(140)).toEqual(await draw(140, false));
    await expectNoLeak(async () => {
      const other = make();
      await collect(other.generate([1], { length: 9, compile: true }));
      other.dispose();
    });
    model.dispose();
  });

  test('leaves nothing behind, also when the loop is left, the signal ends it or the logits are no numbers', async () => {
    const model = make();
    await expectNoLeak(() => collect(model.generate([1, 2], { length: 3 })));
    await expectNoLeak(async () => {
      for await (const _ of model.generate([1, 2], { length: 9 })) break;
    });
    await expectNoLeak(async () => {
      const ending = new AbortController();
      const run = async (): Promise<void> => {
        for await (const _ of model.generate([1], { length: 9, signal: ending.signal })) ending.abort();
      };
      await expect(run()).rejects.toThrow('aborted');
    });
    model.head.bias!.assign(new Float32Array(6).fill(NaN));
    await expectNoLeak(() =>
      expect(collect(model.generate([1], { length: 2 }))).rejects.toThrow(
        'sampleLogits: logit 0 is NaN; the model may have diverged: lower its learning rate, or look at its input.',
      ),
    );
  });

  test('does not touch the state that a stateful model carries', async () => {
    const [model, other] = [make({ stateful: true }), make({ stateful: true })];
    const [before, after] = [tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor2d([[3]], [1, 1], 'int32')]; // prettier-ignore
    model.forward(before);
    other.forward(before);
    await collect(model.generate([5, 5], { length: 3 }));
    await expectClose(model.forward(after), other.forward(after), 0);
  });
});

test('generateText goes on after a text, piece by piece', async () => {
  const model = make();
  const letters = [...'abcdef'];
  const tokenizer = {
    vocabularySize: 6,
    encode: (text: string) => [...text].map((letter) => letters.indexOf(letter)),
    decode: (ids: ArrayLike<number>) => Array.from(ids, (id) => letters[id]).join(''),
  };
  const ids = await collect(model.generate([1, 2], { length: 5, random: new Random(4) }));
  const pieces = await collect(generateText(model, tokenizer, 'bc', { length: 5, random: new Random(4) }));
  expect(pieces).toEqual(ids.map((id) => letters[id]));
});

test('learns a text that repeats itself, and then says it', async () => {
  const text = Array.from({ length: 6 * 60 + 1 }, (_, i) => [0, 1, 2, 0, 3, 4][i % 6]!); // what follows 0 depends on what was before
  const model = make({ layers: 1, stateful: true });
  const batches = textStreams(text, { batchSize: 6, length: 10, model });
  const options = { loss: sparseCategoricalCrossentropy, optimizer: gradientDescent(2), epochs: 60 };
  const losses: number[] = [];
  for await (const step of train(model, batches, options)) losses.push(await step.loss);
  expect(losses.at(-1)!).toBeLessThan(0.1);
  const said = await collect(model.generate([0, 1, 2, 0, 3, 4, 0], { length: 5, temperature: 0 }));
  expect(said).toEqual([1, 2, 0, 3, 4]);
});

test('an id that is not in the vocabulary is refused before the step', async () => {
  const model = make();
  const batch = {
    input: { data: Int32Array.of(1, 6), shape: [1, 2] },
    target: { data: Int32Array.of(1, 2), shape: [1, 2] },
  };
  const options = { loss: sparseCategoricalCrossentropy, optimizer: gradientDescent(1) };
  await expect(collect(train(model, [batch], options))).rejects.toThrow(
    'Embedding at embedding: id 6 at place 1 is not in its vocabulary of 6; ids are whole numbers from 0 to 5.',
  );
});
