import { relu, Sequential } from '@thaw/core';
import { Conv2D, Dense, Dropout, Flatten, MaxPooling2D } from '@thaw/layers';

import { digitsExperiment } from './digits-classifier.ts';
import type { Experiment } from './experiment.ts';
import { firstLayer } from './first-layer.ts';
import { heGaussian } from './gaussian-weights.ts';

/**
 * A small convolutional net: two convolutions of 3x3, one pooling, one hidden layer.
 *
 * @see LeCun et al. 1989, https://doi.org/10.1162/neco.1989.1.4.541
 */
export const cnn: Experiment = /* @__PURE__ */ digitsExperiment({
  id: 'cnn',
  title: 'A convolutional net reads digits',
  year: 1989,
  source: 'LeCun et al., "Backpropagation applied to handwritten zip code recognition"',
  images: true,
  settings: [
    {
      kind: 'number',
      name: 'filters',
      label: 'Filters of the first layer',
      low: 1,
      high: 32,
      step: 1,
      value: 16,
    },
    { kind: 'number', name: 'dropout', label: 'Dropout', low: 0, high: 0.9, step: 0.05, value: 0.4 },
  ],
  build: (setting) =>
    new Sequential([
      new Conv2D(1, setting('filters'), 3, {
        padding: 'same',
        activation: relu,
        kernelInitializer: heGaussian,
      }),
      new Conv2D(setting('filters'), 32, 3, {
        padding: 'same',
        activation: relu,
        kernelInitializer: heGaussian,
      }),
      new MaxPooling2D(2),
      new Flatten(),
      new Dropout(setting('dropout')),
      new Dense(512, 64, { activation: relu, kernelInitializer: heGaussian }),
      new Dropout(setting('dropout')),
      new Dense(64, 10),
    ]),
  learningRate: 0.001,
  epochs: { test: 3, tour: 40, proof: 40 }, // the tour's as the proof's: no choice of its own to make
  bar: 0.98,
  filters: (model) =>
    firstLayer(model, 'Convolutional net: the filters of its first layer', 'layers.0.kernel'),
});
