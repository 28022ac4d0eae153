import { checkOptions } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { type Factor, rangeOf } from './check-factors.ts';
import { checkSampling, type SamplingOptions, samplingOptions } from './sample-images.ts';

/** Options of `randomZoom`. */
export interface RandomZoomOptions extends SamplingOptions {
  /** 0.2 shows a fifth more of the height, everything smaller; −0.2 a fifth less, everything larger. Above −1. */
  readonly height: Factor;
  /** The same for the width. @defaultValue what is drawn for the height, so that nothing is stretched */
  readonly width?: Factor;
}

/**
 * Each image made smaller or larger about its middle.
 *
 * @throws {ArgumentError} when a factor is neither a number from 0 on nor two in order, or reaches below −0.99.
 */
export function randomZoom(options: RandomZoomOptions): Augmentation {
  checkOptions('randomZoom', options, ['height', 'width', ...samplingOptions]);
  const range = rangeOf('randomZoom', 'height', options.height, -0.99);
  const own = options.width === undefined ? undefined : rangeOf('randomZoom', 'width', options.width, -0.99);
  const sampling = checkSampling('randomZoom', options);
  return onImages('randomZoom', (images, random) => {
    const draw = (): Affine[] => {
      const rows = random.uniform(images.shape[0], ...range);
      const columns = own ? random.uniform(images.shape[0], ...own) : rows;
      return Array.from(rows, (row, i) => [1 + columns[i]!, 0, 0, 0, 1 + row, 0]);
    };
    return transformImages(images, { random, draw }, sampling);
  });
}
