import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of spreading channels over space, which TensorFlow.js lacks: each block of places becomes channels again.
 *
 * Shapes: dy [batch, height · b, width · b, channels] → [batch, height, width, b · b · channels].
 */
export const depthToSpaceGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const { blockSize: b, dataFormat } = attributes as unknown as Attributes;
      const last = dataFormat === 'NHWC';
      const [batch, ...rest] = x!.shape as [number, number, number, number];
      const [height, width] = last ? [rest[0], rest[1]] : [rest[1], rest[2]];
      const channels = (last ? rest[2] : rest[0]) / (b * b);
      const places = [height, b, width, b];
      const blocks = tf.reshape(
        dy as tf.Tensor,
        last ? [batch, ...places, channels] : [batch, channels, ...places],
      );
      const order = last ? [0, 1, 3, 2, 4, 5] : [0, 3, 5, 1, 2, 4];
      return tf.reshape(tf.transpose(blocks, order), x!.shape);
    },
  }),
};

interface Attributes {
  blockSize: number;
  dataFormat: 'NHWC' | 'NCHW';
}
