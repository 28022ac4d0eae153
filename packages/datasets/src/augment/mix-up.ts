import { tf } from '@thaw/backend';

import { type Augmentation, imagesOf, randomOf } from './augmentation.ts';
import { drawTensors } from './draw-tensors.ts';
import {
  checkMix,
  type MixOptions,
  mixRows,
  mixTargets,
  mixtureNumbers,
  mixtureShapes,
} from './mix-targets.ts';

/**
 * Each image mixed with another of its batch, and its target in the same parts: λ·x + (1 − λ)·x', λ from Beta(alpha, alpha), drawn for each
 * image.
 *
 * Shapes: target [batch] with `classes` → [batch, classes]; with `pairs` → [batch, 3]; otherwise it keeps its own.
 *
 * @throws {ArgumentError} when there is no target, or labels come without classes or pairs.
 * @see Zhang et al. 2018, https://arxiv.org/abs/1710.09412
 * @example
 * ```ts
 * import { Random, tf, useDevice } from '@thaw/core';
 * import { digits } from '@thaw/datasets';
 * import { mixUp } from '@thaw/datasets/augment';
 *
 * await useDevice();
 * const [batch] = [...digits({ images: true }).batches(32).epoch(0)];
 * const { target } = mixUp({ classes: 10 })(batch!, { random: new Random(7) });
 * console.log((target as tf.Tensor).shape); // [ 32, 10 ], for categoricalCrossentropy
 * ```
 */
export function mixUp(options: MixOptions = {}): Augmentation {
  const checked = checkMix('mixUp', options, 0.2);
  return (batch, context) => {
    const random = randomOf('mixUp', context);
    const [input, target] = tf.tidy(() => {
      const images = imagesOf('mixUp', batch);
      const [count] = images.shape;
      const draw = (): tf.TypedArray[] => mixtureNumbers(count, checked.alpha, random);
      const [partners, parts] = drawTensors(random, mixtureShapes(count), draw) as [tf.Tensor1D, tf.Tensor1D];
      const mixed = mixRows(images, partners, tf.reshape(parts, [count, 1, 1, 1]));
      return [mixed, mixTargets('mixUp', batch, { partners, parts }, checked)];
    }) as [tf.Tensor, tf.Tensor];
    return { ...batch, input, target };
  };
}
