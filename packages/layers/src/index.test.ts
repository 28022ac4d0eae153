import { expect, test } from 'vitest';

import * as layers from './index.ts';

test('public names', () => {
  expect(Object.keys(layers).sort()).toMatchInlineSnapshot(`
    [
      "AdaptiveAveragePooling1D",
      "AdaptiveAveragePooling2D",
      "AdaptiveAveragePooling3D",
      "AdaptiveMaxPooling1D",
      "AdaptiveMaxPooling2D",
      "AdaptiveMaxPooling3D",
      "AveragePooling1D",
      "AveragePooling2D",
      "AveragePooling3D",
      "Conv2D",
      "Dense",
      "Dropout",
      "Embedding",
      "Flatten",
      "GlobalAveragePooling1D",
      "GlobalAveragePooling2D",
      "GlobalAveragePooling3D",
      "GlobalMaxPooling1D",
      "GlobalMaxPooling2D",
      "GlobalMaxPooling3D",
      "LayerNormalization",
      "LpPooling1D",
      "LpPooling2D",
      "LpPooling3D",
      "MaxPooling1D",
      "MaxPooling2D",
      "MaxPooling3D",
      "PReLU",
      "ThresholdUnit",
      "mccullochPitts",
    ]
  `);
});
