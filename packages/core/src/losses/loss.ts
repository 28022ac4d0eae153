import { ShapeError, tf } from '@thaw/backend';

import type { Weighting } from './weighting.ts';

/**
 * How far predictions are from targets: one number, the mean over the batch.
 *
 * The order of the arguments is Keras's: first what should be, then what is. The third holds what a batch says of its
 * rows, `sampleWeight` and `mask`; a loss of your own that does not look at them is refused batches that have them.
 */
export interface Loss<Result extends tf.Tensor = tf.Scalar> {
  (target: tf.Tensor, prediction: tf.Tensor, weighting?: Weighting): Result;
  /** Whether targets and predictions come by name, as `lossesByName` takes them. @defaultValue false */
  readonly byName?: boolean;
  /**
   * Looks at targets on the host, before they reach the device, where nothing can be read within a step.
   * Throws what the user should know, such as a label that no class has.
   */
  checkTarget?(values: ArrayLike<number>, predictionShape: readonly number[]): void;
}

/** How the losses of all places become the loss: their mean, their sum, or as they are, one for each place. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options that every loss of Thaw has. */
export interface LossOptions {
  /**
   * - `'mean'`: Σ mask · sampleWeight · loss / Σ mask, over all places; 0 where no place counts;
   * - `'sum'`: Σ mask · sampleWeight · loss;
   * - `'none'`: mask · sampleWeight · loss of each place, for loops of your own; `train` and `fit` need one number.
   *
   * @defaultValue 'mean'
   */
  readonly reduction?: Reduction;
}

/** The losses of a batch before they are reduced, and what asks for them. */
export interface Places {
  /** One for each place: [batch] or [batch, …]. */
  readonly losses: tf.Tensor;
  /** 1 where a place counts by itself, 0 where not, such as a label that is ignored. Shape of losses. */
  readonly counts?: tf.Tensor | undefined;
  /** What is left of the weighting to be applied, where the loss itself used some of it. */
  readonly rest?: Weighting | undefined;
}

/** A loss of Thaw: to be used as it is, or `with` options. */
export interface ConfigurableLoss<Options extends LossOptions = LossOptions> extends PlacedLoss {
  /**
   * The same loss with options: `huber.with({ delta: 2 })`.
   *
   * @throws {ArgumentError} when an option does not exist or is not what it should be.
   */
  with(options: Options & { readonly reduction?: 'mean' | 'sum' }): PlacedLoss;
  with(options: Options): PlacedLoss<tf.Tensor>;
}

/** A loss that can tell its places one by one, which makes it a metric too (`asMetric`). */
export interface PlacedLoss<Result extends tf.Tensor = tf.Scalar> extends Loss<Result> {
  /** The losses of each place, before weights, masks and reduction. */
  places(target: tf.Tensor, prediction: tf.Tensor, weighting?: Weighting): Places;
}

/** @throws {ShapeError} when target and prediction differ in shape. */
export function requireSameShape(loss: string, target: tf.Tensor, prediction: tf.Tensor): void {
  if (tf.util.arraysEqual(target.shape, prediction.shape)) return;
  throw new ShapeError(
    `${loss}: expected targets of the prediction's shape [${prediction.shape.join(', ')}], got [${target.shape.join(', ')}].`,
  );
}
