import { tf } from '../tfjs.ts';

/**
 * A copy of a tensor with other numbers at some places; the last of those for one place stays. TensorFlow.js's own for cpu
 * writes them into the tensor itself.
 *
 * Shapes: tensor [...axes, ...rest], indices [...places, depth], updates [...places, ...rest] → tensor's.
 *
 * @throws {RangeError} when a place lies outside the tensor.
 */
export function tensorScatterUpdate(tensor: tf.Tensor, indices: tf.Tensor, updates: tf.Tensor): tf.Tensor {
  const depth = indices.rank === 1 ? 1 : indices.shape.at(-1)!;
  const axes = tensor.shape.slice(0, depth);
  const width = tf.util.sizeFromShape(tensor.shape.slice(depth));
  const [values, places, others] = [tensor.dataSync().slice(), indices.dataSync(), updates.dataSync()];
  for (let i = 0; i < places.length / depth; i++) {
    let row = 0;
    for (const [axis, length] of axes.entries()) {
      const place = places[i * depth + axis]!;
      if (place < 0 || place >= length) {
        throw new RangeError(
          `tensorScatterUpdate: ${place} is no place of axis ${axis}, which has ${length}.`,
        );
      }
      row = row * length + place;
    }
    values.set(others.subarray(i * width, (i + 1) * width), row * width);
  }
  return tf.tensor(values, tensor.shape, tensor.dtype);
}
