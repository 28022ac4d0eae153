import { expect, test } from 'vitest';

import * as unsupervised from './index.ts';

test('public names', () => {
  expect(Object.keys(unsupervised).sort()).toMatchInlineSnapshot(`
    [
      "Autoencoder",
      "DeepBeliefNet",
      "DenoisingAutoencoder",
      "PCA",
      "RBM",
      "SkipGram",
      "SkipGramBatches",
      "VAE",
      "bernoulli",
      "codeGrid",
      "codeLine",
      "contrastiveDivergence",
      "contrastiveGradient",
      "gaussian",
      "gaussianNoise",
      "hebbRule",
      "likelihoodGradient",
      "logLikelihood",
      "maskingNoise",
      "negativeElbo",
      "negativeSampling",
      "ojaRule",
      "pretrain",
      "reconstruction",
      "sangerRule",
    ]
  `);
});
