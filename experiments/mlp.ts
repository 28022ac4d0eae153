import { relu, Sequential } from '@thaw/core';
import { Dense, Dropout } from '@thaw/layers';

import { digitsExperiment } from './digits-classifier.ts';
import type { Experiment } from './experiment.ts';
import { firstLayer } from './first-layer.ts';
import { heGaussian } from './gaussian-weights.ts';

/**
 * A multilayer perceptron with one hidden layer of 128 rectified units.
 *
 * @see Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0
 */
export const mlp: Experiment = /* @__PURE__ */ digitsExperiment({
  id: 'mlp',
  title: 'A multilayer perceptron reads digits',
  year: 1986,
  source: 'Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors"',
  images: false,
  settings: [
    { kind: 'number', name: 'hidden', label: 'Hidden units', low: 1, high: 256, step: 1, value: 128 },
    { kind: 'number', name: 'dropout', label: 'Dropout', low: 0, high: 0.9, step: 0.05, value: 0.3 },
  ],
  build: (setting) =>
    new Sequential([
      new Dense(64, setting('hidden'), { activation: relu, kernelInitializer: heGaussian }),
      new Dropout(setting('dropout')),
      new Dense(setting('hidden'), 10),
    ]),
  learningRate: 0.002,
  epochs: { test: 8, tour: 40, proof: 100 },
  bar: 0.96,
  filters: (model) =>
    firstLayer(model, 'Multilayer perceptron: what 32 hidden units look for', 'layers.0.kernel'),
});
