import { expect, test } from 'vitest';

import * as optimizers from './index.ts';

test('public names', () => {
  expect(Object.keys(optimizers).sort()).toMatchInlineSnapshot(`
    [
      "GradientOptimizer",
      "StatefulOptimizer",
      "adadelta",
      "adafactor",
      "adagrad",
      "adam",
      "adamW",
      "adamax",
      "constantRate",
      "cosineDecay",
      "cosineDecayRestarts",
      "deltaRule",
      "exponentialDecay",
      "inverseSquareRootDecay",
      "lamb",
      "lars",
      "lion",
      "muon",
      "nadam",
      "noam",
      "oneCycle",
      "perceptronRule",
      "piecewiseConstantDecay",
      "polynomialDecay",
      "radam",
      "rmsProp",
      "rprop",
      "sgd",
      "stepDecay",
      "warmup",
    ]
  `);
});
