import { ArgumentError, checkOptions, sgdUpdate, type tf } from '@thaw/backend';

import { GradientOptimizer, type Move } from './gradient-optimizer.ts';

/** Options of `sgd`. */
export interface SgdOptions {
  /** The step size α. @defaultValue 0.01 */
  readonly learningRate?: number;
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
export function sgd(options: SgdOptions = {}): tf.Optimizer & { readonly learningRate: number } {
  checkOptions('sgd', options, ['learningRate', 'momentum', 'nesterov']);
  return new Sgd(options);
}

class Sgd extends GradientOptimizer<'velocity'> {
  static readonly className = 'ThawSgd';
  readonly #momentum: number;
  readonly #nesterov: boolean;
  protected readonly slotNames: readonly 'velocity'[];

  constructor({ learningRate = 0.01, momentum = 0, nesterov = false }: SgdOptions) {
    super('sgd', learningRate);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new ArgumentError(`sgd: momentum must be from 0 to below 1, got ${String(momentum)}.`);
    }
    if (nesterov && momentum === 0) {
      throw new ArgumentError(
        'sgd: nesterov looks ahead along the momentum, which is 0; set momentum, 0.9 for instance.',
      );
    }
    this.#momentum = momentum;
    this.#nesterov = nesterov;
    this.slotNames = momentum > 0 ? ['velocity'] : [];
  }

  protected update(moves: readonly Move<'velocity'>[]): void {
    const states = moves.map(({ variable, gradient, slots }) => ({ variable, gradient, ...slots }));
    const [momentum, nesterov] = [this.#momentum, this.#nesterov];
    sgdUpdate(states, { rate: this.learningRate, momentum, nesterov, decay: 0 });
  }

  override getConfig(): { learningRate: number; momentum: number; nesterov: boolean } {
    return { learningRate: this.learningRate, momentum: this.#momentum, nesterov: this.#nesterov };
  }
}
