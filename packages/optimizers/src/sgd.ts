import { ArgumentError, sgdUpdate, tf } from '@thaw/backend';

import { requireFlags, requireFractions } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { decayAt } from './pace.ts';

/** Options of `sgd`, besides those in common; learningRate is 0.01. */
export interface SgdOptions extends GradientOptions {
  /** The part μ of the last step that is kept, from 0 to below 1. @defaultValue 0 */
  readonly momentum?: number;
  /** Look ahead along the momentum before stepping. @defaultValue false */
  readonly nesterov?: boolean;
}

/**
 * Gradient descent, with momentum if asked for:
 *
 * w ← w − α·g                               plain
 * u ← μ·u − α·g;  w ← w + u                 momentum
 * u ← μ·u − α·g;  w ← w + μ·u − α·g         Nesterov
 *
 * As in Keras the rate stands within u; PyTorch multiplies by it afterwards, which differs where it changes.
 *
 * @throws {ArgumentError} when there is no such option, learningRate is not above 0, momentum not in [0, 1), or nesterov is asked for without momentum.
 * @see Robbins and Monro 1951, https://doi.org/10.1214/aoms/1177729586; Polyak 1964,
 * https://doi.org/10.1016/0041-5553(64)90137-5; Sutskever et al. 2013, https://proceedings.mlr.press/v28/sutskever13.html
 * @example
 * ```ts
 * import { sgd } from '@thaw/optimizers';
 *
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export function sgd(options: SgdOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.01, momentum: 0, nesterov: false };
  const { own, common } = readOptions('sgd', options, defaults);
  const { momentum, nesterov } = own;
  requireFractions('sgd', { momentum });
  requireFlags('sgd', { nesterov });
  if (nesterov && momentum === 0) {
    throw new ArgumentError(
      'sgd: nesterov looks ahead along the momentum, which is 0; set momentum, 0.9 for instance.',
    );
  }
  const algorithm: Algorithm = {
    name: 'sgd',
    config: own,
    start: (variable): Record<string, tf.Tensor> => {
      return momentum === 0 ? {} : { velocity: tf.zerosLike(variable) };
    },
    update: (moves, pace) => {
      const states = moves.map(({ variable, gradient, slots }) => ({ variable, gradient, ...slots }));
      sgdUpdate(states, { rate: () => pace.rate, momentum, nesterov, decay: decayAt(pace) });
    },
  };
  return new GradientOptimizer(algorithm, common);
}
