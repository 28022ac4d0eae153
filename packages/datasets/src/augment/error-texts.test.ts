import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import type { Batch } from '@thaw/core';
import { beforeEach, expect, test } from 'vitest';

import {
  augment,
  augmented,
  corruptSpans,
  cutMix,
  maskTokens,
  mixedLabels,
  mixUp,
  normalize,
  randAugment,
  randomBrightness,
  randomCrop,
  randomFlip,
  randomHue,
  randomRotation,
  randomShear,
  randomZoom,
  spanCorruption,
  tokenDropout,
} from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

const ids = { data: Int32Array.of(5, 6, 7), shape: [1, 3] };
const context = (): { random: Random } => ({ random: new Random(1) });
const labelled = (): Batch => ({
  input: tf.ones([6, 4, 5, 1]),
  target: { data: Int32Array.of(0, 1, 2, 3, 4, 5), shape: [6] },
});
const sentinelIds = [9, 8];

test.each<[() => unknown, Error]>([
  [
    () => augment(randomFlip(), 5 as never),
    new ArgumentError('augment: expected augmentations, such as randomFlip(), one after the other, got 5.'),
  ],
  ...[randomFlip(), mixUp(), cutMix()].map((change, i): [() => unknown, Error] => [
    () => change(labelled(), undefined as never),
    new ArgumentError(
      `${['randomFlip', 'mixUp', 'cutMix'][i]}: it draws random numbers; pass { random: new Random(seed) } after the batch, as augmented does.`,
    ),
  ]),
  [
    () => augmented([] as never, []),
    new ArgumentError(
      'augmented: expected batches with epochs, such as table.batches(64), got an array of 0.',
    ),
  ],
  [
    () => augmented({ epoch: () => [] }, randomFlip() as never),
    new ArgumentError('augmented: expected a list of augmentations, such as [randomFlip()], got a function.'),
  ],
  [
    () => augmented({ epoch: () => [] }, [], { seed: 3 } as never),
    new ArgumentError('augmented: there is no option "seed"; the only one is random.'),
  ],
  [
    () => randomFlip({ mode: 'both' as never }),
    new ArgumentError(
      "randomFlip: mode must be one of 'horizontal', 'vertical', 'horizontalAndVertical', got the string 'both'.",
    ),
  ],
  [
    () => randomRotation({ factor: [0.2, 0.1] }),
    new ArgumentError(
      'randomRotation: factor is a number from 0 on, or [lowest, highest] of what is drawn, got [0.2, 0.1].',
    ),
  ],
  [
    () => randomRotation({} as never),
    new ArgumentError(
      'randomRotation: factor is a number from 0 on, or [lowest, highest] of what is drawn, got undefined.',
    ),
  ],
  [
    () => randomZoom({ height: 2 }),
    new ArgumentError(
      'randomZoom: height is a number from 0 on, or [lowest, highest] of what is drawn, got 2; it must not reach below -0.99.',
    ),
  ],
  [
    () => randomShear({ x: 0.1, fillMode: 'mirror' as never }),
    new ArgumentError(
      "randomShear: fillMode must be one of 'constant', 'nearest', 'reflect', 'wrap', got the string 'mirror'.",
    ),
  ],
  [
    () => randomCrop({ height: 9, width: 2, padding: 2 })(labelled(), context()),
    new ArgumentError(
      'randomCrop: a piece of 9 by 2 is larger than images of 4 by 5 with 2 pixels around; take a smaller piece or a greater padding.',
    ),
  ],
  [
    () => randomHue({ factor: 0.1 })(labelled(), context()),
    new ShapeError('randomHue: expected images of three channels, red, green and blue, got [6, 4, 5, 1].'),
  ],
  [
    () => randomBrightness({ factor: 0.1, valueRange: [1, 0] }),
    new ArgumentError(
      'randomBrightness: valueRange is [lowest, highest] of what a pixel may hold, such as [0, 255], got [1, 0].',
    ),
  ],
  [
    () => normalize({ mean: 0, standardDeviation: [1, 0] }),
    new ArgumentError('normalize: mean must be finite and standardDeviation above 0, got [0] and [1, 0].'),
  ],
  [
    () => normalize({ mean: [1, 2], standardDeviation: 1 })(labelled(), context()),
    new ShapeError('normalize: expected one number or one for each channel, got 2 for images [6, 4, 5, 1].'),
  ],
  [
    () => randAugment({ operations: ['invert' as never] }),
    new ArgumentError(
      "randAugment: there is no operation the string 'invert'; they are identity, autoContrast, equalize, rotate, solarize, color, posterize, contrast, brightness, sharpness, shearX, shearY, translateX, translateY.",
    ),
  ],
  [
    () => randAugment({ magnitude: 11 }),
    new ArgumentError('randAugment: magnitude must be a number from 0 to 10, got 11.'),
  ],
  [
    () => mixUp()(labelled(), context()),
    new ArgumentError(
      'mixUp: labels cannot be mixed as numbers; say how many classes there are, { classes: 10 }, or { pairs: true }.',
    ),
  ],
  [
    () => cutMix({ classes: 3 })({ ...labelled(), target: tf.ones([6, 3]) }, context()),
    new ShapeError('cutMix: labels are [batch], got a target [6, 3]; leave classes out.'),
  ],
  [
    () => cutMix({ classes: 3, pairs: true }),
    new ArgumentError(
      'cutMix: targets become parts of classes or pairs of labels; give classes or pairs, not both.',
    ),
  ],
  [
    () => mixUp()({ input: tf.ones([1, 2, 2, 1]) }, context()),
    new ArgumentError(
      'mixUp: targets are mixed with the images; this batch has no target, or several by name.',
    ),
  ],
  [
    () => mixedLabels('mse' as never),
    new ArgumentError(
      "mixedLabels: expected a loss, such as sparseCategoricalCrossentropy, got the string 'mse'.",
    ),
  ],
  [
    () => mixedLabels(() => tf.scalar(0))(tf.ones([2, 2]), tf.ones([2, 2])),
    new ShapeError(
      'mixedLabels: expected a target [batch, 3] of two labels and the part of the first, got [2, 2].',
    ),
  ],
  [
    () => tokenDropout({ rate: 2, replacement: 0 }),
    new ArgumentError('tokenDropout: rate must be a number from 0 to 1, got 2.'),
  ],
  [
    () => tokenDropout({ rate: 0.5, replacement: 0 })({ input: tf.ones([1, 2]) }, context()),
    new ShapeError(
      'tokenDropout: expected input { data: Int32Array, shape: [batch, time] }, ids on the host, got a tensor [1, 2].',
    ),
  ],
  [
    () => maskTokens({ maskId: 0, vocabularySize: 2, specialIds: [1] }),
    new ArgumentError('maskTokens: of 2 ids all are special; there is none to be drawn.'),
  ],
  [
    () => maskTokens({ maskId: 0, vocabularySize: 2, specialIds: [-1] }),
    new ArgumentError('maskTokens: specialIds is a list of ids, whole numbers from 0 on, got an array of 2.'),
  ],
  [
    () => corruptSpans([1], { sentinelIds }, new Random(1)),
    new ArgumentError('corruptSpans: of 1 tokens none can be taken out and one be left; give at least 2.'),
  ],
  [
    () => spanCorruption({ sentinelIds: [9] })({ input: ids }, context()),
    new ArgumentError(
      'corruptSpans: 3 tokens make 1 spans and need 2 sentinels, and there are 1; give more, or shorter texts.',
    ),
  ],
])('error texts %#', (act, error) => {
  expect(act).toThrow(error);
});
