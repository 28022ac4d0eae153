import { checkSize, type FusedActivation, type tf } from '@thaw/backend';
import { glorotUniform, type Initializer, Parameter, zeros } from '@thaw/core';

import type { Sizes } from '../axes.ts';
import { ConvolutionLayer, type ConvolutionLayerOptions } from './convolution-layer.ts';
import { convolve, depthwise } from './convolve.ts';

/** Options of `SeparableConv1D` and `SeparableConv2D`. */
export interface SeparableConvolutionOptions<Of extends 1 | 2> extends ConvolutionLayerOptions<Of> {
  /** Filters of each channel in the first step. @defaultValue 1 */
  readonly depthMultiplier?: number;
  /** It counts all channels as inputs of a filter, as in Keras, though a filter sees one. @defaultValue glorotUniform */
  readonly depthwiseInitializer?: Initializer;
  /** @defaultValue glorotUniform */
  readonly pointwiseInitializer?: Initializer;
}

/** Filters over one channel each, then sums over the channels of one place. */
abstract class SeparableConvolution<Of extends 1 | 2> extends ConvolutionLayer<Of> {
  readonly filters: number;
  readonly depthMultiplier: number;
  readonly depthwiseKernel: Parameter;
  readonly pointwiseKernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    rank: Of,
    channels: number,
    filters: number,
    kernelSize: Sizes<Of>,
    options: SeparableConvolutionOptions<Of>,
  ) {
    const names = ['depthMultiplier', 'depthwiseInitializer', 'pointwiseInitializer'];
    super(rank, channels, kernelSize, options, names);
    const { name } = new.target;
    const { depthwiseInitializer = glorotUniform, pointwiseInitializer = glorotUniform } = options;
    const { useBias = true, biasInitializer = zeros } = options;
    this.filters = checkSize(name, 'filters', filters);
    this.depthMultiplier = checkSize(name, 'depthMultiplier', options.depthMultiplier ?? 1);
    const wide = [...this.kernelSize, channels, this.depthMultiplier];
    const deep = [...this.kernelSize.map(() => 1), channels * this.depthMultiplier, filters];
    this.depthwiseKernel = new Parameter(wide, depthwiseInitializer(wide));
    this.pointwiseKernel = new Parameter(deep, pointwiseInitializer(deep));
    this.bias = useBias ? new Parameter([filters], biasInitializer([filters])) : undefined;
  }

  protected sums(input: tf.Tensor, activation: FusedActivation): tf.Tensor {
    const apart = depthwise(input, this.depthwiseKernel.value, undefined, this, 'linear');
    const ones = this.kernelSize.map(() => 1);
    const places = { strides: ones, dilationRate: ones, padding: 'valid' } as const;
    return convolve(apart, this.pointwiseKernel.value, this.bias?.value, places, 1, activation);
  }
}

/**
 * A convolution over a sequence in two steps, each channel over places and then each place over channels: so it has
 * kernelSize·channels + channels·filters weights (for a depthMultiplier of 1) instead of their product.
 *
 * a[n, i, c·q + r] = Σ x[n, i·s + u·d, c] · D[u, c, r]   over u;   q is depthMultiplier
 * y[n, i, f] = activation(Σ a[n, i, k] · P[k, f] + b[f])   over k
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, filters], lengths as in `Conv1D`.
 * Weights: depthwiseKernel [kernelSize, channels, depthMultiplier], pointwiseKernel [1, channels·depthMultiplier, filters], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, padding is unknown, or activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Kaiser et al. 2017, https://arxiv.org/abs/1706.03059
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { SeparableConv1D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new SeparableConv1D(8, 16, 5, { padding: 'same', activation: relu });
 * console.log(layer.forward(tf.ones([2, 10, 8])).shape); // [ 2, 10, 16 ]
 * ```
 */
export class SeparableConv1D extends SeparableConvolution<1> {
  /** @param kernelSize how many places a filter sees. */
  constructor(
    channels: number,
    filters: number,
    kernelSize: Sizes<1>,
    options: SeparableConvolutionOptions<1> = {},
  ) {
    super(1, channels, filters, kernelSize, options);
  }
}

/**
 * A convolution over an image in two steps, each channel over pixels and then each pixel over channels: so it has
 * height·width·channels + channels·filters weights (for a depthMultiplier of 1) instead of their product.
 *
 * a[n, i, j, c·q + r] = Σ x[n, i·s + u·d, j·s + v·d, c] · D[u, v, c, r]   over u, v;   q is depthMultiplier
 * y[n, i, j, f] = activation(Σ a[n, i, j, k] · P[k, f] + b[f])   over k
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, filters], sides as in `Conv2D`.
 * Weights: depthwiseKernel [height, width, channels, depthMultiplier], pointwiseKernel [1, 1, channels·depthMultiplier, filters],
 * bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, padding is unknown, or activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Chollet 2017, https://arxiv.org/abs/1610.02357
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { SeparableConv2D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new SeparableConv2D(8, 16, 3, { padding: 'same', activation: relu });
 * console.log(layer.forward(tf.ones([2, 8, 8, 8])).shape); // [ 2, 8, 8, 16 ]
 * ```
 */
export class SeparableConv2D extends SeparableConvolution<2> {
  /** @param kernelSize how many pixels a filter sees, along both sides or [height, width]. */
  constructor(
    channels: number,
    filters: number,
    kernelSize: Sizes<2>,
    options: SeparableConvolutionOptions<2> = {},
  ) {
    super(2, channels, filters, kernelSize, options);
  }
}
