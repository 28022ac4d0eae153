import { ArgumentError, checkOptions, checkSize } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { checkSampling, type FillMode } from './sample-images.ts';

/** Options of `randomCrop`. */
export interface RandomCropOptions {
  /** Rows of what is cut out. */
  readonly height: number;
  /** Columns of what is cut out. */
  readonly width: number;
  /** How many pixels are put around the image before. @defaultValue 0 */
  readonly padding?: number;
  /** What they hold, as `SamplingOptions` tells. @defaultValue 'constant' */
  readonly fillMode?: FillMode;
  /** What they hold when fillMode is 'constant'. @defaultValue 0 */
  readonly fillValue?: number;
}

/**
 * Of each image a piece, from a place of its own. Pixels come out to the bit.
 *
 * `randomCrop({ height: 32, width: 32, padding: 4 })` is what residual nets learn CIFAR from.
 *
 * Shapes: input [batch, h, w, channels] → [batch, height, width, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number, or the piece is larger than the padded image.
 * @see He et al. 2016, section 4.2, https://arxiv.org/abs/1512.03385
 */
export function randomCrop(options: RandomCropOptions): Augmentation {
  checkOptions('randomCrop', options, ['height', 'width', 'padding', 'fillMode', 'fillValue']);
  const { fillMode = 'constant', fillValue = 0 } = options;
  const height = checkSize('randomCrop', 'height', options.height);
  const width = checkSize('randomCrop', 'width', options.width);
  const padding = checkSize('randomCrop', 'padding', options.padding ?? 0, 0);
  const sampling = checkSampling('randomCrop', { fillMode, fillValue, interpolation: 'nearest' });
  return onImages('randomCrop', (images, random) => {
    const [batch, fullHeight, fullWidth] = images.shape;
    const [down, across] = [fullHeight + 2 * padding - height, fullWidth + 2 * padding - width];
    if (down < 0 || across < 0) {
      throw new ArgumentError(
        `randomCrop: a piece of ${height} by ${width} is larger than images of ${fullHeight} by ${fullWidth} with ${padding} pixels around; ` +
          'take a smaller piece or a greater padding.',
      );
    }
    const draw = (): Affine[] => {
      const tops = random.integers(batch, down + 1);
      const lefts = random.integers(batch, across + 1);
      return Array.from(tops, (top, i) =>
        shifted(top - padding, lefts[i]! - padding, [fullHeight, fullWidth], [height, width]),
      );
    };
    return transformImages(images, { random, draw }, sampling, [height, width]);
  });
}

/** The map whose first pixel is read at the given row and column. */
export function shifted(
  row: number,
  column: number,
  [height, width]: readonly [number, number],
  [outHeight, outWidth]: readonly [number, number],
): Affine {
  return [1, 0, column + (outWidth - width) / 2, 0, 1, row + (outHeight - height) / 2];
}
