import { checkOptions, globalNorm, tf, type ValueAndGradients, valueAndGradients } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { OptimizerAround } from './optimizer-around.ts';
import type { StatefulOptimizer } from './stateful-optimizer.ts';

/** Options of `sam`. */
export interface SamOptions {
  /** How far up the slope the gradient is taken, ρ. @defaultValue 0.05 */
  readonly rho?: number;
}

/**
 * Sharpness-aware minimization: each step follows the gradient of the worst place near by, towards flat minima. It computes the
 * loss and its gradient twice a step.
 *
 * ĝ = gradient at w + ρ·g/‖g‖, ‖g‖ over all weights;  another optimizer steps from w by ĝ
 *
 * It works in `train`, `fit`, `minimize` and `model.compile`; with `applyGradients` alone it is the other optimizer. What a
 * forward pass does besides, such as drawing dropout or moving running means, it does twice.
 *
 * @throws {ArgumentError} when there is no such option, rho is not above 0, or the optimizer is none of this package.
 * @see Foret et al. 2021, https://arxiv.org/abs/2010.01412
 * @example
 * ```ts
 * import { sam, sgd } from '@thaw/optimizers';
 *
 * const optimizer = sam(sgd({ learningRate: 0.1, momentum: 0.9 }), { rho: 0.05 });
 * ```
 */
export function sam(optimizer: StatefulOptimizer, options: SamOptions = {}): StatefulOptimizer {
  checkOptions('sam', options, ['rho']);
  const { rho = 0.05 } = options;
  requirePositive('sam', { rho });
  return new Sam(optimizer, rho);
}

class Sam extends OptimizerAround {
  readonly #rho: number;

  constructor(inner: StatefulOptimizer, rho: number) {
    super('sam', inner, { rho });
    this.#rho = rho;
  }

  override gradients(compute: () => tf.Tensor, variables: readonly tf.Variable[]): ValueAndGradients {
    return tf.tidy(() => {
      const { value, gradients: here } = valueAndGradients(compute, variables);
      const moved = variables.filter(({ name }) => here[name]);
      const scale = tf.div(this.#rho, tf.add(globalNorm(Object.values(here)), 1e-12));
      const places = moved.map((variable) => variable.clone()); // keeps the numbers, to the bit
      try {
        for (const variable of moved) variable.assign(tf.add(variable, tf.mul(here[variable.name]!, scale)));
        const { gradients } = this.inner.gradients(compute, variables);
        return { value, gradients };
      } finally {
        for (const [i, variable] of moved.entries()) variable.assign(places[i]!);
      }
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
