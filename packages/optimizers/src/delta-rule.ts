import { ArgumentError, checkOptions, tf } from '@thaw/backend';
import { type LearningRule, linear, type Module } from '@thaw/core';

import { errorsOf, learnFrom, requireRate, requireUnit } from './taught-unit.ts';

/** Options of `deltaRule`. */
export interface DeltaRuleOptions {
  /** How far an error moves the weights. @defaultValue 0.01 */
  readonly learningRate?: number;
}

/**
 * The delta rule of Widrow and Hoff, or least mean squares: every error moves the weights, by as much as it is large.
 *
 * W ← W + α · mean xᵀ(t − y),   b ← b + α · mean (t − y)   over the rows of the batch, y = x·W + b
 *
 * It descends the gradient of half the mean squared error, towards the least-squares line; the perceptron's rule stops
 * at the first line that separates. A rate above 2 over the largest eigenvalue of mean xᵀx diverges.
 *
 * For a linear module with `kernel` [inputs, units] and `bias` [units], such as `Dense` without activation. The number
 * `train` shows as the loss is the mean squared error before the update.
 *
 * @throws {ArgumentError} when learningRate is not above 0, the module has no kernel and bias that train, or an
 * activation (its derivative would be left out; train by a loss instead), or there are no targets.
 * @throws {ShapeError} when the targets have not the shape of the outputs.
 * @see Widrow and Hoff 1960, "Adaptive switching circuits"
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { gate } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { deltaRule } from '@thaw/optimizers';
 *
 * const rule = deltaRule({ learningRate: 0.5 });
 * const { losses } = await fit(new Dense(2, 1), gate('and').batches(4), { rule, epochs: 200 });
 * console.log(losses.at(-1)!.toFixed(4)); // 0.0625, the least there is for a line
 * ```
 */
export function deltaRule(
  options: DeltaRuleOptions = {},
): LearningRule & { readonly learningRate: number; phase(): string } {
  checkOptions('deltaRule', options, ['learningRate']);
  const learningRate = requireRate('deltaRule', options.learningRate ?? 0.01);
  return {
    learningRate,
    phase: () => '',
    update: (module, input, target) => {
      const unit = requireUnit('deltaRule', module);
      requireLinear(module);
      return tf.tidy(() => {
        const errors = errorsOf('deltaRule', module, input, target); // [batch, units]
        learnFrom(unit, input, errors, learningRate / errors.shape[0]);
        return errors.square().mean();
      });
    },
  };
}

function requireLinear(module: Module): void {
  const { activation } = module as { activation?: unknown };
  if (activation === undefined || activation === linear) return;
  throw new ArgumentError(
    `deltaRule: ${module.title} has an activation, and the rule is for linear units; leave it out, or train by a loss.`,
  );
}
