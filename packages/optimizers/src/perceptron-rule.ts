import { checkOptions, tf } from '@thaw/backend';
import type { LearningRule } from '@thaw/core';

import { errorsOf, learnFrom, requireRate, requireUnit } from './taught-unit.ts';

/** Options of `perceptronRule`. */
export interface PerceptronRuleOptions {
  /** How far a mistake moves the weights. @defaultValue 1 */
  readonly learningRate?: number;
}

/**
 * Rosenblatt's rule: only mistakes move the weights, towards the input where the unit should have fired, away from it
 * where it should not.
 *
 * W ← W + α · Σ xᵀ(t − y),   b ← b + α · Σ (t − y)   over the rows of the batch
 *
 * With batches of one row it is the perceptron of 1958, which settles after finitely many mistakes where a line can
 * separate the classes, and never where none can.
 *
 * For a module with `kernel` [inputs, units] and `bias` [units] whose outputs are 0 or 1, such as `ThresholdUnit`. The
 * number `train` shows as the loss is the part of wrong outputs before the update.
 *
 * @throws {ArgumentError} when learningRate is not above 0, the module has no kernel and bias that train, or
 * there are no targets.
 * @throws {ShapeError} when the targets have not the shape of the outputs.
 * @see Rosenblatt 1958, https://doi.org/10.1037/h0042519; Novikoff 1962 for its convergence
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { gate } from '@thaw/datasets';
 * import { ThresholdUnit } from '@thaw/layers';
 * import { perceptronRule } from '@thaw/optimizers';
 *
 * const { losses } = await fit(new ThresholdUnit(2), gate('or').batches(1), { rule: perceptronRule(), epochs: 10 });
 * ```
 */
export function perceptronRule(
  options: PerceptronRuleOptions = {},
): LearningRule & { readonly learningRate: number; phase(): string } {
  checkOptions('perceptronRule', options, ['learningRate']);
  const learningRate = requireRate('perceptronRule', options.learningRate ?? 1);
  return {
    learningRate,
    phase: () => '',
    update: (module, input, target) => {
      const unit = requireUnit('perceptronRule', module);
      return tf.tidy(() => {
        const mistakes = errorsOf('perceptronRule', module, input, target); // [batch, units]: 1, 0 or -1
        learnFrom(unit, input, mistakes, learningRate);
        return mistakes.abs().mean();
      });
    },
  };
}
