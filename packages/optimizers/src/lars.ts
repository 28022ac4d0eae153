import { tf } from '@thaw/backend';

import { requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { ratioOrOne } from './lamb.ts';
import { moveBy, norm } from './moving-mean.ts';

/** Options of `lars`, besides those in common; learningRate is 0.01. */
export interface LarsOptions extends GradientOptions {
  /** The part of the last step that is kept. @defaultValue 0.9 */
  readonly momentum?: number;
  /** How far a tensor may move as a part of its length, η. @defaultValue 0.001 */
  readonly trustCoefficient?: number;
}

/**
 * LARS: gradient descent with momentum whose rate fits each tensor: for large batches of images.
 *
 * λ = η·‖w‖/(‖g‖ + β·‖w‖)                    1 where ‖w‖ or the divisor is 0
 * u ← μ·u + α·λ·(g + β·w)
 * w ← w − u
 *
 * weightDecay is the paper's β. Keras has no LARS; the defaults are the paper's, the rate that of `sgd`. Biases and norms are
 * best left to a group with a rate of their own.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see You, Gitman and Ginsburg 2017, https://arxiv.org/abs/1708.03888
 * @example
 * ```ts
 * import { lars } from '@thaw/optimizers';
 *
 * const optimizer = lars({ learningRate: 0.01, weightDecay: 0.0005 });
 * ```
 */
export function lars(options: LarsOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('lars', options, {
    learningRate: 0.01,
    momentum: 0.9,
    trustCoefficient: 0.001,
  });
  const { momentum, trustCoefficient } = own;
  requireFractions('lars', { momentum });
  requirePositive('lars', { trustCoefficient });
  const algorithm: Algorithm<'velocity'> = {
    name: 'lars',
    config: own,
    start: (variable) => ({ velocity: tf.zerosLike(variable) }),
    update: (moves, pace) => {
      const { weightDecay } = pace;
      const rate = pace.number((now) => now.rate);
      for (const { variable, gradient, slots } of moves) {
        const length = norm(variable);
        const divisor = tf.add(norm(gradient), tf.mul(length, weightDecay));
        const trust = ratioOrOne(tf.mul(length, trustCoefficient), divisor);
        const direction = tf.add(gradient, tf.mul(variable, weightDecay));
        const step = tf.mul(direction, tf.mul(trust, rate));
        slots.velocity.assign(tf.add(tf.mul(slots.velocity, momentum), step));
        moveBy(variable, slots.velocity, 0);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}
