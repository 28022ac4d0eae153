import type { tf } from '@thaw/backend';

/** What `train` asks of an optimizer: every `tf.Optimizer` has it, those of @thaw/optimizers included. */
export interface Optimizer {
  /** Moves the variables, found by name, along their gradients. */
  applyGradients(gradients: tf.NamedTensorMap): void;
}

/** The step size an optimizer used last, where it tells. */
export function learningRateOf(optimizer: Optimizer): number | undefined {
  const { learningRate } = optimizer as { learningRate?: unknown };
  return typeof learningRate === 'number' ? learningRate : undefined;
}
