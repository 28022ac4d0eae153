import { expect, test } from 'vitest';

import * as optimizers from './index.ts';

test('public names', () => {
  expect(Object.keys(optimizers).sort()).toMatchInlineSnapshot(`
    [
      "GradientOptimizer",
      "adam",
      "deltaRule",
      "perceptronRule",
      "sgd",
    ]
  `);
});
