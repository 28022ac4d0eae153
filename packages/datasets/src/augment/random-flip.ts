import { checkOptions } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { checkChoice } from './check-factors.ts';

/** Options of `randomFlip`. */
export interface RandomFlipOptions {
  /** Which sides change places. @defaultValue 'horizontal': left and right; Keras's is both */
  readonly mode?: 'horizontal' | 'vertical' | 'horizontalAndVertical';
}

/**
 * Each image mirrored, or not, with even chances, for each axis by itself. Pixels come out to the bit.
 *
 * @throws {ArgumentError} when the mode is none of the three.
 * @example
 * ```ts
 * import { Random, tf, useDevice } from '@thaw/core';
 * import { randomFlip } from '@thaw/datasets/augment';
 *
 * await useDevice();
 * const input = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
 * const flipped = randomFlip()({ input }, { random: new Random(7) }).input as tf.Tensor;
 * console.log([...flipped.dataSync()]); // [ 1, 2, 3 ], or from right to left
 * ```
 */
export function randomFlip(options: RandomFlipOptions = {}): Augmentation {
  checkOptions('randomFlip', options, ['mode']);
  const { mode = 'horizontal' } = options;
  checkChoice('randomFlip', 'mode', mode, ['horizontal', 'vertical', 'horizontalAndVertical']);
  return onImages('randomFlip', (images, random) => {
    const draw = (): Affine[] => {
      const [across, down] = [random.bernoulli(images.shape[0], 0.5), random.bernoulli(images.shape[0], 0.5)];
      return Array.from(across, (flip, i) => {
        const a = mode !== 'vertical' && flip ? -1 : 1;
        const e = mode !== 'horizontal' && down[i] ? -1 : 1;
        return [a, 0, 0, 0, e, 0];
      });
    };
    return transformImages(images, { random, draw }, whole);
  });
}

const whole = { fillMode: 'nearest', fillValue: 0, interpolation: 'nearest' } as const;
