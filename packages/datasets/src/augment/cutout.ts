import { checkOptions, checkSize, type tf } from '@thaw/backend';

import { type Augmentation, onImages } from './augmentation.ts';
import { boxAround, boxNumbers, boxShapes, inBoxes } from './boxes.ts';
import { checkNumber } from './check-factors.ts';
import { drawTensors } from './draw-tensors.ts';

/** Options of `cutout`. */
export interface CutoutOptions {
  /** The side of the square, in pixels. */
  readonly size: number;
  /** What it holds. @defaultValue 0; after `normalize` that is the mean, as in the paper */
  readonly fillValue?: number;
}

/**
 * Each image with one square wiped out, about a pixel drawn from all: at the border less of it lies within.
 *
 * @throws {ArgumentError} when size is not a whole number from 1 on.
 * @see DeVries and Taylor 2017, https://arxiv.org/abs/1708.04552
 */
export function cutout(options: CutoutOptions): Augmentation {
  checkOptions('cutout', options, ['size', 'fillValue']);
  const size = checkSize('cutout', 'size', options.size);
  const fillValue = checkNumber('cutout', 'fillValue', options.fillValue ?? 0, -Infinity);
  return onImages('cutout', (images, random) => {
    const [batch, height, width] = images.shape;
    const draw = (): tf.TypedArray[] => {
      const rows = random.integers(batch, height);
      const columns = random.integers(batch, width);
      const boxes = Array.from(rows, (row, i) =>
        boxAround([row, columns[i]!], [size, size], [height, width]),
      );
      return boxNumbers(boxes, height, width);
    };
    const [rows, columns] = drawTensors(random, boxShapes(batch, height, width), draw);
    return inBoxes(images, rows!, columns!, fillValue);
  });
}
