import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import { type Inputs, meanSquaredError, type Module, tanh } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { beforeAll, expect, test } from 'vitest';

import {
  Autoencoder,
  bernoulli,
  codeGrid,
  codeLine,
  contrastiveDivergence,
  DeepBeliefNet,
  DenoisingAutoencoder,
  gaussian,
  gaussianNoise,
  hebbRule,
  maskingNoise,
  negativeElbo,
  RBM,
  reconstruction,
  SkipGram,
  VAE,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const linear = (): Dense => new Dense(2, 1, { useBias: false });
const frozenMachine = (): RBM => {
  const rbm = new RBM(2, 1);
  rbm.hiddenBias.trainable = false;
  return rbm;
};
const denoising = (): DenoisingAutoencoder =>
  new DenoisingAutoencoder(new Dense(2, 1), new Dense(1, 2), maskingNoise(0.5));
const vae = (options = {}, encoder: Module = new Dense(2, 2)): VAE =>
  new VAE(1, encoder, new Dense(1, 2), options);
const batch = (input: Inputs) => ({ input: input as tf.Tensor, target: undefined });

const cd = 'contrastiveDivergence';

test.each<[() => unknown, string]>([
  [() => new RBM(0, 1), 'RBM: visible must be a whole number from 1 on, got 0.'],
  [() => new RBM(1, 2.5), 'RBM: hidden must be a whole number from 1 on, got 2.5.'],
  [
    () => new RBM(1, 1, { units: 2 } as never),
    'RBM: there is no option "units"; the options are kernelInitializer, visibleBiasInitializer, hiddenBiasInitializer.',
  ],
  [
    () => new RBM(2, 1).gibbs(zeros(1, 2), 0, new Random(1)),
    'RBM: steps must be a whole number from 1 on, got 0.',
  ],
  [
    () => new RBM(2, 1).gibbs(zeros(1, 2), 1, 7 as never),
    'RBM: sampling draws random numbers; pass a generator, new Random(seed), got 7.',
  ],
  [() => contrastiveDivergence({ k: 0 }), `${cd}: k must be a whole number from 1 on, got 0.`],
  [() => contrastiveDivergence({ learningRate: -1 }), `${cd}: learningRate must be above 0, got -1.`],
  [() => contrastiveDivergence({ momentum: 1 }), `${cd}: momentum must be from 0 to below 1, got 1.`],
  [() => contrastiveDivergence({ weightDecay: -1 }), `${cd}: weightDecay must be from 0 to below 1, got -1.`],
  [
    () => contrastiveDivergence({ random: 3 as never }),
    `${cd}: random is a generator, such as new Random(7), got 3.`,
  ],
  [
    () => contrastiveDivergence({ steps: 3 } as never),
    `${cd}: there is no option "steps"; the options are k, learningRate, momentum, weightDecay, persistent, sampleVisible, random.`,
  ],
  [
    () => contrastiveDivergence().update(new Dense(2, 1), zeros(1, 2)),
    `${cd}: Dense is no RBM; the rule teaches one, such as new RBM(9, 16).`,
  ],
  [
    () => contrastiveDivergence().update(frozenMachine(), zeros(1, 2)),
    `${cd}: the weights of RBM must be trainable, and one is frozen.`,
  ],
  [
    () => new DeepBeliefNet([4]),
    'DeepBeliefNet: sizes are the units of each layer, two layers at least, such as [64, 48, 32], got an array of 1.',
  ],
  [() => new DeepBeliefNet([4, 0]), 'DeepBeliefNet: size 1 must be a whole number from 1 on, got 0.'],
  [
    () => new DeepBeliefNet([4, 2]).sample(0, 1, new Random(1)),
    'DeepBeliefNet: count must be a whole number from 1 on, got 0.',
  ],
  [
    () => new Autoencoder(tanh as never, new Dense(1, 2)),
    'Autoencoder: the encoder is a module, such as new Dense(64, 16), got the function tanh.',
  ],
  [
    () => new DenoisingAutoencoder(new Dense(2, 1), undefined as never, maskingNoise(0.1)),
    'DenoisingAutoencoder: the decoder is a module, such as new Dense(64, 16), got undefined.',
  ],
  [
    () => new DenoisingAutoencoder(new Dense(2, 1), new Dense(1, 2), 0.3 as never),
    'DenoisingAutoencoder: corruption is a function, such as maskingNoise(0.3), got 0.3.',
  ],
  [
    () => denoising().forward(zeros(1, 2), { training: true }),
    'DenoisingAutoencoder: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).',
  ],
  [() => maskingNoise(1), 'maskingNoise: rate must be from 0 to below 1, got 1.'],
  [() => gaussianNoise(0), 'gaussianNoise: standardDeviation must be above 0, got 0.'],
  [
    () => reconstruction('mse' as never),
    "reconstruction: loss is a function, such as meanSquaredError from @thaw/core, got the string 'mse'.",
  ],
  [
    () => new VAE(0, new Dense(2, 2), new Dense(1, 2)),
    'VAE: latent must be a whole number from 1 on, got 0.',
  ],
  [
    () => new VAE(1, new Dense(2, 2), 3 as never),
    'VAE: the decoder is a module, such as new Dense(64, 16), got 3.',
  ],
  [
    () => vae({ likelihood: gaussian }),
    'VAE: likelihood is bernoulli or gaussian(standardDeviation), got the function gaussian.',
  ],
  [() => vae({ beta: 2 }), 'VAE: there is no option "beta"; the only one is likelihood.'],
  [
    () => negativeElbo(vae(), batch(zeros(1, 2)), {}),
    'VAE: codes are drawn by chance; pass { random: new Random(seed) } (train and fit do).',
  ],
  [() => gaussian(0), 'gaussian: standardDeviation must be above 0, got 0.'],
  [() => codeLine([0], [1], 1), 'codeLine: count must be a whole number from 2 on, got 1.'],
  [
    () => codeLine([0], [1, 2], 3),
    'codeLine: expected two codes of the same length, got an array of 1 and an array of 2.',
  ],
  [() => codeGrid(1), 'codeGrid: side must be a whole number from 2 on, got 1.'],
  [() => codeGrid(3, 0), 'codeGrid: extent must be above 0, got 0.'],
  [() => new SkipGram(0, 2), 'SkipGram: vocabularySize must be a whole number from 1 on, got 0.'],
  [() => new SkipGram(2, 0), 'SkipGram: units must be a whole number from 1 on, got 0.'],
])('arguments are refused with what to do %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

const visible = 'its first argument says how many visible units it has.';
const skipGram = 'SkipGram: expected center [batch], context [batch] and negatives [batch, negatives], got';
const ids = (...shape: number[]): tf.Tensor => tf.zeros(shape, 'int32');

test.each<[() => unknown, string]>([
  [() => new RBM(3, 1).forward(zeros(1, 2)), `RBM: expected input [batch, 3], got [1, 2]; ${visible}`],
  [() => new RBM(3, 1).freeEnergy(zeros(3)), `RBM: expected input [batch, 3], got [3]; ${visible}`],
  [() => new RBM(3, 1).backward(zeros(1, 2)), 'RBM: expected hidden states [batch, 1], got [1, 2].'],
  [
    () => new RBM(3, 1).energy(zeros(1, 3), zeros(1, 2)),
    'RBM: expected hidden states [batch, 1], got [1, 2].',
  ],
  [
    () => contrastiveDivergence().update(new RBM(3, 1), zeros(1, 2)),
    `${cd} of RBM: expected input [batch, 3], got [1, 2].`,
  ],
  [
    () => hebbRule().update(linear(), zeros(3, 2), zeros(3, 2)),
    "hebbRule: expected targets of the output's shape [3, 1], got [3, 2].",
  ],
  [
    () => reconstruction(meanSquaredError)(new Dense(2, 1) as Module, batch(zeros(1, 2)), {}),
    "meanSquaredError: expected targets of the prediction's shape [1, 1], got [1, 2].",
  ],
  [
    () => new VAE(2, new Dense(2, 2), new Dense(2, 2)).encode(zeros(1, 2)),
    'VAE: expected its encoder to return [1, 4], a mean and a log-variance for each of 2 latent numbers, got [1, 2].',
  ],
  [
    () =>
      negativeElbo(new VAE(1, new Dense(2, 2), new Dense(1, 3)), batch(zeros(1, 2)), {
        random: new Random(1),
      }),
    "VAE: expected its decoder to return the input's shape [1, 2], got [1, 3].",
  ],
  [() => vae().decode(zeros(1, 2)), 'VAE: expected codes [batch, 1], got [1, 2].'],
  [
    () => bernoulli.logProbability(zeros(1, 2), zeros(1, 3)),
    "bernoulli: expected outputs of the input's shape [1, 2], got [1, 3].",
  ],
  [
    () => gaussian().logProbability(zeros(1, 2), zeros(2)),
    "gaussian: expected outputs of the input's shape [1, 2], got [2].",
  ],
  [
    () => new SkipGram(3, 2).forward(ids(2) as never),
    `${skipGram} nothing, nothing, nothing; SkipGramBatches makes them.`,
  ],
  [
    () => new SkipGram(3, 2).forward({ center: ids(2), context: ids(3), negatives: ids(2, 2) }),
    `${skipGram} [2], [3], [2, 2]; SkipGramBatches makes them.`,
  ],
])('shapes are refused with what to do %#', (act, message) => {
  expect(act).toThrow(new ShapeError(message));
});
