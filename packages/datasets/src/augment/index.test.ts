import { expect, test } from 'vitest';

import * as augment from './index.ts';

test('public names', () => {
  expect(Object.keys(augment).sort()).toMatchInlineSnapshot(`
    [
      "augment",
      "augmented",
      "corruptSpans",
      "cutMix",
      "cutout",
      "gaussianNoise",
      "maskTokens",
      "mixUp",
      "mixedLabels",
      "normalize",
      "pad",
      "randAugment",
      "randomAffine",
      "randomBrightness",
      "randomColorJitter",
      "randomContrast",
      "randomCrop",
      "randomElasticTransform",
      "randomFlip",
      "randomHue",
      "randomRotation",
      "randomSaturation",
      "randomShear",
      "randomTranslation",
      "randomZoom",
      "spanCorruption",
      "tokenDropout",
    ]
  `);
});
