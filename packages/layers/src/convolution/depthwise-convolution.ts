import { checkSize, type FusedActivation, type tf } from '@thaw/backend';
import { glorotUniform, type Initializer, Parameter, zeros } from '@thaw/core';

import type { Sizes } from '../axes.ts';
import { ConvolutionLayer, type ConvolutionLayerOptions } from './convolution-layer.ts';
import { depthwise } from './convolve.ts';

/** Options of `DepthwiseConv1D` and `DepthwiseConv2D`. */
export interface DepthwiseConvolutionOptions<Of extends 1 | 2> extends ConvolutionLayerOptions<Of> {
  /** Filters of each channel. @defaultValue 1 */
  readonly depthMultiplier?: number;
  /** It counts all channels as inputs of a filter, as in Keras, though a filter sees one. @defaultValue glorotUniform */
  readonly depthwiseInitializer?: Initializer;
}

/** Filters over one channel each. */
abstract class DepthwiseConvolution<Of extends 1 | 2> extends ConvolutionLayer<Of> {
  readonly depthMultiplier: number;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(rank: Of, channels: number, kernelSize: Sizes<Of>, options: DepthwiseConvolutionOptions<Of>) {
    super(rank, channels, kernelSize, options, ['depthMultiplier', 'depthwiseInitializer']);
    const { useBias = true, depthwiseInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.depthMultiplier = checkSize(new.target.name, 'depthMultiplier', options.depthMultiplier ?? 1);
    const shape = [...this.kernelSize, channels, this.depthMultiplier];
    const units = [channels * this.depthMultiplier];
    this.kernel = new Parameter(shape, depthwiseInitializer(shape));
    this.bias = useBias ? new Parameter(units, biasInitializer(units)) : undefined;
  }

  protected sums(input: tf.Tensor, activation: FusedActivation): tf.Tensor {
    return depthwise(input, this.kernel.value, this.bias?.value, this, activation);
  }
}

/**
 * Filters of its own for each channel of a sequence, which do not see the others:
 *
 * y[n, i, c·q + r] = activation(Σ x[n, i·s + u·d, c] · W[u, c, r] + b[c·q + r])   over u;   q is depthMultiplier
 *
 * Strides and dilationRate both above 1 multiply the zeros between the taps too.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels·depthMultiplier], lengths as in `Conv1D`.
 * Weights: kernel [kernelSize, channels, depthMultiplier], bias [channels·depthMultiplier].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, padding is unknown, or activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Wu et al. 2019, where it stands for attention, https://arxiv.org/abs/1901.10430
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { DepthwiseConv1D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new DepthwiseConv1D(8, 3, { padding: 'causal', depthMultiplier: 2 });
 * console.log(layer.forward(tf.ones([2, 10, 8])).shape); // [ 2, 10, 16 ]
 * ```
 */
export class DepthwiseConv1D extends DepthwiseConvolution<1> {
  /** @param kernelSize how many places a filter sees. */
  constructor(channels: number, kernelSize: Sizes<1>, options: DepthwiseConvolutionOptions<1> = {}) {
    super(1, channels, kernelSize, options);
  }
}

/**
 * Filters of its own for each channel of an image, which do not see the others:
 *
 * y[n, i, j, c·q + r] = activation(Σ x[n, i·s + u·d, j·s + v·d, c] · W[u, v, c, r] + b[c·q + r])   over u, v;   q is depthMultiplier
 *
 * Strides and dilationRate both above 1 multiply the zeros between the taps too.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels·depthMultiplier], sides as in `Conv2D`.
 * Weights: kernel [height, width, channels, depthMultiplier], bias [channels·depthMultiplier].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, padding is unknown, or activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Sifre 2014, https://www.di.ens.fr/data/publications/papers/phd_sifre.pdf; Howard et al. 2017, https://arxiv.org/abs/1704.04861
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { DepthwiseConv2D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new DepthwiseConv2D(3, 3, { padding: 'same', strides: 2 });
 * console.log(layer.forward(tf.ones([2, 8, 8, 3])).shape); // [ 2, 4, 4, 3 ]
 * ```
 */
export class DepthwiseConv2D extends DepthwiseConvolution<2> {
  /** @param kernelSize how many pixels a filter sees, along both sides or [height, width]. */
  constructor(channels: number, kernelSize: Sizes<2>, options: DepthwiseConvolutionOptions<2> = {}) {
    super(2, channels, kernelSize, options);
  }
}
