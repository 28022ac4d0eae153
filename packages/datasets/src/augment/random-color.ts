import { checkOptions, refuseInTrace, tf } from '@thaw/backend';

import { type Augmentation, onImages } from './augmentation.ts';
import { checkValueRange, type Factor, rangeOf, type ValueRange } from './check-factors.ts';
import { drawPerImage } from './draw-tensors.ts';
import { checkColors, clip, contrast, saturate, turnHue } from './color.ts';

/** Options of `randomBrightness`, `randomContrast` and `randomSaturation`. */
export interface RandomColorOptions {
  /** How much: 0.2 is drawn from −0.2 to 0.2. */
  readonly factor: Factor;
  /** What a pixel may hold; what would lie outside is cut off. @defaultValue [0, 1]; Keras's is [0, 255] */
  readonly valueRange?: ValueRange;
}

/** Options of `randomHue`. */
export interface RandomHueOptions {
  /** Parts of the circle of hues: 0.1 is drawn from a tenth back to a tenth on. */
  readonly factor: Factor;
}

/**
 * Each image lighter or darker: x + δ, δ the drawn part of the value range.
 *
 * @throws {ArgumentError} when the factor is neither a number from 0 on nor two in order.
 */
export function randomBrightness(options: RandomColorOptions): Augmentation {
  const delta = (f: number, [low, high]: ValueRange): number => f * (high - low);
  return recolored('randomBrightness', options, -Infinity, delta, (images, deltas) => tf.add(images, deltas));
}

/**
 * Each image with more or less contrast: mean + (1 + f) · (x − mean), f drawn, the mean that of each channel.
 *
 * @throws {ArgumentError} when the factor is neither a number from 0 on nor two in order, or reaches below −1.
 */
export function randomContrast(options: RandomColorOptions): Augmentation {
  return recolored('randomContrast', options, -1, fromOne, contrast);
}

/**
 * Each image with stronger or weaker colours: grey + (1 + f) · (x − grey), f drawn; −1 leaves grey alone.
 *
 * Shapes: input [batch, height, width, 3].
 *
 * @throws {ArgumentError} when the factor is neither a number from 0 on nor two in order, or reaches below −1.
 */
export function randomSaturation(options: RandomColorOptions): Augmentation {
  return recolored('randomSaturation', options, -1, fromOne, (images, factors) => {
    checkColors('randomSaturation', images);
    return saturate(images, factors);
  });
}

/**
 * Each image with its colours moved along the circle of hues; light, dark and grey stay.
 *
 * Shapes: input [batch, height, width, 3].
 *
 * @throws {ArgumentError} when the factor is neither a number from 0 on nor two in order.
 */
export function randomHue(options: RandomHueOptions): Augmentation {
  checkOptions('randomHue', options, ['factor']);
  const range = rangeOf('randomHue', 'factor', options.factor);
  return onImages('randomHue', (images, random) => {
    checkColors('randomHue', images);
    const [batch] = images.shape;
    return turnHue(
      images,
      drawPerImage(random, batch, () => random.uniform(batch, ...range)),
    );
  });
}

/** Options of `randomColorJitter`. */
export interface RandomColorJitterOptions {
  /** As `randomBrightness`. @defaultValue 0 */
  readonly brightness?: Factor;
  /** As `randomContrast`. @defaultValue 0 */
  readonly contrast?: Factor;
  /** As `randomSaturation`; three channels alone. @defaultValue none */
  readonly saturation?: Factor;
  /** As `randomHue`; three channels alone. @defaultValue none */
  readonly hue?: Factor;
  /** What a pixel may hold. @defaultValue [0, 1] */
  readonly valueRange?: ValueRange;
}

/**
 * Brightness, contrast, saturation and hue, each image's own, in an order drawn for the batch.
 *
 * @throws {ArgumentError} when a factor is neither a number from 0 on nor two in order.
 * @throws {TraceError} in a step that is compiled, which has one order.
 */
export function randomColorJitter(options: RandomColorJitterOptions): Augmentation {
  checkOptions('randomColorJitter', options, ['brightness', 'contrast', 'saturation', 'hue', 'valueRange']);
  const { brightness = 0, contrast: contrasts = 0, saturation, hue, valueRange = [0, 1] } = options;
  const changes = [
    randomBrightness({ factor: brightness, valueRange }),
    randomContrast({ factor: contrasts, valueRange }),
    ...(saturation === undefined ? [] : [randomSaturation({ factor: saturation, valueRange })]),
    ...(hue === undefined ? [] : [randomHue({ factor: hue })]),
  ];
  return onImages('randomColorJitter', (images, random) => {
    refuseInTrace(
      'randomColorJitter: the order of the changes, drawn in JavaScript,',
      'change the batches before the step, by augmented(batches, [randomColorJitter(…)])',
    );
    let input: tf.Tensor = images;
    for (const i of random.permutation(changes.length)) {
      input = changes[i]!({ input }, { random: random.fork(i) }).input as tf.Tensor;
    }
    return input;
  });
}

function recolored(
  owner: string,
  options: RandomColorOptions,
  least: number,
  number: (drawn: number, range: ValueRange) => number,
  change: (images: tf.Tensor4D, numbers: tf.Tensor4D) => tf.Tensor4D,
): Augmentation {
  checkOptions(owner, options, ['factor', 'valueRange']);
  const { factor, valueRange = [0, 1] } = options;
  const ends = rangeOf(owner, 'factor', factor, least);
  checkValueRange(owner, valueRange);
  return onImages(owner, (images, random) => {
    const [batch] = images.shape;
    const draw = (): Float32Array => random.uniform(batch, ...ends).map((f) => number(f, valueRange));
    return clip(change(images, drawPerImage(random, batch, draw)), valueRange);
  });
}

const fromOne = (f: number): number => 1 + f;
