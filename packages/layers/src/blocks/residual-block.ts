import { checkResidual, ConvolutionalResidual, type ResidualBlockOptions } from './convolutional-residual.ts';

/**
 * Two 3×3 convolutions with a way past them:
 *
 * y = act(s(x) + N₂(W₂ ∗ act(N₁(W₁ ∗ x)))),   or with preActivation   y = s(x) + W₂ ∗ act(N₂(W₁ ∗ act(N₁(x))))
 *
 * s(x) is x where the shape stays, else a 1×1 convolution with the block's strides: normalized, or with preActivation of act(N₁(x)).
 * N is a batch normalization unless you say otherwise; the convolutions have no bias. Steps begin at the first place, with one zero
 * around the image, as in the paper's and PyTorch's networks, where padding 'same' of TensorFlow would lay it after.
 *
 * Shapes: input [batch, height, width, channels] → [batch, ⌈height/strides⌉, ⌈width/strides⌉, filters].
 * Weights: convolutions.0 and .1, normalizations.0 and .1, and with a projection that and its normalization.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or an option is not what it should be.
 * @throws {ShapeError} when the input has other channels.
 * @see He et al. 2015, figure 2, https://arxiv.org/abs/1512.03385; 2016 for preActivation, figure 1b, https://arxiv.org/abs/1603.05027
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ResidualBlock } from '@thaw/layers';
 *
 * await useDevice();
 * const block = new ResidualBlock(16, 32, { strides: 2 });
 * console.log(block.forward(tf.ones([1, 8, 8, 16])).shape); // [ 1, 4, 4, 32 ]
 * ```
 */
export class ResidualBlock extends ConvolutionalResidual {
  constructor(channels: number, filters: number, options: ResidualBlockOptions = {}) {
    checkResidual('ResidualBlock', options);
    super(channels, filters, options, (strides) => [
      { kernelSize: 3, channels, filters, strides },
      { kernelSize: 3, channels: filters, filters, strides: 1 },
    ]);
  }
}
