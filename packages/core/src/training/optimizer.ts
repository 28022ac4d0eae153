import type { tf, ValueAndGradients } from '@thaw/backend';

/** The batch over whose rows gradients are a mean. */
export interface GradientBatch {
  /** How many rows it has. */
  readonly rows: number;
  /** Its mask, where it has one: 0 where a row or place counted for nothing. */
  readonly mask?: tf.Tensor | undefined;
}

/** What `train` asks of an optimizer: every `tf.Optimizer` has it, those of @thaw/optimizers included. */
export interface Optimizer {
  /** Moves the variables, found by name, along their gradients; `train` says of which batch they are. */
  applyGradients(gradients: tf.NamedTensorMap, batch?: GradientBatch): void;
  /** Is told when the batches of an epoch are over: one that gathers gradients steps by what it has. */
  endEpoch?(): void;
  /** Is told the paths of the model's parameters, by the names of their variables, before the first step. */
  bind?(paths: ReadonlyMap<string, string>): void;
  /**
   * Which way the coming step goes, where some go another way: each is compiled by itself. One that has it says that it can be compiled: what
   * it counts moves by `everyRun`, and what changes from step to step is a tensor by `liveTensor`.
   */
  phase?(): string;
  /** A number and the gradients by which to step, in place of `valueAndGradients`: SAM computes it at two places. */
  gradients?(compute: () => tf.Tensor, variables: readonly tf.Variable[]): ValueAndGradients;
}

/** The step size an optimizer used last, where it tells. */
export function learningRateOf(optimizer: Optimizer): number | undefined {
  const { learningRate } = optimizer as { learningRate?: unknown };
  return typeof learningRate === 'number' ? learningRate : undefined;
}

/** Sets the step size of an optimizer that has one; `tf.train.sgd` keeps it on the device too and has a method for it. */
export function setLearningRate(optimizer: Optimizer, rate: number): void {
  const settable = optimizer as { learningRate?: number; setLearningRate?: (rate: number) => void };
  if (settable.setLearningRate) settable.setLearningRate(rate);
  else settable.learningRate = rate;
}
