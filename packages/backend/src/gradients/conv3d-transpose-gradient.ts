import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of a transposed 3D convolution, which TensorFlow.js lacks: in its input a convolution of what came, in its
 * filter that of a convolution from what came to the input.
 */
export const conv3dTransposeGradient: Gradient = {
  inputsToSave: ['dy', 'filter'],
  gradFunc: (come, [input, filter], attributes) => {
    const { strides, pad } = attributes as unknown as Attributes;
    const gradient = come as tf.Tensor5D;
    return {
      dy: () => tf.conv3d(gradient, filter as tf.Tensor5D, strides, pad),
      filter: () =>
        tf
          .engine()
          .runKernel(
            'Conv3DBackpropFilterV2',
            { x: gradient, dy: input! },
            { strides, pad, filterShape: filter!.shape },
          ) as tf.Tensor,
    };
  },
};

interface Attributes {
  strides: number | [number, number, number];
  pad: 'same' | 'valid';
}
