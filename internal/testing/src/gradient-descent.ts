import * as tf from '@tensorflow/tfjs';

/** An optimizer in ten lines. */
export interface GradientDescent {
  readonly learningRate: number;
  applyGradients(gradients: tf.NamedTensorMap): void;
  /** Each step goes the same way: it can be compiled. */
  phase(): string;
}

/** w ← w − rate·g, for the tests of packages that may not import @thaw/optimizers. */
export function gradientDescent(rate: number): GradientDescent {
  return {
    learningRate: rate,
    applyGradients: (gradients) =>
      tf.tidy(() => {
        for (const [name, gradient] of Object.entries(gradients)) {
          const variable = tf.engine().registeredVariables[name]!;
          variable.assign(variable.sub(gradient.mul(rate)));
        }
      }),
    phase: () => '',
  };
}
