import { ArgumentError, checkOptions, ShapeError, tf } from '@thaw/backend';

import { type Augmentation, onImages } from './augmentation.ts';

/** Options of `normalize`: one number for all channels, or one for each. */
export interface NormalizeOptions {
  readonly mean: number | readonly number[];
  readonly standardDeviation: number | readonly number[];
}

/**
 * (x − mean) / standardDeviation, channel by channel; nothing is drawn. What is judged by must be normalized as well.
 *
 * @throws {ArgumentError} when a number is not finite, or a deviation not above 0.
 * @throws {ShapeError} when there are not as many numbers as channels.
 */
export function normalize(options: NormalizeOptions): Augmentation {
  checkOptions('normalize', options, ['mean', 'standardDeviation']);
  const mean = [options.mean].flat();
  const deviation = [options.standardDeviation].flat();
  if (!mean.every(Number.isFinite) || !deviation.every((each) => Number.isFinite(each) && each > 0)) {
    throw new ArgumentError(
      `normalize: mean must be finite and standardDeviation above 0, got [${mean.join(', ')}] and [${deviation.join(', ')}].`,
    );
  }
  return onImages('normalize', (images) => {
    for (const numbers of [mean, deviation]) {
      if (numbers.length === 1 || numbers.length === images.shape[3]) continue;
      throw new ShapeError(
        `normalize: expected one number or one for each channel, got ${numbers.length} for images [${images.shape.join(', ')}].`,
      );
    }
    return tf.div(tf.sub(images, tf.tensor1d(mean)), tf.tensor1d(deviation));
  });
}
