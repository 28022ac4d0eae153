import { ShapeError, tf } from '@thaw/backend';

/** What a batch says of its rows, or places, besides what they are. */
export interface Weighting {
  /** How much each row or place counts: 2 is as if it were there twice. Shape [batch] or [batch, …]. */
  readonly sampleWeight?: tf.Tensor | undefined;
  /** 0 where a row or place counts for nothing, such as padding. Shape [batch] or [batch, …]. */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * The weights of all places as float32, with axes of length 1 behind, so that they spread over `shape`.
 *
 * @throws {ShapeError} when its axes are not the first ones of `shape`.
 */
export function spreadWeight(
  owner: string,
  weight: tf.Tensor,
  shape: readonly number[],
  name: 'sampleWeight' | 'mask' = 'sampleWeight',
): tf.Tensor {
  const axes = weight.shape.slice(0, axesOf(weight));
  if (axes.length > shape.length || axes.some((length, i) => length !== shape[i])) {
    const perRow = `[${shape.slice(0, 1).join(', ')}]`;
    const perPlace = shape.length > 1 ? ` or one for each place, [${shape.join(', ')}]` : '';
    throw new ShapeError(
      `${owner}: expected a ${name} of one number for each row, ${perRow}${perPlace}, got [${weight.shape.join(', ')}].`,
    );
  }
  const spread = tf.reshape(weight, [...axes, ...shape.slice(axes.length).map(() => 1)]);
  return spread.dtype === 'float32' ? spread : tf.cast(spread, 'float32');
}

/** A mask as 1 and 0, spread like `spreadWeight`. */
export function spreadMask(owner: string, mask: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return tf.cast(tf.notEqual(spreadWeight(owner, mask, shape, 'mask'), 0), 'float32');
}

/** How many axes a weight has, without those of length 1 at its end. */
export function axesOf({ shape }: tf.Tensor): number {
  let axes = shape.length;
  while (axes > 0 && shape[axes - 1] === 1) axes--;
  return axes;
}
