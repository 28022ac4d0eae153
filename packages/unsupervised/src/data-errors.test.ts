import { ArgumentError, ensureDevice, tf } from '@thaw/backend';
import { fit, meanSquaredError, type Module } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  Autoencoder,
  contrastiveDivergence,
  DeepBeliefNet,
  gaussian,
  negativeElbo,
  negativeSampling,
  pretrain,
  RBM,
  reconstruction,
  SkipGram,
  VAE,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const autoencoder = (encoder: Module): Autoencoder => new Autoencoder(encoder, new Dense(1, 2));
const vae = (options = {}, encoder: Module = new Dense(2, 2)): VAE =>
  new VAE(1, encoder, new Dense(1, 2), options);

const row = (...values: number[]) => ({ data: Float32Array.from(values), shape: [1, values.length] });
const optimizer = gradientDescent(0.1);
const objective = reconstruction(meanSquaredError);
const learning = { objective, optimizer };
const dreaming = { objective: negativeElbo, optimizer };
const improbable = 'is no probability: numbers lie from 0 (off) to 1 (on); scale the data.';

test.each<[() => Promise<unknown>, string]>([
  [
    () => fit(new RBM(2, 1), [{ input: row(1, 2) }], { rule: contrastiveDivergence() }),
    `RBM: 2 at place 1 of its input ${improbable}`,
  ],
  [
    async () => {
      const rule = contrastiveDivergence();
      for await (const _ of pretrain(new DeepBeliefNet([2, 2, 1]), [{ input: row(1, -1) }], { rule }))
        continue;
    },
    `RBM at machines.0: -1 at place 1 of its input ${improbable}`,
  ],
  [
    () => fit(autoencoder(new RBM(2, 1)), [{ input: row(0, 3) }], learning),
    `RBM at encoder: 3 at place 1 of its input ${improbable}`,
  ],
  [() => fit(vae(), [{ input: row(0.5, 1.5) }], dreaming), `VAE: 1.5 at place 1 of its input ${improbable}`],
  [
    () => fit(vae({ likelihood: gaussian() }, new RBM(2, 2)), [{ input: row(3, 0) }], dreaming),
    `RBM at encoder: 3 at place 0 of its input ${improbable}`,
  ],
  [
    () => {
      const word = { data: Int32Array.of(1), shape: [1] };
      const negatives = { data: Int32Array.of(0, 5), shape: [1, 2] };
      const input = { center: word, context: word, negatives };
      return fit(new SkipGram(5, 2), [{ input }], { objective: negativeSampling, optimizer });
    },
    'Embedding at contexts: id 5 at place 1 is not in its vocabulary of 5; ids are whole numbers from 0 to 4.',
  ],
  [
    () => new SkipGram(5, 2).nearest(5, 1),
    'Embedding at centers: id 5 at place 0 is not in its vocabulary of 5; ids are whole numbers from 0 to 4.',
  ],
  [
    () => new SkipGram(5, 2).nearest(1, 0),
    'SkipGram.nearest: count must be a whole number from 1 on, got 0.',
  ],
  [
    () => pretrain(new RBM(2, 1) as never, [], { rule: contrastiveDivergence() }).next(),
    'pretrain: the first argument is a DeepBeliefNet, whose layers() begin any other net, got an RBM.',
  ],
  [
    () => pretrain(new DeepBeliefNet([2, 1]), [], { rule: contrastiveDivergence as never }).next(),
    'pretrain: rule teaches each machine, such as contrastiveDivergence(), got the function contrastiveDivergence.',
  ],
  [
    () => pretrain(new DeepBeliefNet([2, 1]), [], { rule: contrastiveDivergence(), epochs: 0 }).next(),
    'pretrain: epochs must be a whole number from 1 on, got 0.',
  ],
  [
    () =>
      pretrain(new DeepBeliefNet([2, 1]), [], { rule: contrastiveDivergence(), layers: 2 } as never).next(),
    'pretrain: there is no option "layers"; the options are rule, epochs.',
  ],
])('data and training are refused with what to do %#', async (act, message) => {
  await expect(act()).rejects.toThrow(new ArgumentError(message));
});

test('what is refused leaves no tensor behind', async () => {
  const model = vae();
  model.generate(zeros(1, 1));
  tf.tidy(() => void model.forward(zeros(1, 2)));
  await expectNoLeak(async () => {
    await fit(model, [{ input: row(0.5, 1.5) }], dreaming).catch(() => undefined);
    await fit(model, [{ input: row(0.5, 1, 1) }], dreaming).catch(() => undefined);
  });
});

test('only what has something to look for reads an input on the host', () => {
  expect([vae().checkValues, new RBM(2, 1).checkValues].every(Boolean)).toBe(true);
  expect(vae({ likelihood: gaussian() }).checkValues).toBeUndefined();
  expect(autoencoder(new Dense(2, 1)).checkValues).toBeUndefined();
});
