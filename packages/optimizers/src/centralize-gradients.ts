import { tf } from '@thaw/backend';

import type { GradientTransform } from './transform-gradients.ts';

/**
 * Gradient centralization: the gradient of each unit's weights has the mean 0, so that the sum of its weights stays. Kernels only, those of
 * two axes or more, of which the last is that of the units.
 *
 * gⱼ − mean(gⱼ), for each unit j
 *
 * @see Yong et al. 2020, https://arxiv.org/abs/2004.01461
 * @example
 * ```ts
 * import { centralizeGradients, sgd, transformGradients } from '@thaw/optimizers';
 *
 * const optimizer = transformGradients(sgd({ learningRate: 0.1 }), centralizeGradients);
 * ```
 */
export const centralizeGradients: GradientTransform = (gradients) => {
  const central = Object.entries(gradients).map(([path, gradient]) => {
    if (gradient.rank < 2) return [path, gradient] as const;
    const axes = gradient.shape.slice(1).map((_, axis) => axis);
    return [path, tf.sub(gradient, tf.mean(gradient, axes, true))] as const;
  });
  return Object.fromEntries(central);
};
