import { tf } from '@thaw/backend';

import { requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { startMoments } from './adam.ts';
import { moveBy, moveTowards, norm } from './moving-mean.ts';

/** Options of `lamb`, besides those in common; learningRate is 0.001. */
export interface LambOptions extends GradientOptions {
  /** How slowly the mean gradient forgets. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean squared gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * LAMB: Adam's step of each tensor, made as long as the tensor: for large batches.
 *
 * r = (m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε) + λ·w
 * w ← w − α·‖w‖/‖r‖·r                       ‖w‖/‖r‖ is taken as 1 where either is 0
 *
 * weightDecay is the paper's λ, within r, so that ‖w‖/‖r‖ knows of it; Keras has its own outside.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see You et al. 2020, https://arxiv.org/abs/1904.00962
 * @example
 * ```ts
 * import { lamb } from '@thaw/optimizers';
 *
 * const optimizer = lamb({ learningRate: 0.01, weightDecay: 0.01 });
 * ```
 */
export function lamb(options: LambOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  const { own, common } = readOptions('lamb', options, defaults);
  const { beta1, beta2, epsilon } = own;
  requireFractions('lamb', { beta1, beta2 });
  requirePositive('lamb', { epsilon });
  const algorithm: Algorithm<'mean' | 'meanSquare'> = {
    name: 'lamb',
    config: own,
    start: startMoments,
    update: (moves, pace) => {
      const { weightDecay } = pace;
      const rate = pace.number((now) => now.rate);
      const [rest1, rest2] = [beta1, beta2].map((beta) => pace.number(({ step }) => 1 - beta ** step));
      for (const { variable, gradient, slots } of moves) {
        const mean = tf.div(moveTowards(slots.mean, gradient, 1 - beta1), rest1!);
        const square = tf.div(moveTowards(slots.meanSquare, tf.square(gradient), 1 - beta2), rest2!);
        const adam = tf.div(mean, tf.add(tf.sqrt(square), epsilon));
        const direction = weightDecay === 0 ? adam : tf.add(adam, tf.mul(variable, weightDecay));
        const trust = ratioOrOne(norm(variable), norm(direction));
        moveBy(variable, tf.mul(direction, tf.mul(trust, rate)), 0);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** a/b; 1 where either is 0. */
export function ratioOrOne(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const isZero = tf.equal(tf.mul(a, b), 0);
  return tf.where(isZero, tf.onesLike(a), tf.div(a, tf.where(isZero, tf.onesLike(b), b)));
}
