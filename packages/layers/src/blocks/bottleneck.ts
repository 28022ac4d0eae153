import { ArgumentError, checkSize } from '@thaw/backend';

import { checkResidual, ConvolutionalResidual, type ResidualBlockOptions } from './convolutional-residual.ts';

/** Options of `Bottleneck`. */
export interface BottleneckOptions extends ResidualBlockOptions {
  /** How much narrower the middle is than what comes out. @defaultValue 4 */
  readonly expansion?: number;
}

/**
 * A residual block that is narrow in the middle: a 1×1 convolution to filters/expansion channels, a 3×3 among them, a 1×1 to
 * `filters`, each normalized, with a way past them. Where the shape changes, the way is a projection; see `ResidualBlock`.
 *
 * The step is in the 3×3, as PyTorch has it, where no pixel is skipped; in the paper it was in the first 1×1.
 *
 * Shapes: input [batch, height, width, channels] → [batch, ⌈height/strides⌉, ⌈width/strides⌉, filters].
 * Weights: convolutions.0 to .2, normalizations.0 to .2, and with a projection that and its normalization.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, expansion does not divide filters, or an option is not what
 * it should be.
 * @throws {ShapeError} when the input has other channels.
 * @see He et al. 2015, figure 5, https://arxiv.org/abs/1512.03385; 2016 for preActivation, https://arxiv.org/abs/1603.05027
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Bottleneck } from '@thaw/layers';
 *
 * await useDevice();
 * const block = new Bottleneck(64, 256, { preActivation: true });
 * console.log(block.forward(tf.ones([1, 4, 4, 64])).shape); // [ 1, 4, 4, 256 ]
 * ```
 */
export class Bottleneck extends ConvolutionalResidual {
  constructor(channels: number, filters: number, options: BottleneckOptions = {}) {
    checkResidual('Bottleneck', options, ['expansion']);
    const expansion = checkSize('Bottleneck', 'expansion', options.expansion ?? 4);
    super(channels, filters, options, (strides) => {
      const narrow = filters / expansion;
      if (!Number.isInteger(narrow)) {
        throw new ArgumentError(
          `Bottleneck: filters is how many channels come out, and expansion must divide it, got ${filters} and ${expansion}.`,
        );
      }
      return [
        { kernelSize: 1, channels, filters: narrow, strides: 1 },
        { kernelSize: 3, channels: narrow, filters: narrow, strides },
        { kernelSize: 1, channels: narrow, filters, strides: 1 },
      ];
    });
  }
}
