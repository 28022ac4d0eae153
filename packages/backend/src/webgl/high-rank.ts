import { tf } from '../tfjs.ts';

/**
 * Puts a value around a tensor of any rank, so many places before and after along each axis: one axis after the other, each seen as the
 * middle one of three.
 */
export function pad(x: tf.Tensor, paddings: readonly (readonly number[])[], value: number): tf.Tensor {
  return axisByAxis(x, (lines, axis) => {
    const [before, after] = paddings[axis] as [number, number];
    return before + after === 0 ? lines : tf.pad(lines, [[0, 0], [before, after], [0, 0]], value); // prettier-ignore
  });
}

/** Turns axes of a tensor of any rank around. */
export function reverse(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  return axisByAxis(x, (lines, axis) => (axes.includes(axis) ? tf.reverse(lines, 1) : lines));
}

/** Changes a tensor along each of its axes in turn: [before, length, after], where before and after are the other axes together. */
function axisByAxis(x: tf.Tensor, change: (lines: tf.Tensor3D, axis: number) => tf.Tensor3D): tf.Tensor {
  const shape = [...x.shape];
  const size = tf.util.sizeFromShape;
  let result = x;
  for (const axis of shape.keys()) {
    const lines = tf.reshape(result, [size(shape.slice(0, axis)), shape[axis]!, size(shape.slice(axis + 1))]);
    result = change(lines as tf.Tensor3D, axis);
    shape[axis] = result.shape[1]!;
  }
  return tf.reshape(result, shape);
}
