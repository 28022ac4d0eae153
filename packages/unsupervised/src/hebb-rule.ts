import { checkOptions, ShapeError, tf } from '@thaw/backend';
import type { LearningRule } from '@thaw/core';

import { checkRate } from './check-arguments.ts';
import { requireInput, requireLinearUnit } from './linear-unit.ts';

/** Options of `hebbRule`. */
export interface HebbRuleOptions {
  /** How far a coincidence moves the weights. @defaultValue 0.1 */
  readonly learningRate?: number;
}

/**
 * Hebb's rule: what fires together wires together.
 *
 * W ← W + α · mean xᵀy   over the rows of the batch
 *
 * y is the layer's own output, x·W, which turns the weights towards the first principal component of the input and
 * makes them grow without end (`ojaRule` stops that); where the batch has targets y is the target, and the layer learns
 * to recall it by association.
 *
 * For a linear layer without bias, `new Dense(inputs, units, { useBias: false })`. The number `train` shows as the loss
 * is the mean of y² before the update.
 *
 * @throws {ArgumentError} when learningRate is not above 0, or the module is no such layer or is frozen.
 * @throws {ShapeError} when the input or the targets do not fit the layer.
 * @see Hebb 1949, "The Organization of Behavior", page 62
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { hebbRule } from '@thaw/unsupervised';
 *
 * const input = { data: Float32Array.of(1, 1, -1, -1), shape: [2, 2] };
 * const unit = new Dense(2, 1, { useBias: false });
 * await fit(unit, [{ input }], { rule: hebbRule({ learningRate: 0.1 }), epochs: 5 });
 * ```
 */
export function hebbRule(options: HebbRuleOptions = {}): LearningRule & { readonly learningRate: number } {
  checkOptions('hebbRule', options, ['learningRate']);
  const learningRate = checkRate('hebbRule', 'learningRate', options.learningRate ?? 0.1);
  return {
    learningRate,
    update: (module, given, target) => {
      const kernel = requireLinearUnit('hebbRule', module);
      const [inputs, units] = kernel.shape as [number, number];
      const input = requireInput('hebbRule', module, given, inputs);
      const rows = input.shape[0];
      if (target && !tf.util.arraysEqual(target.shape, [rows, units])) {
        throw new ShapeError(
          `hebbRule: expected targets of the output's shape [${rows}, ${units}], got [${target.shape.join(', ')}].`,
        );
      }
      return tf.tidy(() => {
        const output = target ?? module.forward(input);
        const coincidences = tf.matMul(input, output as tf.Tensor2D, true); // [inputs, units]
        kernel.assign(kernel.value.add(coincidences.mul(learningRate / rows)));
        return output.square().mean();
      });
    },
  };
}
