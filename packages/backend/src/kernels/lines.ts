import { tf } from '../tfjs.ts';

/**
 * A tensor seen as lines along one axis: [before, length, after], which every device computes with, whatever the rank.
 *
 * @param axis from −rank to rank − 1.
 */
export function asLines(x: tf.Tensor, axis: number): tf.Tensor3D {
  const own = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const before = tf.util.sizeFromShape(x.shape.slice(0, own));
  return tf.reshape(x, [before, x.shape[own]!, tf.util.sizeFromShape(x.shape.slice(own + 1))]);
}

/**
 * Sets lines apart: what stood at i comes to stand at begin + i · stride of lines of another length, with zeros between; what would
 * stand before or behind is lost.
 *
 * Shapes: x [before, count, after] → [before, length, after].
 */
export function spreadLines(x: tf.Tensor3D, begin: number, stride: number, length: number): tf.Tensor3D {
  const [before, count, after] = x.shape;
  let apart = x;
  if (stride > 1 && count > 1) {
    const alone = tf.reshape<tf.Rank.R4>(x, [before, count, 1, after]);
    const gaps = tf.pad4d(alone, [
      [0, 0],
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]);
    const reached = (count - 1) * stride + 1;
    const rows = tf.reshape<tf.Rank.R3>(gaps, [before, count * stride, after]);
    apart = tf.slice3d(rows, [0, 0, 0], [before, reached, after]);
  }
  const first = Math.max(0, -begin);
  const kept = Math.max(0, Math.min(apart.shape[1], length - begin) - first);
  if (kept < apart.shape[1]) apart = tf.slice3d(apart, [0, first, 0], [before, kept, after]);
  return tf.pad3d(apart, [
    [0, 0],
    [begin + first, length - begin - first - kept],
    [0, 0],
  ]);
}

/**
 * Takes every `stride`-th place of lines: what stands at begin + i · stride comes to stand at i, for i below count. What
 * `spreadLines` does, undone.
 *
 * Shapes: x [before, length, after] → [before, count, after].
 */
export function everyLine(x: tf.Tensor3D, begin: number, stride: number, count: number): tf.Tensor3D {
  const [before, , after] = x.shape;
  const reached = (count - 1) * stride + 1;
  const part = tf.slice3d(x, [0, begin, 0], [before, reached, after]);
  if (stride === 1) return part;
  const whole = tf.pad3d(part, [
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const groups = tf.reshape<tf.Rank.R4>(whole, [before, count, stride, after]);
  return tf.reshape(tf.slice4d(groups, [0, 0, 0, 0], [before, count, 1, after]), [before, count, after]);
}
