import { clipByGlobalNorm, tf } from '@thaw/backend';

import type { GradientOptions } from './gradient-options.ts';

/**
 * Gradients as clipping leaves them, before any decay is added, as in Keras:
 *
 * clipValue c: min(max(g, −c), c) of each number;  clipNorm c: g·min(1, c/‖g‖) of each gradient;
 * globalClipNorm c: the same with the norm of all gradients as one vector.
 *
 * @see Pascanu, Mikolov and Bengio 2013, https://arxiv.org/abs/1211.5063
 */
export function clipGradients(
  gradients: readonly tf.Tensor[],
  options: GradientOptions,
): readonly tf.Tensor[] {
  const { clipValue, clipNorm, globalClipNorm } = options;
  if (globalClipNorm !== undefined) return clipByGlobalNorm(gradients, globalClipNorm);
  if (clipNorm !== undefined) return gradients.flatMap((gradient) => clipByGlobalNorm([gradient], clipNorm));
  if (clipValue !== undefined) {
    return gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  }
  return gradients;
}
