import { tf } from '@thaw/backend';

import { requireFractions } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `lion`, besides those in common; learningRate is 0.001. */
export interface LionOptions extends GradientOptions {
  /** How much of the mean is in a step. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean gradient forgets. @defaultValue 0.99 */
  readonly beta2?: number;
}

/**
 * Lion: every weight moves by the rate, in the direction of its mean gradient's sign. One slot instead of Adam's two.
 *
 * w ← w − α·(sign(β₁·m + (1 − β₁)·g) + λ·w)
 * m ← β₂·m + (1 − β₂)·g
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Chen et al. 2023, https://arxiv.org/abs/2302.06675
 * @example
 * ```ts
 * import { lion } from '@thaw/optimizers';
 *
 * const optimizer = lion({ learningRate: 0.0001 });
 * ```
 */
export function lion(options: LionOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('lion', options, { learningRate: 0.001, beta1: 0.9, beta2: 0.99 });
  const { beta1, beta2 } = own;
  requireFractions('lion', { beta1, beta2 });
  const algorithm: Algorithm<'mean'> = {
    name: 'lion',
    config: own,
    start: (variable) => ({ mean: tf.zerosLike(variable) }),
    update: (moves, pace) => {
      const rate = pace.number((now) => now.rate);
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const direction = tf.sign(tf.add(tf.mul(slots.mean, beta1), tf.mul(gradient, 1 - beta1)));
        moveBy(variable, tf.mul(direction, rate), decay);
        moveTowards(slots.mean, gradient, 1 - beta2);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}
