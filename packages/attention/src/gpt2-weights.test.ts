import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { encodeSafetensors, type HostTensor, readSafetensors } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import golden from '../fixtures/gpt2.json' with { type: 'json' };
import { GPT, loadGPT2, readGPT2, toGPT2Safetensors } from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/gpt2.py made the file and the numbers and says how.
const TOLERANCE = 1e-5;
const file = new URL('../fixtures/gpt2.safetensors', import.meta.url);
const { sizes } = golden;
const ids = (): tf.Tensor2D => tf.tensor2d(golden.ids.data, golden.ids.shape as [number, number], 'int32');
const isMask = (name: string): boolean => name.endsWith('.attn.bias');

beforeAll(async () => {
  await ensureDevice();
});

async function stored(change: (tensors: Map<string, HostTensor>) => void = () => undefined) {
  const tensors = await readSafetensors(file);
  change(tensors);
  return tensors;
}

const bytesOf = async (change?: (tensors: Map<string, HostTensor>) => void) =>
  encodeSafetensors(await stored(change));

test('the logits of a file under the names of Hugging Face are those of PyTorch, and so are the gradients', async () => {
  const model = new GPT({ ...sizes, dropout: 0 });
  await loadGPT2(model, file);
  await expectClose(model.forward(ids()), Float64Array.from(golden.logits.data), TOLERANCE);

  const weight = tf.tensor(golden.weight.data, golden.weight.shape);
  const parameters = model.parameters();
  const shown: Record<string, readonly string[]> = {
    'wte.weight': ['tokens.embeddings'],
    'wpe.weight': ['positions.embeddings'],
    'h.0.attn.c_attn.weight': ['query', 'key', 'value'].map((name) => `blocks.0.attention.${name}.kernel`),
    'h.1.attn.c_attn.bias': ['query', 'key', 'value'].map((name) => `blocks.1.attention.${name}.bias`),
    'h.1.mlp.c_fc.weight': ['blocks.1.feedForward.hidden.kernel'],
    'ln_f.weight': ['norm.gamma'],
  };
  expect(Object.keys(shown)).toEqual(Object.keys(golden.gradients));
  const largest = Math.max(
    ...Object.values(golden.gradients).flatMap(({ data }) => data.map((value) => Math.abs(value))),
  );
  for (const [name, paths] of Object.entries(shown)) {
    const variables = paths.map((path) => parameters.get(path)!.value as tf.Tensor);
    const gradients = tf.grads(() => model.forward(ids()).mul(weight).sum())(variables);
    const { data } = golden.gradients[name as keyof typeof golden.gradients];
    await expectClose(tf.concat(gradients, -1), Float64Array.from(data), TOLERANCE, largest / 1000);
  }
});

test('readGPT2 tells the sizes from the shapes', async () => {
  const model = await readGPT2(file, { numHeads: sizes.numHeads, dropout: 0 });
  const { vocabularySize, contextLength, width, blocks } = model;
  expect({ vocabularySize, contextLength, width, layers: blocks.length, numHeads: 2 }).toEqual(sizes);
  await expectClose(model.forward(ids()), Float64Array.from(golden.logits.data), TOLERANCE);
});

test('what was loaded is saved again under the same names, to the bit', async () => {
  const model = await readGPT2(file, { numHeads: 2 });
  const saved = await readSafetensors(await toGPT2Safetensors(model));
  const expected = await stored();
  for (const name of [...expected.keys()].filter(isMask)) expected.delete(name);
  expect([...saved.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, { shape, data }] of expected) {
    expect([name, saved.get(name)!.shape]).toEqual([name, shape]);
    expect(saved.get(name)!.data).toEqual(data);
  }
});

test('names with the prefix of the whole model, and an output that is the embedding, load too', async () => {
  const prefixed = new Map([...(await stored())].map(([name, tensor]) => [`transformer.${name}`, tensor]));
  prefixed.set('lm_head.weight', prefixed.get('transformer.wte.weight')!);
  const model = await readGPT2(encodeSafetensors(prefixed), { numHeads: 2 });
  await expectClose(model.forward(ids()), Float64Array.from(golden.logits.data), TOLERANCE);
});

test.each<[string, (tensors: Map<string, HostTensor>) => void, Error]>([
  [
    'a block that is missing',
    (tensors) =>
      [...tensors.keys()].filter((name) => name.startsWith('h.1.')).forEach((name) => tensors.delete(name)),
    new ArgumentError(
      'These weights do not fit a GPT of 2 blocks: what is stored lacks "h.1.ln_1.weight", "h.1.ln_1.bias", "h.1.attn.c_attn.weight" and 9 more; readGPT2 builds the model that fits.',
    ),
  ],
  [
    'the names of another architecture',
    (tensors) => {
      tensors.set('encoder.layer.0.weight', tensors.get('ln_f.bias')!);
      tensors.delete('ln_f.bias');
    },
    new ArgumentError(
      'These weights do not fit a GPT of 2 blocks: what is stored lacks "ln_f.bias" and has "encoder.layer.0.weight", which the model lacks; readGPT2 builds the model that fits.',
    ),
  ],
  [
    'a shape of another size',
    (tensors) => tensors.set('wpe.weight', { shape: [4, 8], data: new Float32Array(32) }),
    new ShapeError(
      'These weights do not fit the GPT: expected wpe.weight of shape [8, 8], got [4, 8]; readGPT2 builds the model that fits.',
    ),
  ],
  [
    'a number that is not finite',
    (tensors) => tensors.set('ln_f.bias', { shape: [8], data: new Float32Array(8).fill(NaN, 2) }),
    new ArgumentError(
      'these bytes: norm.beta is NaN at place 2, and weights are finite numbers; the model had diverged when it was saved.',
    ),
  ],
  [
    'an output that is not the embedding',
    (tensors) => tensors.set('lm_head.weight', { shape: [11, 8], data: new Float32Array(88) }),
    new ArgumentError(
      'These weights do not fit a GPT: lm_head.weight differs from wte.weight, and here the embedding serves as output.',
    ),
  ],
])('%s is refused, and no weight has changed', async (_, change, error) => {
  const model = new GPT(sizes);
  const before = await toGPT2Safetensors(model);
  await expect(loadGPT2(model, await bytesOf(change))).rejects.toThrow(error);
  expect(await toGPT2Safetensors(model)).toEqual(before);
});

test('what is no GPT-2 is refused', async () => {
  const other = encodeSafetensors(new Map([['kernel', { shape: [1], data: Float32Array.of(1) }]]));
  await expect(readGPT2(other)).rejects.toThrow(
    new ArgumentError(
      'readGPT2: this is no GPT-2: expected wte.weight, wpe.weight and h.0.ln_1.weight, got "kernel".',
    ),
  );
  await expect(readGPT2(file)).rejects.toThrow(
    new ArgumentError('GPT: numHeads must be a whole number from 1 on, got 0.125.'),
  );
  await expect(loadGPT2({} as never, file)).rejects.toThrow(
    new ArgumentError('loadGPT2: the first argument is a GPT, got an object with no fields.'),
  );
});
