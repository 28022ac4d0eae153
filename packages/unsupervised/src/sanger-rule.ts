import { checkOptions, tf } from '@thaw/backend';
import type { LearningRule } from '@thaw/core';

import { checkRate } from './check-arguments.ts';
import { requireInput, requireLinearUnit } from './linear-unit.ts';

/** Options of `sangerRule`. */
export interface SangerRuleOptions {
  /** The step size α; too large a one for the variance of the data diverges. @defaultValue 0.01 */
  readonly learningRate?: number;
}

/**
 * Sanger's rule, the generalized Hebbian algorithm: each unit learns by Oja's rule from what the units before it leave
 * over, so that unit i finds the i-th principal component.
 *
 * wᵢ ← wᵢ + α · mean yᵢ(x − Σⱼ≤ᵢ yⱼ·wⱼ),   y = x·W   over the rows of the batch
 *
 * For a linear layer without bias, `new Dense(inputs, units, { useBias: false })`, and input of mean zero. The number
 * `train` shows as the loss is what all units together leave over, |x − W·y|², the mean over the rows before the update.
 *
 * @throws {ArgumentError} when learningRate is not above 0, or the module is no such layer or is frozen.
 * @throws {ShapeError} when the input does not fit the layer.
 * @see Sanger 1989, https://doi.org/10.1016/0893-6080(89)90044-0
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { sangerRule } from '@thaw/unsupervised';
 *
 * const input = { data: Float32Array.of(3, 4, -3, -4, 0.8, -0.6, -0.8, 0.6), shape: [4, 2] };
 * const units = new Dense(2, 2, { useBias: false });
 * await fit(units, [{ input }], { rule: sangerRule({ learningRate: 0.05 }), epochs: 400 });
 * console.log(await units.kernel.data()); // the columns ±(0.6, 0.8) and ±(0.8, -0.6)
 * ```
 */
export function sangerRule(
  options: SangerRuleOptions = {},
): LearningRule & { readonly learningRate: number } {
  checkOptions('sangerRule', options, ['learningRate']);
  const learningRate = checkRate('sangerRule', 'learningRate', options.learningRate ?? 0.01);
  return {
    learningRate,
    update: (module, given) => {
      const kernel = requireLinearUnit('sangerRule', module);
      const [inputs, units] = kernel.shape as [number, number];
      const input = requireInput('sangerRule', module, given, inputs);
      const rows = input.shape[0];
      return tf.tidy(() => {
        const weights = kernel.value as tf.Tensor as tf.Tensor2D;
        const output = module.forward(input) as tf.Tensor2D; // [batch, units]
        const left = input.sub(tf.matMul(output, weights, false, true));
        const upTo = tf.matMul(output, output, true).mul<tf.Tensor2D>(upperTriangle(units)); // j ≤ i
        const change = tf.matMul(input, output, true).sub(tf.matMul(weights, upTo));
        kernel.assign(weights.add(change.mul(learningRate / rows)));
        return left.square().sum(1).mean();
      });
    },
  };
}

/** Ones on and above the diagonal. */
function upperTriangle(size: number): tf.Tensor2D {
  const ones = Float32Array.from({ length: size * size }, (_, i) =>
    Math.floor(i / size) <= i % size ? 1 : 0,
  );
  return tf.tensor2d(ones, [size, size]);
}
