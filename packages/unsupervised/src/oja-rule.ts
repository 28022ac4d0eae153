import { checkOptions, tf } from '@thaw/backend';
import type { LearningRule } from '@thaw/core';

import { checkRate } from './check-arguments.ts';
import { requireInput, requireLinearUnit } from './linear-unit.ts';

/** Options of `ojaRule`. */
export interface OjaRuleOptions {
  /** The step size α; too large a one for the variance of the data diverges. @defaultValue 0.01 */
  readonly learningRate?: number;
}

/**
 * Oja's rule: Hebb's with a decay that keeps the weights at length 1, so that a unit finds the first principal
 * component of its input, whose mean should be zero.
 *
 * w ← w + α · mean y(x − y·w),   y = x·w   over the rows of the batch
 *
 * Several units each find the same component; `sangerRule` makes them share the work. For a linear layer without bias,
 * `new Dense(inputs, units, { useBias: false })`. The number `train` shows as the loss is what a unit's own component
 * leaves over of its input, |x − y·w|², the mean over rows and units before the update.
 *
 * @throws {ArgumentError} when learningRate is not above 0, or the module is no such layer or is frozen.
 * @throws {ShapeError} when the input does not fit the layer.
 * @see Oja 1982, "Simplified neuron model as a principal component analyzer", https://doi.org/10.1007/BF00275687
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { ojaRule } from '@thaw/unsupervised';
 *
 * const input = { data: Float32Array.of(3, 4, -3, -4, 0.4, -0.3, -0.4, 0.3), shape: [4, 2] };
 * const unit = new Dense(2, 1, { useBias: false });
 * await fit(unit, [{ input }], { rule: ojaRule({ learningRate: 0.05 }), epochs: 100 });
 * console.log(await unit.kernel.data()); // 0.6 and 0.8, or both negative
 * ```
 */
export function ojaRule(options: OjaRuleOptions = {}): LearningRule & { readonly learningRate: number } {
  checkOptions('ojaRule', options, ['learningRate']);
  const learningRate = checkRate('ojaRule', 'learningRate', options.learningRate ?? 0.01);
  return {
    learningRate,
    update: (module, given) => {
      const kernel = requireLinearUnit('ojaRule', module);
      const input = requireInput('ojaRule', module, given, kernel.shape[0]!);
      const rows = input.shape[0];
      return tf.tidy(() => {
        const weights = kernel.value; // [inputs, units]
        const output = module.forward(input); // [batch, units]
        const squares = output.square();
        const left = input
          .square()
          .sum(1, true)
          .add(squares.mul(weights.square().sum(0).sub(2)));
        const decay = weights.mul(squares.sum(0));
        const change = tf.matMul(input, output as tf.Tensor2D, true).sub(decay);
        kernel.assign(weights.add(change.mul(learningRate / rows)));
        return left.mean();
      });
    },
  };
}
