import { tf } from '@thaw/backend';

import { requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `adamax`, besides those in common; learningRate is 0.001. */
export interface AdamaxOptions extends GradientOptions {
  /** How slowly the mean gradient forgets. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the largest gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * AdaMax: Adam by the largest gradient instead of the mean square.
 *
 * m ← β₁·m + (1 − β₁)·g
 * u ← max(β₂·u, |g|)
 * w ← w − α/(1 − β₁ᵗ) · m/(u + ε)
 *
 * As in Keras ε stands beside u; PyTorch adds it to |g|.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Kingma and Ba 2015, section 7.1, https://arxiv.org/abs/1412.6980
 * @example
 * ```ts
 * import { adamax } from '@thaw/optimizers';
 *
 * const optimizer = adamax({ learningRate: 0.01 });
 * ```
 */
export function adamax(options: AdamaxOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  const { own, common } = readOptions('adamax', options, defaults);
  const { beta1, beta2, epsilon } = own;
  requireFractions('adamax', { beta1, beta2 });
  requirePositive('adamax', { epsilon });
  const algorithm: Algorithm<'mean' | 'largest'> = {
    name: 'adamax',
    config: own,
    start: (variable) => ({ mean: tf.zerosLike(variable), largest: tf.zerosLike(variable) }),
    update: (moves, pace) => {
      const corrected = pace.number(({ rate, step }) => rate / (1 - beta1 ** step));
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const mean = moveTowards(slots.mean, gradient, 1 - beta1);
        slots.largest.assign(tf.maximum(tf.mul(slots.largest, beta2), tf.abs(gradient)));
        const direction = tf.div(mean, tf.add(slots.largest, epsilon));
        moveBy(variable, tf.mul(direction, corrected), decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}
