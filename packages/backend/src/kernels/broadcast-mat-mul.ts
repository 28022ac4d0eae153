import { tf } from '../tfjs.ts';

/**
 * Products of matrices whose batches are broadcast along more than one axis, with the batches written out. TensorFlow.js's own
 * counts the batches through and takes the wrong matrices.
 *
 * @returns undefined where no batch is broadcast, or one matrix stands for all.
 */
export function broadcastMatMul(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor | undefined {
  const [own, other] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const size = tf.util.sizeFromShape;
  if (tf.util.arraysEqual(own, other) || size(own) === 1 || size(other) === 1) return undefined;
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(own, other);
  return tf.tidy(() =>
    tf.matMul(
      tf.broadcastTo(a, [...batch, ...a.shape.slice(-2)]),
      tf.broadcastTo(b, [...batch, ...b.shape.slice(-2)]),
      transposeA,
      transposeB,
    ),
  );
}
