import { Sequential } from '@thaw/core';
import { Dense } from '@thaw/layers';

import { digitsExperiment } from './digits-classifier.ts';
import type { Experiment } from './experiment.ts';
import { firstLayer } from './first-layer.ts';

/**
 * Logistic regression of ten classes: one linear layer under a softmax, with no hidden unit.
 *
 * @see Cox 1958, https://doi.org/10.1111/j.2517-6161.1958.tb00292.x
 */
export const logistic: Experiment = /* @__PURE__ */ digitsExperiment({
  id: 'logistic',
  title: 'Logistic regression reads digits',
  year: 1958,
  source: 'Cox, "The regression analysis of binary sequences"',
  images: false,
  build: () => new Sequential([new Dense(64, 10)]),
  learningRate: 0.01,
  epochs: { test: 8, tour: 40, proof: 100 },
  bar: 0.93,
  filters: (model) => firstLayer(model, 'Logistic regression: what speaks for each digit', 'layers.0.kernel'),
});
