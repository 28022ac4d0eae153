import { checkOptions, checkSize } from '@thaw/backend';

import { transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { shifted } from './random-crop.ts';
import { checkSampling, type FillMode } from './sample-images.ts';

/** Options of `pad`. */
export interface PadOptions {
  /** How many pixels are put on each side, or [above and below, left and right]. */
  readonly padding: number | readonly [number, number];
  /** What they hold, as `SamplingOptions` tells. @defaultValue 'constant' */
  readonly fillMode?: FillMode;
  /** What they hold when fillMode is 'constant'. @defaultValue 0 */
  readonly fillValue?: number;
}

/**
 * Images with pixels put around them; nothing is drawn.
 *
 * Shapes: input [batch, height, width, channels] → [batch, height + 2·rows, width + 2·columns, channels].
 *
 * @throws {ArgumentError} when padding is not a whole number from 0 on, or two.
 */
export function pad(options: PadOptions): Augmentation {
  checkOptions('pad', options, ['padding', 'fillMode', 'fillValue']);
  const { padding, fillMode = 'constant', fillValue = 0 } = options;
  const [rows, columns] = (typeof padding === 'object' ? padding : [padding, padding]) as [number, number];
  checkSize('pad', 'padding', rows, 0);
  checkSize('pad', 'padding', columns, 0);
  const sampling = checkSampling('pad', { fillMode, fillValue, interpolation: 'nearest' });
  return onImages('pad', (images) => {
    const [batch, height, width] = images.shape;
    const size = [height + 2 * rows, width + 2 * columns] as const;
    const map = shifted(-rows, -columns, [height, width], size);
    const maps = Array.from({ length: batch }, () => map);
    return transformImages(images, maps, sampling, size);
  });
}
