import { ensureDevice, memory, Random, seed, tf } from '@thaw/backend';
import { currentDevice, normal, Sequential } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test, vi } from 'vitest';

import { type GenerateOptions, GPT } from './index.ts';
import { freeWriters, Writer } from './writer.ts';

beforeAll(async () => {
  await ensureDevice();
});

const sizes = { vocabularySize: 9, contextLength: 12, width: 8, layers: 2, numHeads: 2 };
const prompt = [3, 1, 4];

/** Weights large enough that what comes next depends on all that came before. */
function build(): GPT {
  seed(3);
  return new GPT({ ...sizes, initializer: normal(0.6) });
}

async function write(model: GPT, options: Partial<GenerateOptions>): Promise<number[]> {
  const ids: number[] = [];
  const all = { length: 20, random: new Random(7), ...options };
  for await (const id of model.generate(prompt, all)) ids.push(id);
  return ids;
}

test('one program serves all places: its logits are those of keys and values that grow, to 1e-5', async () => {
  const model = build();
  const writer = new Writer(model);
  let { present } = model.attend(tf.tensor2d([prompt], [1, 3], 'int32'));
  writer.begin(present);
  for (let place = prompt.length; place < sizes.contextLength; place++) {
    const id = (place * 5) % 9;
    const grown = model.attend(tf.tensor2d([[id]], [1, 1], 'int32'), present);
    present = grown.present;
    const logits = await writer.next(id, place, true);
    await expectClose(logits, model.logits(grown.states).flatten(), 1e-5);
    logits.dispose();
  }
  expect(writer.programs).toHaveLength(1);
  writer.dispose();
});

test('a text by a program has the ids of one without, within the context and beyond it', async () => {
  const model = build();
  for (const sampling of [{ temperature: 0 }, { temperature: 0.7 }, { topK: 3 }]) {
    const eager = await write(model, { ...sampling, compile: false });
    expect(eager).toHaveLength(20);
    expect(await write(model, { ...sampling, compile: true })).toEqual(eager);
  }
  model.dispose();
});

test('two texts at once keep apart, and weights that change count', async () => {
  const model = build();
  const both = async (compile: boolean): Promise<number[][]> => {
    const texts = [[5, 5], [2]].map((start, i) =>
      model.generate(start, { length: 8, random: new Random(i), compile }),
    );
    const ids: number[][] = [[], []];
    for (let k = 0; k < 8; k++) {
      for (const [i, text] of texts.entries()) ids[i]!.push((await text.next()).value as number);
    }
    for (const text of texts) await text.return();
    return ids;
  };
  expect(await both(true)).toEqual(await both(false));
  model.norm.beta!.assign(new Random(2).normal(8));
  expect(await both(true)).toEqual(await both(false));
  model.dispose();
});

test('the next text is written by the same program and room; both go with the model, and come with its 129th id by default', async () => {
  const { tensors } = memory();
  const model = build();
  await write(model, { compile: true });
  const held = memory();
  await write(model, { compile: true });
  expect(memory()).toEqual(held);
  await expectNoLeak(async () => {
    for await (const _ of model.generate(prompt, { length: 9, compile: true })) break;
  });
  freeWriters(model);
  const before = memory().tensors;
  for (let written = 0; written < 120; written += 5) await write(model, { length: 5 });
  await write(model, { length: 8 });
  expect(memory().tensors).toBe(before);
  await write(model, { length: 1 });
  const room = currentDevice()!.name === 'cpu' ? 0 : 2 * sizes.layers;
  expect(memory().tensors).toBe(before + room);
  const text = model.generate(prompt, { length: 9 });
  await text.next();
  await text.next();
  new Sequential([model]).dispose(); // while a text is written
  await expect(text.next()).rejects.toThrow('disposed');
  expect(memory().tensors).toBe(tensors);
  await expectNoLeak(async () => {
    const short = build();
    await write(short, { compile: true });
    short.dispose();
  });
});

test('a model that decides on a value writes eagerly with one warning, and where it is insisted on is an error', async () => {
  class Deciding extends GPT {
    override logits(states: tf.Tensor): tf.Tensor {
      const logits = super.logits(states);
      return logits.max().dataSync()[0]! > 1e6 ? logits.neg() : logits;
    }
  }
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  seed(3);
  const model = new Deciding({ ...sizes, initializer: normal(0.6) });
  const eager = await write(model, { compile: false, length: 8 });
  for (let i = 0; i < 17; i++) expect(await write(model, { length: 8 })).toEqual(eager);
  const why =
    'compile(Deciding): a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it comes of Max';
  await expect(write(model, { compile: true })).rejects.toThrow(why);
  const isTold = currentDevice()!.name !== 'cpu';
  expect(warn.mock.calls.map(([text]) => String(text).split(';')[0])).toEqual(
    isTold ? [`The steps of generate are taken kernel by kernel, for they cannot be compiled: ${why}`] : [],
  );
  warn.mockRestore();
  model.dispose();
});
