import { tf } from '@thaw/backend';

import { requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `adadelta`, besides those in common; learningRate is 0.001 as in Keras, 1 in the paper. */
export interface AdadeltaOptions extends GradientOptions {
  /** How slowly both means forget. @defaultValue 0.95 */
  readonly rho?: number;
  /** Lets it start, and keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * AdaDelta: a step has the size of the steps before it, so that it has the unit of the weights.
 *
 * s ← ρ·s + (1 − ρ)·g²
 * Δ = g·√(d + ε)/√(s + ε)
 * d ← ρ·d + (1 − ρ)·Δ²
 * w ← w − α·Δ
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Zeiler 2012, https://arxiv.org/abs/1212.5701
 * @example
 * ```ts
 * import { adadelta } from '@thaw/optimizers';
 *
 * const optimizer = adadelta({ learningRate: 1 });
 * ```
 */
export function adadelta(options: AdadeltaOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('adadelta', options, { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 });
  const { rho, epsilon } = own;
  requireFractions('adadelta', { rho });
  requirePositive('adadelta', { epsilon });
  const algorithm: Algorithm<'meanSquare' | 'meanSquareStep'> = {
    name: 'adadelta',
    config: own,
    start: (variable) => ({ meanSquare: tf.zerosLike(variable), meanSquareStep: tf.zerosLike(variable) }),
    update: (moves, pace) => {
      const rate = pace.number((now) => now.rate);
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const { meanSquareStep } = slots;
        const meanSquare = moveTowards(slots.meanSquare, tf.square(gradient), 1 - rho);
        const ratio = tf.div(tf.add(meanSquareStep, epsilon), tf.add(meanSquare, epsilon));
        const step = tf.mul(gradient, tf.sqrt(ratio));
        moveTowards(meanSquareStep, tf.square(step), 1 - rho);
        moveBy(variable, tf.mul(step, rate), decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}
