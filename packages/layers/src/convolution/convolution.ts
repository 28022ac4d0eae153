import { ArgumentError, checkSize, type FusedActivation, type tf } from '@thaw/backend';
import { glorotUniform, type Initializer, Parameter, zeros } from '@thaw/core';

import type { Rank, Sizes } from '../axes.ts';
import { ConvolutionLayer, type ConvolutionLayerOptions } from './convolution-layer.ts';
import { convolve } from './convolve.ts';

/** Options of `Conv1D`, `Conv2D` and `Conv3D`. */
export interface ConvolutionOptions<Of extends Rank> extends ConvolutionLayerOptions<Of> {
  /** Parts of the channels that do not see each other, each with as many filters. @defaultValue 1 */
  readonly groups?: number;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
}

/** Filters over all channels of a group. */
abstract class Convolution<Of extends Rank> extends ConvolutionLayer<Of> {
  readonly filters: number;
  readonly groups: number;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    rank: Of,
    channels: number,
    filters: number,
    kernelSize: Sizes<Of>,
    options: ConvolutionOptions<Of>,
  ) {
    super(rank, channels, kernelSize, options, ['groups', 'kernelInitializer']);
    const { name } = new.target;
    const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.filters = checkSize(name, 'filters', filters);
    this.groups = checkSize(name, 'groups', options.groups ?? 1);
    if (channels % this.groups !== 0 || filters % this.groups !== 0) {
      throw new ArgumentError(
        `${name}: groups must divide channels and filters, got ${this.groups} groups of ${channels} channels and ${filters} filters.`,
      );
    }
    const shape = [...this.kernelSize, channels / this.groups, filters];
    this.kernel = new Parameter(shape, kernelInitializer(shape));
    this.bias = useBias ? new Parameter([filters], biasInitializer([filters])) : undefined;
  }

  protected sums(input: tf.Tensor, activation: FusedActivation): tf.Tensor {
    return convolve(input, this.kernel.value, this.bias?.value, this, this.groups, activation);
  }
}

/**
 * The same filters at every place of a sequence:
 *
 * y[n, i, f] = activation(Σ x[n, i·s + u·d, c] · W[u, c, f] + b[f])   over u, c
 *
 * With padding 'causal' the sequence begins with (kernelSize − 1)·dilationRate zeros, so that an output sees nothing that comes after it.
 * Taps that lie apart, each layer's twice as far as the last one's, see far back with few weights (WaveNet). Strides and dilationRate
 * both above 1 multiply the zeros between the taps too; groups other than 1 and `channels` take an operation each.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, filters]; with a reach of r = (kernelSize − 1)·dilationRate + 1 places,
 * n become ⌈n/stride⌉ with padding 'same' and 'causal', ⌊(n − r)/stride⌋ + 1 with 'valid'.
 * Weights: kernel [kernelSize, channels/groups, filters], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, groups does not divide channels and filters, padding is unknown, or
 * activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Waibel et al. 1989, https://doi.org/10.1109/29.21701; van den Oord et al. 2016 for causal ones, https://arxiv.org/abs/1609.03499
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Conv1D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Conv1D(8, 16, 3, { padding: 'causal', dilationRate: 4, activation: relu });
 * console.log(layer.forward(tf.ones([2, 20, 8])).shape); // [ 2, 20, 16 ]
 * ```
 */
export class Conv1D extends Convolution<1> {
  /** @param kernelSize how many places a filter sees. */
  constructor(channels: number, filters: number, kernelSize: Sizes<1>, options: ConvolutionOptions<1> = {}) {
    super(1, channels, filters, kernelSize, options);
  }
}

/**
 * The same small filters at every place of an image:
 *
 * y[n, i, j, f] = activation(Σ x[n, i·s + u·d, j·s + v·d, c] · W[u, v, c, f] + b[f])   over u, v, c
 *
 * In groups, filters of the g-th part see the channels of the g-th part alone (AlexNet, ResNeXt). Strides and dilationRate both above 1
 * multiply the zeros between the taps too; groups other than 1 and `channels` take an operation each, so that many are slow.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, filters]; with a reach of
 * r = (kernelSize − 1)·dilationRate + 1 pixels, a side of n becomes ⌈n/stride⌉ with padding 'same', ⌊(n − r)/stride⌋ + 1 with 'valid'.
 * Weights: kernel [height, width, channels/groups, filters], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, groups does not divide channels and filters, padding is unknown, or
 * activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Fukushima 1980, https://doi.org/10.1007/BF00344251; LeCun et al. 1989, https://doi.org/10.1162/neco.1989.1.4.541
 * @see Yu and Koltun 2016 for dilation, https://arxiv.org/abs/1511.07122; Xie et al. 2017 for groups, https://arxiv.org/abs/1611.05431
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Conv2D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Conv2D(1, 16, 3, { padding: 'same', activation: relu });
 * console.log(layer.forward(tf.ones([2, 8, 8, 1])).shape); // [ 2, 8, 8, 16 ]
 * ```
 */
export class Conv2D extends Convolution<2> {
  /** @param kernelSize how many pixels a filter sees, along both sides or [height, width]. */
  constructor(channels: number, filters: number, kernelSize: Sizes<2>, options: ConvolutionOptions<2> = {}) {
    super(2, channels, filters, kernelSize, options);
  }
}

/**
 * The same small filters at every place of a volume, or of a film:
 *
 * y[n, h, i, j, f] = activation(Σ x[n, h·s + t·d, i·s + u·d, j·s + v·d, c] · W[t, u, v, c, f] + b[f])   over t, u, v, c
 *
 * Bias and activation are an operation of their own. Strides and dilationRate both above 1 multiply the zeros between the taps too; each
 * group takes an operation.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, filters]; with a reach of
 * r = (kernelSize − 1)·dilationRate + 1, a side of n becomes ⌈n/stride⌉ with padding 'same', ⌊(n − r)/stride⌋ + 1 with 'valid'.
 * Weights: kernel [depth, height, width, channels/groups, filters], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, groups does not divide channels and filters, padding is unknown, or
 * activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the reach with padding 'valid'.
 * @see Ji et al. 2013, https://doi.org/10.1109/TPAMI.2012.59; Tran et al. 2015, https://arxiv.org/abs/1412.0767
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Conv3D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Conv3D(1, 4, [2, 3, 3], { activation: relu });
 * console.log(layer.forward(tf.ones([2, 4, 8, 8, 1])).shape); // [ 2, 3, 6, 6, 4 ]
 * ```
 */
export class Conv3D extends Convolution<3> {
  /** @param kernelSize how many places a filter sees, along all sides or [depth, height, width]. */
  constructor(channels: number, filters: number, kernelSize: Sizes<3>, options: ConvolutionOptions<3> = {}) {
    super(3, channels, filters, kernelSize, options);
  }
}
