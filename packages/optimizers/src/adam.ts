import { adamUpdate, ArgumentError, checkOptions, type tf } from '@thaw/backend';

import { GradientOptimizer, type Move } from './gradient-optimizer.ts';

/** Options of `adam`. */
export interface AdamOptions {
  /** The step size α. @defaultValue 0.001 */
  readonly learningRate?: number;
  /** How slowly the mean gradient forgets. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean squared gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * Adam: each weight moves by its mean gradient over the root of its mean squared gradient.
 *
 * m ← β₁·m + (1 − β₁)·g                    mean
 * v ← β₂·v + (1 − β₂)·g²                   mean square
 * w ← w − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)
 *
 * As in Keras, ε stands in the paper's shorter form (the end of its section 2), outside the correction of v.
 *
 * @throws {ArgumentError} when there is no such option, learningRate or epsilon is not above 0, or a beta not in [0, 1).
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980
 * @example
 * ```ts
 * import { adam } from '@thaw/optimizers';
 *
 * const optimizer = adam({ learningRate: 0.001 });
 * ```
 */
export function adam(options: AdamOptions = {}): tf.Optimizer & { readonly learningRate: number } {
  checkOptions('adam', options, ['learningRate', 'beta1', 'beta2', 'epsilon']);
  return new Adam(options);
}

class Adam extends GradientOptimizer<'mean' | 'meanSquare'> {
  static readonly className = 'ThawAdam';
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  protected readonly slotNames = ['mean', 'meanSquare'] as const;

  constructor({ learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions) {
    super('adam', learningRate);
    for (const [name, value] of Object.entries({ beta1, beta2 })) {
      if (!(value >= 0 && value < 1))
        throw new ArgumentError(`adam: ${name} must be from 0 to below 1, got ${String(value)}.`);
    }
    if (!(epsilon > 0)) throw new ArgumentError(`adam: epsilon must be above 0, got ${String(epsilon)}.`);
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
  }

  protected update(moves: readonly Move<'mean' | 'meanSquare'>[], step: number): void {
    // The corrections in float64: in float32 1 − β₂ᵗ of the first steps would lose three digits.
    const rate = (this.learningRate * Math.sqrt(1 - this.#beta2 ** step)) / (1 - this.#beta1 ** step);
    const states = moves.map(({ variable, gradient, slots }) => ({ variable, gradient, ...slots }));
    const settings = { rate, beta1: this.#beta1, beta2: this.#beta2, epsilon: this.#epsilon, decay: 0 };
    adamUpdate(states, settings);
  }

  override getConfig(): { learningRate: number; beta1: number; beta2: number; epsilon: number } {
    return {
      learningRate: this.learningRate,
      beta1: this.#beta1,
      beta2: this.#beta2,
      epsilon: this.#epsilon,
    };
  }
}
