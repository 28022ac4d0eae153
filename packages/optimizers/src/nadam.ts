import { tf } from '@thaw/backend';

import { requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { startMoments } from './adam.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `nadam`, besides those in common; learningRate is 0.001. */
export interface NadamOptions extends GradientOptions {
  /** How slowly the mean gradient forgets. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean squared gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * NAdam: Adam with Nesterov's look ahead along the mean.
 *
 * μₜ = β₁·(1 − ½·0.96ᵗ)
 * m̂ = μₜ₊₁·m/(1 − μ₁…μₜ₊₁) + (1 − μₜ)·g/(1 − μ₁…μₜ)
 * w ← w − α·m̂/(√(v/(1 − β₂ᵗ)) + ε)
 *
 * with m and v as Adam's. As in Keras the warm-up of μ is 0.96ᵗ; PyTorch's is 0.96^(0.004·t).
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Dozat 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ
 * @example
 * ```ts
 * import { nadam } from '@thaw/optimizers';
 *
 * const optimizer = nadam({ learningRate: 0.01 });
 * ```
 */
export function nadam(options: NadamOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  const { own, common } = readOptions('nadam', options, defaults);
  const { beta1, beta2, epsilon } = own;
  requireFractions('nadam', { beta1, beta2 });
  requirePositive('nadam', { epsilon });
  const momentumAt = (step: number): number => beta1 * (1 - 0.5 * 0.96 ** step);
  const momentaUpTo = productOf(momentumAt);
  const algorithm: Algorithm<'mean' | 'meanSquare'> = {
    name: 'nadam',
    config: own,
    start: startMoments,
    update: (moves, pace) => {
      const meanShare = pace.number(({ step }) => {
        const next = momentumAt(step + 1);
        return next / (1 - momentaUpTo(step) * next);
      });
      const ownShare = pace.number(({ step }) => (1 - momentumAt(step)) / (1 - momentaUpTo(step)));
      const squareSum = pace.number(({ step }) => 1 - beta2 ** step);
      const rate = pace.number((now) => now.rate);
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const mean = tf.mul(moveTowards(slots.mean, gradient, 1 - beta1), meanShare);
        const ahead = tf.add(mean, tf.mul(gradient, ownShare));
        const square = moveTowards(slots.meanSquare, tf.square(gradient), 1 - beta2);
        const root = tf.sqrt(tf.div(square, squareSum));
        moveBy(variable, tf.mul(tf.div(ahead, tf.add(root, epsilon)), rate), decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** The product of f(1) … f(step), remembered from step to step and made anew when they are gone back. */
function productOf(f: (step: number) => number): (step: number) => number {
  let [reached, product] = [0, 1];
  return (step) => {
    if (step < reached) [reached, product] = [0, 1];
    while (reached < step) product *= f(++reached);
    return product;
  };
}
