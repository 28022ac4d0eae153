import { checkOptions, drawNormal, tf } from '@thaw/backend';

import { type Augmentation, onImages } from './augmentation.ts';
import { checkNumber, checkValueRange, type ValueRange } from './check-factors.ts';

/** Options of `gaussianNoise`. */
export interface GaussianNoiseOptions {
  /** The standard deviation of what is added to each number. */
  readonly stddev: number;
  /** What a pixel may hold; what would lie outside is cut off. @defaultValue none: nothing is */
  readonly valueRange?: ValueRange;
}

/**
 * x + ε, ε normal with mean 0, another for every number, drawn on the device.
 *
 * @throws {ArgumentError} when stddev is not a number from 0 on.
 */
export function gaussianNoise(options: GaussianNoiseOptions): Augmentation {
  checkOptions('gaussianNoise', options, ['stddev', 'valueRange']);
  const stddev = checkNumber('gaussianNoise', 'stddev', options.stddev, 0);
  const range = options.valueRange && checkValueRange('gaussianNoise', options.valueRange);
  return onImages('gaussianNoise', (images, random) => {
    const noisy = tf.add(images, drawNormal(random, images.shape, 0, stddev));
    return range ? tf.clipByValue(noisy, ...range) : noisy;
  });
}
