import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';
import { sumTo } from './sum-to.ts';

/**
 * The gradient of y = (x − mean) · r · scale + offset, with r = 1 / √(variance + ε), for a mean and variance that are
 * given. TensorFlow.js's own takes them as [channels] or in the shape of x and nothing between, as [1, 1, 1, channels].
 */
export const batchNormGradient: Gradient = {
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: (dy, [x, mean, variance, scale], attributes) => {
    const { varianceEpsilon } = attributes as unknown as { varianceEpsilon: number };
    const gradient = dy as tf.Tensor;
    const root = tf.rsqrt(tf.add(variance!, varianceEpsilon));
    const scaled = scale ? tf.mul(gradient, scale) : gradient;
    const normal = (): tf.Tensor => tf.mul(tf.sub(x!, mean!), root);
    return {
      x: () => tf.mul(scaled, root),
      mean: () => tf.neg(sumTo(tf.mul(scaled, root), mean!.shape)),
      variance: () => sumTo(tf.mul(tf.mul(scaled, normal()), tf.mul(tf.square(root), -0.5)), variance!.shape),
      scale: () => sumTo(tf.mul(gradient, normal()), mean!.shape),
      offset: () => sumTo(gradient, mean!.shape),
    };
  },
};
