import { rmsPropUpdate, tf } from '@thaw/backend';

import { requireFlags, requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { decayAt } from './pace.ts';

/** Options of `rmsProp`, besides those in common; learningRate is 0.001. */
export interface RmsPropOptions extends GradientOptions {
  /** How slowly the means forget. @defaultValue 0.9 */
  readonly rho?: number;
  /** The part of the last step that is kept. @defaultValue 0 */
  readonly momentum?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
  /** Divide by the deviation of the gradient instead of its root mean square. @defaultValue false */
  readonly centered?: boolean;
}

/**
 * RMSProp: each gradient over the root of its mean square.
 *
 * v ← ρ·v + (1 − ρ)·g²
 * step = α·g/√(v + ε)               centered: v − a² for v, where a ← ρ·a + (1 − ρ)·g
 * w ← w − step                      with momentum: u ← μ·u + step;  w ← w − u
 *
 * As in Keras ε stands within the root, and the rate within u; PyTorch has both outside.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Tieleman and Hinton 2012, lecture 6e of https://www.cs.toronto.edu/~hinton/coursera_lectures.html;
 * Graves 2013 for the centered form, https://arxiv.org/abs/1308.0850
 * @example
 * ```ts
 * import { rmsProp } from '@thaw/optimizers';
 *
 * const optimizer = rmsProp({ learningRate: 0.01, centered: true });
 * ```
 */
export function rmsProp(options: RmsPropOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false };
  const { own, common } = readOptions('rmsProp', options, defaults);
  const { rho, momentum, epsilon, centered } = own;
  requireFractions('rmsProp', { rho, momentum });
  requirePositive('rmsProp', { epsilon });
  requireFlags('rmsProp', { centered });
  const algorithm: Algorithm<'meanSquare' | 'mean' | 'velocity'> = {
    name: 'rmsProp',
    config: own,
    start: (variable) => {
      const names = ['meanSquare', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['velocity'] : [])];
      const slots: Record<string, tf.Tensor> = {};
      for (const name of names) slots[name] = tf.zerosLike(variable);
      return slots as Record<'meanSquare' | 'mean' | 'velocity', tf.Tensor>; // those it needs
    },
    update: (moves, pace) => {
      const states = moves.map(({ variable, gradient, slots }) => ({ variable, gradient, ...slots }));
      rmsPropUpdate(states, {
        rate: () => pace.rate,
        rho,
        momentum,
        epsilon,
        centered,
        decay: decayAt(pace),
      });
    },
  };
  return new GradientOptimizer(algorithm, common);
}
