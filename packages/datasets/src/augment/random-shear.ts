import { checkOptions } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { type Factor, rangeOf } from './check-factors.ts';
import { checkSampling, type SamplingOptions, samplingOptions } from './sample-images.ts';

/** Options of `randomShear`. */
export interface RandomShearOptions extends SamplingOptions {
  /** How many columns a row moves for each row below the middle. Keras draws a number x from 0 to x, this from −x to x. @defaultValue 0 */
  readonly x?: Factor;
  /** How many rows a column moves for each column to the right of the middle. @defaultValue 0 */
  readonly y?: Factor;
}

/**
 * Each image slanted: rows pushed along themselves, columns likewise.
 *
 * @throws {ArgumentError} when a factor is neither a number from 0 on nor two in order.
 */
export function randomShear(options: RandomShearOptions): Augmentation {
  checkOptions('randomShear', options, ['x', 'y', ...samplingOptions]);
  const x = rangeOf('randomShear', 'x', options.x ?? 0);
  const y = rangeOf('randomShear', 'y', options.y ?? 0);
  const sampling = checkSampling('randomShear', options);
  return onImages('randomShear', (images, random) => {
    const draw = (): Affine[] => {
      const across = random.uniform(images.shape[0], ...x);
      const down = random.uniform(images.shape[0], ...y);
      return Array.from(across, (shear, i) => slant(shear, down[i]!));
    };
    return transformImages(images, { random, draw }, sampling);
  });
}

/** The map of an image whose rows move by `x` for each row below the middle, its columns by `y` for each on the right. */
export function slant(x: number, y: number): Affine {
  return [1, -x, 0, -y, 1, 0];
}
