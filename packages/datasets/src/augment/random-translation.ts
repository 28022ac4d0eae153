import { checkOptions } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { type Factor, rangeOf } from './check-factors.ts';
import { checkSampling, type SamplingOptions, samplingOptions } from './sample-images.ts';

/** Options of `randomTranslation`. */
export interface RandomTranslationOptions extends SamplingOptions {
  /** Parts of the height, downwards: 0.1 is drawn from a tenth up to a tenth down. @defaultValue 0 */
  readonly height?: Factor;
  /** Parts of the width, to the right. @defaultValue 0 */
  readonly width?: Factor;
}

/**
 * Each image shifted by a way of its own, parts of pixels included.
 *
 * @throws {ArgumentError} when a factor is neither a number from 0 on nor two in order.
 */
export function randomTranslation(options: RandomTranslationOptions): Augmentation {
  checkOptions('randomTranslation', options, ['height', 'width', ...samplingOptions]);
  const [up, down] = rangeOf('randomTranslation', 'height', options.height ?? 0);
  const [left, right] = rangeOf('randomTranslation', 'width', options.width ?? 0);
  const sampling = checkSampling('randomTranslation', options);
  return onImages('randomTranslation', (images, random) => {
    const [batch, height, width] = images.shape;
    const draw = (): Affine[] => {
      const rows = random.uniform(batch, up * height, down * height);
      const columns = random.uniform(batch, left * width, right * width);
      return Array.from(rows, (row, i) => [1, 0, -columns[i]!, 0, 1, -row]);
    };
    return transformImages(images, { random, draw }, sampling);
  });
}
