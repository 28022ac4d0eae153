import { ShapeError, tf } from '@thaw/backend';

/**
 * How far predictions are from targets: one number, the mean over the batch.
 *
 * The order of the arguments is Keras's: first what should be, then what is.
 */
export interface Loss {
  (target: tf.Tensor, prediction: tf.Tensor): tf.Scalar;
  /**
   * Looks at targets on the host, before they reach the device, where nothing can be read within a step.
   * Throws what the user should know, such as a label that no class has.
   */
  checkTarget?(values: ArrayLike<number>, predictionShape: readonly number[]): void;
}

/** @throws {ShapeError} when target and prediction differ in shape. */
export function requireSameShape(loss: string, target: tf.Tensor, prediction: tf.Tensor): void {
  if (tf.util.arraysEqual(target.shape, prediction.shape)) return;
  throw new ShapeError(
    `${loss}: expected targets of the prediction's shape [${prediction.shape.join(', ')}], got [${target.shape.join(', ')}].`,
  );
}
