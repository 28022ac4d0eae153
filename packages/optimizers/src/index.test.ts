import { expect, test } from 'vitest';

import * as optimizers from './index.ts';

test('public names', () => {
  expect(Object.keys(optimizers).sort()).toMatchInlineSnapshot(`
    [
      "GradientOptimizer",
      "StatefulOptimizer",
      "accumulate",
      "adadelta",
      "adafactor",
      "adagrad",
      "adam",
      "adamW",
      "adamax",
      "averagedPerceptronRule",
      "centralizeGradients",
      "constantRate",
      "cosineDecay",
      "cosineDecayRestarts",
      "deltaRule",
      "ema",
      "exponentialDecay",
      "gradientNoise",
      "inverseSquareRootDecay",
      "lamb",
      "lars",
      "lbfgs",
      "lion",
      "lookahead",
      "muon",
      "nadam",
      "noam",
      "oneCycle",
      "perceptronRule",
      "piecewiseConstantDecay",
      "pocketPerceptronRule",
      "polynomialDecay",
      "radam",
      "registerOptimizers",
      "rmsProp",
      "rprop",
      "sam",
      "scheduleFreeAdamW",
      "scheduleFreeSgd",
      "sgd",
      "stepDecay",
      "swa",
      "transformGradients",
      "warmup",
    ]
  `);
});
