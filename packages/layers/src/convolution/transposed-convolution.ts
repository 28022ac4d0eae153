import { ArgumentError, checkSize, type FusedActivation, tf } from '@thaw/backend';
import { glorotUniform, type Initializer, Parameter, zeros } from '@thaw/core';

import { checkSizes, lengthsOf, type Rank, type Sizes } from '../axes.ts';
import type { Padding } from '../check-window.ts';
import { bordersOf, leavesOut } from '../same-borders.ts';
import { ConvolutionLayer, type ConvolutionLayerOptions } from './convolution-layer.ts';
import { finish } from './convolve.ts';
import { spread } from './sliding.ts';

/** Options of `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose`. */
export interface TransposedConvolutionOptions<Of extends Rank> extends ConvolutionLayerOptions<Of, Padding> {
  /**
   * Which of the lengths that Conv with these strides would make equally long comes out: how many places it goes beyond the least, for all
   * axes or for each, below the stride. @defaultValue n·stride, or what the filters reach beyond it with padding 'valid'
   */
  readonly outputPadding?: Sizes<Of>;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
}

/** What spreads each place of its input over the output. */
abstract class TransposedConvolution<Of extends Rank> extends ConvolutionLayer<Of> {
  readonly filters: number;
  readonly outputPadding: readonly number[] | undefined;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    rank: Of,
    channels: number,
    filters: number,
    kernelSize: Sizes<Of>,
    options: TransposedConvolutionOptions<Of>,
  ) {
    super(
      rank,
      channels,
      kernelSize,
      options as ConvolutionLayerOptions<Of>,
      ['outputPadding', 'kernelInitializer'],
      ['same', 'valid'],
    );
    const { name } = new.target;
    const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.filters = checkSize(name, 'filters', filters);
    this.outputPadding =
      options.outputPadding === undefined
        ? undefined
        : checkSizes(name, 'outputPadding', options.outputPadding, rank, 0);
    this.requireReachable(name);
    const shape = [...this.kernelSize, filters, channels];
    this.kernel = new Parameter(shape, kernelInitializer(shape));
    this.bias = useBias ? new Parameter([filters], biasInitializer([filters])) : undefined;
  }

  /** Any length will do. */
  protected override checkLengths(): void {}

  /** @throws {ArgumentError} when a convolution of what would come out would not give the input's length back. */
  private requireReachable(name: string): void {
    for (const [axis, more] of (this.outputPadding ?? []).entries()) {
      const [stride, reach] = [this.strides[axis]!, this.reach[axis]!];
      const even = this.padding === 'same' && reach % 2 === 0;
      const least = even ? 1 : 0;
      if (more >= least && more < stride) continue;
      const range = least < stride ? `must be from ${least} to ${stride - 1}` : 'must be left out';
      const because = even ? `, with padding 'same' and filters that reach over ${reach} places` : '';
      throw new ArgumentError(
        `${name}: outputPadding ${range} along an axis of stride ${stride}${because}, got ${more}.`,
      );
    }
  }

  /** How long each axis becomes. */
  private outputLengths(lengths: readonly number[]): number[] {
    return lengths.map((length, axis) => {
      const [stride, reach] = [this.strides[axis]!, this.reach[axis]!];
      const more = this.outputPadding?.[axis];
      if (more === undefined) {
        return length * stride + (this.padding === 'valid' ? Math.max(reach - stride, 0) : 0);
      }
      const taken = this.padding === 'same' ? 2 * Math.floor(reach / 2) : 0;
      return (length - 1) * stride + reach - taken + more;
    });
  }

  protected sums(input: tf.Tensor, activation: FusedActivation): tf.Tensor {
    const lengths = this.outputLengths(lengthsOf(input));
    const kernel = spread(this.kernel.value, this.dilationRate);
    const back = this.rank === 3 ? this.overVolumes : this.overImages;
    return finish(back.call(this, input, kernel, lengths), this.bias?.value, activation);
  }

  /** A sequence is an image of height 1. */
  private overImages(input: tf.Tensor, kernel: tf.Tensor, lengths: number[]): tf.Tensor {
    const flat = this.rank === 1;
    const [x, taps] = flat ? [tf.expandDims(input, 1), tf.expandDims(kernel, 0)] : [input, kernel];
    const [height, width, ...strides] = [lengths, this.strides].flatMap((each) =>
      flat ? [1, ...each] : each,
    );
    const sums = tf.conv2dTranspose(
      x as tf.Tensor4D,
      taps as tf.Tensor4D,
      [input.shape[0]!, height!, width!, this.filters],
      strides as [number, number],
      this.padding as Padding,
    );
    return flat ? tf.squeeze(sums, [1]) : sums;
  }

  private overVolumes(input: tf.Tensor, kernel: tf.Tensor, lengths: number[]): tf.Tensor {
    const byHand = this.padding === 'same' && leavesOut(this.reach, this.strides);
    const borders = byHand ? bordersOf(lengths, this.reach, this.strides) : [];
    const all = lengths.map(
      (length, axis) => length + (borders[axis] ?? []).reduce((sum, each) => sum + each, 0),
    );
    const sums = tf.conv3dTranspose(
      input as tf.Tensor5D,
      kernel as tf.Tensor5D,
      [input.shape[0]!, ...(all as Triple), this.filters],
      [...this.strides] as Triple,
      byHand ? 'valid' : (this.padding as Padding),
    );
    const begins = [0, ...borders.map(([before]) => before), 0];
    return byHand ? tf.slice(sums, begins, [-1, ...lengths, -1]) : sums;
  }
}

type Triple = [number, number, number];

/**
 * Each place of a sequence spread over a longer one: the gradient of `Conv1D` in its input as a layer of its own.
 *
 * y[n, i·s + u·d − p, f] += x[n, i, c] · W[u, f, c]   over i, u, c;   then + b[f] and the activation
 *
 * p is what padding 'same' of Conv1D puts before a sequence as long as the output (half of what is needed, rounded down), and 0 with
 * 'valid'. Taps that lie apart multiply the zeros between them too.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, filters]; with a reach of r = (kernelSize − 1)·dilationRate + 1 places, n
 * become n·stride with padding 'same', n·stride + max(r − stride, 0) with 'valid'; given outputPadding o, (n − 1)·stride + r − 2·⌊r/2⌋ + o
 * and (n − 1)·stride + r + o.
 * Weights: kernel [kernelSize, filters, channels], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, outputPadding is not below strides, padding is unknown, or activation
 * is no function.
 * @throws {ShapeError} when the input has other channels or axes.
 * @see Zeiler et al. 2010, https://doi.org/10.1109/CVPR.2010.5539957; Dumoulin and Visin 2016, §4, https://arxiv.org/abs/1603.07285
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Conv1DTranspose } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Conv1DTranspose(8, 4, 4, { strides: 2, padding: 'same' });
 * console.log(layer.forward(tf.ones([2, 10, 8])).shape); // [ 2, 20, 4 ]
 * ```
 */
export class Conv1DTranspose extends TransposedConvolution<1> {
  /** @param kernelSize over how many places a place is spread. */
  constructor(
    channels: number,
    filters: number,
    kernelSize: Sizes<1>,
    options: TransposedConvolutionOptions<1> = {},
  ) {
    super(1, channels, filters, kernelSize, options);
  }
}

/**
 * Each pixel of an image spread over a larger one: the gradient of `Conv2D` in its input as a layer of its own.
 *
 * y[n, i·s + u·d − p, j·s + v·d − p, f] += x[n, i, j, c] · W[u, v, f, c]   over i, j, u, v, c;   then + b[f] and the activation
 *
 * p is as in `Conv1DTranspose`, for each side. A kernelSize that the strides divide lays the same number of taps on each pixel, and so
 * leaves no chequers.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, filters], a side as in `Conv1DTranspose`.
 * Weights: kernel [height, width, filters, channels], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, outputPadding is not below strides, padding is unknown, or activation
 * is no function.
 * @throws {ShapeError} when the input has other channels or axes.
 * @see Zeiler et al. 2010, https://doi.org/10.1109/CVPR.2010.5539957; Odena et al. 2016 for chequers, https://doi.org/10.23915/distill.00003
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Conv2DTranspose } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Conv2DTranspose(8, 4, 4, { strides: 2, padding: 'same' });
 * console.log(layer.forward(tf.ones([2, 7, 7, 8])).shape); // [ 2, 14, 14, 4 ]
 * ```
 */
export class Conv2DTranspose extends TransposedConvolution<2> {
  /** @param kernelSize over how many pixels a pixel is spread, along both sides or [height, width]. */
  constructor(
    channels: number,
    filters: number,
    kernelSize: Sizes<2>,
    options: TransposedConvolutionOptions<2> = {},
  ) {
    super(2, channels, filters, kernelSize, options);
  }
}

/**
 * Each place of a volume spread over a larger one: the gradient of `Conv3D` in its input as a layer of its own, as `Conv2DTranspose` is
 * that of `Conv2D`.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, filters], a side as in `Conv1DTranspose`.
 * Weights: kernel [depth, height, width, filters, channels], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, outputPadding is not below strides, padding is unknown, or activation
 * is no function.
 * @throws {ShapeError} when the input has other channels or axes.
 * @see Wu et al. 2016, which makes volumes so, https://arxiv.org/abs/1610.07584
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Conv3DTranspose } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Conv3DTranspose(8, 4, 4, { strides: 2, padding: 'same' });
 * console.log(layer.forward(tf.ones([2, 3, 3, 3, 8])).shape); // [ 2, 6, 6, 6, 4 ]
 * ```
 */
export class Conv3DTranspose extends TransposedConvolution<3> {
  /** @param kernelSize over how many places a place is spread, along all sides or [depth, height, width]. */
  constructor(
    channels: number,
    filters: number,
    kernelSize: Sizes<3>,
    options: TransposedConvolutionOptions<3> = {},
  ) {
    super(3, channels, filters, kernelSize, options);
  }
}
