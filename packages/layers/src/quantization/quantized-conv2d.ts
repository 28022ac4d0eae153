import { ArgumentError, checkSize, type FusedActivation, activate, tf } from '@thaw/backend';
import { Buffer, type Context } from '@thaw/core';

import type { Sizes } from '../axes.ts';
import { ConvolutionLayer, type ConvolutionLayerOptions } from '../convolution/convolution-layer.ts';
import { convolve } from '../convolution/convolve.ts';
import { Int8Buffer } from './int8-buffer.ts';
import { checkCalibrated } from './quantized-dense.ts';
import { quantizedInput, refuseTraining } from './scales.ts';

/** Options of `QuantizedConv2D`. */
export interface QuantizedConv2DOptions extends Omit<ConvolutionLayerOptions<2>, 'biasInitializer'> {
  /** Parts of the channels that do not see each other, each with as many filters. @defaultValue 1 */
  readonly groups?: number;
  /** Whether the scale of inputs was found before, from examples; otherwise each image has its own. @defaultValue false */
  readonly calibrated?: boolean;
}

/**
 * A `Conv2D` for inference whose filters are bytes: y = activation(s_x · s ⊙ (q_x ∗ Q) + b), q_x = round(x/s_x) from −127 to 127.
 *
 * `quantize` makes it of a `Conv2D`; what it gains and what it does not, `QuantizedDense` says.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, filters], as with `Conv2D`.
 * Weights, none of them trained: kernel [height, width, channels/groups, filters] as bytes, scale [filters], bias [filters], and
 * inputScale [1] when calibrated.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, groups does not divide channels and filters, an option is not what
 * it should be, or a pass is one of training.
 * @throws {ShapeError} when the input has other channels, or is smaller than the filter with padding 'valid'.
 * @see Jacob et al. 2018, https://arxiv.org/abs/1712.05877; Wu et al. 2020 for scales of each filter, https://arxiv.org/abs/2004.09602
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Conv2D, quantize } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = await quantize(new Conv2D(1, 16, 3, { padding: 'same', activation: relu }));
 * console.log(layer.forward(tf.ones([2, 8, 8, 1])).shape); // [ 2, 8, 8, 16 ]
 * ```
 */
export class QuantizedConv2D extends ConvolutionLayer<2> {
  readonly filters: number;
  readonly groups: number;
  readonly kernel: Int8Buffer;
  readonly scale: Buffer;
  readonly bias: Buffer | undefined;
  readonly inputScale: Buffer | undefined;

  constructor(channels: number, filters: number, kernelSize: Sizes<2>, options: QuantizedConv2DOptions = {}) {
    super(2, channels, kernelSize, options, ['groups', 'calibrated']);
    const { groups = 1, useBias = true, calibrated } = options;
    this.filters = checkSize('QuantizedConv2D', 'filters', filters);
    this.groups = checkSize('QuantizedConv2D', 'groups', groups);
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new ArgumentError(
        `QuantizedConv2D: groups must divide channels and filters, got ${groups} groups of ${channels} channels and ${filters} filters.`,
      );
    }
    const [height, width] = this.kernelSize as [number, number];
    const shape = [height, width, channels / groups, filters];
    this.kernel = new Int8Buffer(shape, new Int8Array((height * width * channels * filters) / groups));
    this.scale = new Buffer([filters], new Float32Array(filters).fill(1));
    this.bias = useBias ? new Buffer([filters], new Float32Array(filters)) : undefined;
    this.inputScale = checkCalibrated('QuantizedConv2D', calibrated)
      ? new Buffer([1], Float32Array.of(1))
      : undefined;
  }

  override forward(input: tf.Tensor, context?: Context): tf.Tensor {
    refuseTraining(this, context);
    return super.forward(input, context);
  }

  protected sums(input: tf.Tensor, activation: FusedActivation): tf.Tensor {
    const { whole, scale } = quantizedInput(input, this.inputScale);
    const sums = convolve(whole, this.kernel.value, undefined, this, this.groups, 'linear');
    const scaled = tf.mul(tf.mul(sums, scale), this.scale.value);
    const shifted = this.bias ? tf.add(scaled, this.bias.value) : scaled;
    return activation === 'linear' ? shifted : activate(shifted, activation);
  }
}
