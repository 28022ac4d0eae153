import { tf } from '@thaw/backend';

import { requireNotNegative, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `adagrad`, besides those in common; learningRate is 0.001. */
export interface AdagradOptions extends GradientOptions {
  /** Where the sum of squares begins. @defaultValue 0.1 */
  readonly initialAccumulatorValue?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * AdaGrad: each weight's rate falls with all the gradients it has seen.
 *
 * s ← s + g²
 * w ← w − α·g/√(s + ε)
 *
 * As in Keras ε stands within the root; PyTorch has it outside.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Duchi, Hazan and Singer 2011, https://jmlr.org/papers/v12/duchi11a.html
 * @example
 * ```ts
 * import { adagrad } from '@thaw/optimizers';
 *
 * const optimizer = adagrad({ learningRate: 0.01 });
 * ```
 */
export function adagrad(options: AdagradOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 };
  const { own, common } = readOptions('adagrad', options, defaults);
  const { initialAccumulatorValue, epsilon } = own;
  requireNotNegative('adagrad', { initialAccumulatorValue });
  requirePositive('adagrad', { epsilon });
  const algorithm: Algorithm<'accumulator'> = {
    name: 'adagrad',
    config: own,
    start: ({ shape }) => ({ accumulator: tf.fill(shape, initialAccumulatorValue) }),
    update: (moves, pace) => {
      const rate = pace.number((now) => now.rate);
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const { accumulator } = slots;
        accumulator.assign(tf.add(accumulator, tf.square(gradient)));
        const step = tf.mul(tf.div(gradient, tf.sqrt(tf.add(accumulator, epsilon))), rate);
        moveBy(variable, step, decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}
