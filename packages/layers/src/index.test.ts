import { expect, test } from 'vitest';

import * as layers from './index.ts';

test('public names', () => {
  expect(Object.keys(layers).sort()).toMatchInlineSnapshot(`
    [
      "AveragePooling2D",
      "Conv2D",
      "Dense",
      "Dropout",
      "Flatten",
      "MaxPooling2D",
      "ThresholdUnit",
    ]
  `);
});
