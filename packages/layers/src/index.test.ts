import { expect, test } from 'vitest';

import * as layers from './index.ts';

test('public names', () => {
  expect(Object.keys(layers).sort()).toMatchInlineSnapshot(`
    [
      "AveragePooling2D",
      "Conv2D",
      "Dense",
      "Dropout",
      "Embedding",
      "Flatten",
      "LayerNormalization",
      "MaxPooling2D",
      "PReLU",
      "ThresholdUnit",
      "mccullochPitts",
    ]
  `);
});
