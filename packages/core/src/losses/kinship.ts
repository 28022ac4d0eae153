import { ShapeError, tf } from '@thaw/backend';

/** Which rows of a batch are of one kind, by their labels: [batch, batch] of 1 and 0. */
export interface Kinship {
  /** Another row of the same label. */
  readonly like: tf.Tensor;
  /** A row of another label. */
  readonly unlike: tf.Tensor;
  /** The row itself. */
  readonly self: tf.Tensor;
}

/**
 * Compares labels [batch] of embeddings [batch, units] with one another.
 *
 * @throws {ShapeError} when there is not one label a row.
 */
export function kinshipOf(owner: string, labels: tf.Tensor, embeddings: tf.Tensor): Kinship {
  const rows = embeddings.shape[0]!;
  if (embeddings.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== rows) {
    throw new ShapeError(
      `${owner}: expected labels [batch] and embeddings [batch, units], got [${labels.shape.join(', ')}] and [${embeddings.shape.join(', ')}].`,
    );
  }
  const same = tf.cast(tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0)), 'float32');
  const self = tf.eye(rows);
  return { like: tf.sub(same, self), unlike: tf.sub(1, same), self };
}
