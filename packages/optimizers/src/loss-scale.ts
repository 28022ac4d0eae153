import { checkOptions, tf, type ValueAndGradients } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { OptimizerAround } from './optimizer-around.ts';
import type { StatefulOptimizer } from './stateful-optimizer.ts';

/** Options of `lossScale`. */
export interface LossScaleOptions {
  /** How many times larger the loss is made, s. A power of two changes no bits. @defaultValue 1024 */
  readonly scale?: number;
}

/**
 * Loss scaling: gradients are computed of a larger loss, and made smaller again before another optimizer steps by them. Where a program stores
 * activations and their gradients in float16 (`{ compile: { storage: 'float16' } }`), what is below 6·10⁻⁸ is 0 there and what is below
 * 6·10⁻⁵ loses digits, as gradients of a mean over many rows are; scaled they stay.
 *
 * g = ∇(s·L) / s
 *
 * A scale is too large where gradients of activations pass 65,504: then they become infinite, and weights NaN. The loss that is told is L.
 *
 * It works in `train`, `fit`, `minimize` and `model.compile`; with `applyGradients` alone it is the other optimizer.
 *
 * @throws {ArgumentError} when there is no such option, scale is not above 0, or the optimizer is none of this package.
 * @see Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740
 * @example
 * ```ts
 * import { adam, lossScale } from '@thaw/optimizers';
 *
 * const optimizer = lossScale(adam({ learningRate: 1e-3 }), { scale: 4096 });
 * ```
 */
export function lossScale(optimizer: StatefulOptimizer, options: LossScaleOptions = {}): StatefulOptimizer {
  checkOptions('lossScale', options, ['scale']);
  const { scale = 1024 } = options;
  requirePositive('lossScale', { scale });
  return new LossScale(optimizer, scale);
}

class LossScale extends OptimizerAround {
  readonly #scale: number;

  constructor(inner: StatefulOptimizer, scale: number) {
    super('lossScale', inner, { scale });
    this.#scale = scale;
  }

  override gradients(compute: () => tf.Tensor, variables: readonly tf.Variable[]): ValueAndGradients {
    return tf.tidy(() => {
      const scaled = (): tf.Tensor => tf.mul(compute(), this.#scale);
      const { value, gradients } = this.inner.gradients(scaled, variables);
      const smaller = Object.entries(gradients).map(([name, gradient]) => [
        name,
        tf.div(gradient, this.#scale),
      ]);
      return { value: tf.div<tf.Scalar>(value, this.#scale), gradients: Object.fromEntries(smaller) };
    });
  }

  override computeGradients(
    f: () => tf.Scalar,
    variables?: tf.Variable[],
  ): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    const all = Object.values(tf.engine().registeredVariables).filter(({ trainable }) => trainable);
    const { value, gradients } = this.gradients(f, variables ?? all);
    return { value, grads: gradients };
  }
}
