import { ArgumentError, checkOptions, ShapeError, tf } from '@thaw/backend';
import { type LearningRule, type Module, Parameter } from '@thaw/core';

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
): LearningRule & { readonly learningRate: number } {
  checkOptions('perceptronRule', options, ['learningRate']);
  const { learningRate = 1 } = options;
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw new ArgumentError(`perceptronRule: learningRate must be above 0, got ${String(learningRate)}.`);
  }
  return {
    learningRate,
    update: (module, input, target) => {
      const { kernel, bias } = requireUnit(module);
      if (!target)
        throw new ArgumentError(
          'perceptronRule: it learns from mistakes and needs targets; give { input, target }.',
        );
      return tf.tidy(() => {
        const output = module.forward(input, { training: true });
        if (!tf.util.arraysEqual(target.shape, output.shape)) {
          throw new ShapeError(
            `perceptronRule: expected targets of the output's shape [${output.shape.join(', ')}], got [${target.shape.join(', ')}].`,
          );
        }
        const mistakes = tf.sub<tf.Tensor2D>(target, output); // [batch, units]: 1, 0 or -1
        const inputs = input as tf.Tensor2D;
        kernel.assign(kernel.value.add(tf.matMul(inputs.transpose(), mistakes).mul(learningRate)));
        bias.assign(bias.value.add(mistakes.sum(0).mul(learningRate)));
        return mistakes.abs().mean();
      });
    },
  };
}

function requireUnit(module: Module): { kernel: Parameter; bias: Parameter } {
  const { kernel, bias } = module as { kernel?: unknown; bias?: unknown };
  if (kernel instanceof Parameter && bias instanceof Parameter) {
    if (kernel.trainable && bias.trainable) return { kernel, bias };
    throw new ArgumentError(
      `perceptronRule: the kernel and bias of ${module.title} must be trainable, and one is frozen.`,
    );
  }
  throw new ArgumentError(
    `perceptronRule: ${module.title} has no kernel and bias of its own; the rule teaches one unit, such as new ThresholdUnit(2).`,
  );
}
