import { ArgumentError, checkOptions, checkSize, tf } from '@thaw/backend';
import {
  type Activation,
  checkInput,
  type Context,
  glorotUniform,
  type Initializer,
  linear,
  Module,
  Parameter,
  requireActivation,
  zeros,
} from '@thaw/core';

import { checkSizes, type Sizes } from '../axes.ts';

/** Options of `LocallyConnected1D` and `LocallyConnected2D`. */
export interface LocallyConnectedOptions<Of extends 1 | 2> {
  /** Places from one window to the next, for all axes or for each. @defaultValue 1 */
  readonly strides?: Sizes<Of>;
  /** Applied to the sums. @defaultValue linear */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /**
   * Of each window's filters, [kernelSize · channels, filters], by itself. (Keras 2 counts the windows among the inputs of a filter, and so
   * begins with weights that are too small by the root of their number.) @defaultValue glorotUniform
   */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

const names = ['strides', 'activation', 'useBias', 'kernelInitializer', 'biasInitializer'];

/** Windows that each have filters of their own: one product for each window, all of them in one operation. */
abstract class LocallyConnected<Of extends 1 | 2> extends Module {
  readonly size: readonly number[];
  readonly channels: number;
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly activation: Activation;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    rank: Of,
    size: Sizes<Of>,
    channels: number,
    filters: number,
    kernelSize: Sizes<Of>,
    options: LocallyConnectedOptions<Of>,
  ) {
    super();
    const { name } = new.target;
    checkOptions(name, options, names);
    const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.size = checkSizes(name, 'size', size, rank);
    this.channels = checkSize(name, 'channels', channels);
    this.filters = checkSize(name, 'filters', filters);
    this.kernelSize = checkSizes(name, 'kernelSize', kernelSize, rank);
    this.strides = checkSizes(name, 'strides', options.strides ?? 1, rank);
    this.activation = requireActivation(options.activation ?? linear, name);
    if (this.kernelSize.some((length, axis) => length > this.size[axis]!)) {
      throw new ArgumentError(
        `${name}: its window of ${this.kernelSize.join('x')} does not fit into an input of ${this.size.join('x')}; make it smaller.`,
      );
    }
    const { windows } = this;
    const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1);
    const shape = [product(this.kernelSize) * channels, filters];
    const values = new Float32Array(product([...windows, ...shape]));
    for (let begin = 0; begin < values.length; begin += product(shape)) {
      values.set(kernelInitializer(shape), begin);
    }
    this.kernel = new Parameter([product(windows), ...shape], values);
    const biases = [...windows, filters];
    this.bias = useBias ? new Parameter(biases, biasInitializer(biases)) : undefined;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const hint = 'its first arguments say how large its input is and how many channels it has';
    checkInput(this, input, ['batch', ...this.size, this.channels], hint);
    return tf.tidy(() => {
      const [places] = this.kernel.shape as [number];
      const seen = tf.concat(this.taps(input), -1); // [batch, …windows, taps · channels]
      const rows = tf.reshape(seen, [input.shape[0]!, places, -1]);
      const sums = tf.matMul(tf.transpose(rows, [1, 0, 2]), this.kernel.value); // [places, batch, filters]
      const output = tf.reshape(tf.transpose(sums, [1, 0, 2]), [
        input.shape[0]!,
        ...this.windows,
        this.filters,
      ]);
      return this.activation(this.bias ? tf.add(output, this.bias.value) : output);
    });
  }

  /** How many windows stand along each axis. */
  private get windows(): number[] {
    return this.size.map(
      (length, axis) => Math.floor((length - this.kernelSize[axis]!) / this.strides[axis]!) + 1,
    );
  }

  /** What each tap of the windows sees, row by row: each [batch, …windows, channels]. */
  private taps(input: tf.Tensor): tf.Tensor[] {
    const { windows, strides } = this;
    const places = this.kernelSize.reduce<number[][]>(
      (begun, length) => begun.flatMap((tap) => Array.from({ length }, (_, place) => [...tap, place])),
      [[]],
    );
    const [batch, channels] = [input.shape[0]!, this.channels];
    return places.map((tap) => {
      if (strides.every((stride) => stride === 1)) {
        return tf.slice(input, [0, ...tap, 0], [batch, ...windows, channels]);
      }
      const ends = tap.map((begin, axis) => begin + (windows[axis]! - 1) * strides[axis]! + 1);
      return tf.stridedSlice(input, [0, ...tap, 0], [batch, ...ends, channels], [1, ...strides, 1]);
    });
  }
}

/**
 * Filters that look at windows of a sequence as those of `Conv1D` do, but are others for each window:
 *
 * y[n, i, f] = activation(Σ x[n, i·s + u, c] · W[i, u·channels + c, f] + b[i, f])   over u, c
 *
 * All windows lie side by side in memory: kernelSize times the input where strides are 1.
 *
 * Shapes: input [batch, size, channels] → [batch, windows, filters], windows = ⌊(size − kernelSize)/stride⌋ + 1.
 * Weights: kernel [windows, kernelSize·channels, filters], bias [windows, filters], as in Keras 2.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, the window does not fit, or activation is no function.
 * @throws {ShapeError} when the input has another length or other channels.
 * @see LeCun 1989, "Generalization and network design strategies", http://yann.lecun.com/exdb/publis/pdf/lecun-89.pdf
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LocallyConnected1D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new LocallyConnected1D(10, 8, 4, 3); // sequences of 10 places with 8 channels, 4 filters over 3
 * console.log(layer.forward(tf.ones([2, 10, 8])).shape); // [ 2, 8, 4 ]
 * ```
 */
export class LocallyConnected1D extends LocallyConnected<1> {
  /**
   * @param size how long the sequences are.
   * @param kernelSize how many places a filter sees.
   */
  constructor(
    size: Sizes<1>,
    channels: number,
    filters: number,
    kernelSize: Sizes<1>,
    options: LocallyConnectedOptions<1> = {},
  ) {
    super(1, size, channels, filters, kernelSize, options);
  }
}

/**
 * Filters that look at windows of an image as those of `Conv2D` do, but are others for each window:
 *
 * y[n, i, j, f] = activation(Σ x[n, i·s + u, j·s + v, c] · W[i·columns + j, (u·width + v)·channels + c, f] + b[i, j, f])   over u, v, c
 *
 * All windows lie side by side in memory: height·width of them times the input where strides are 1.
 *
 * Shapes: input [batch, …size, channels] → [batch, rows, columns, filters], each ⌊(size − kernelSize)/stride⌋ + 1.
 * Weights: kernel [rows·columns, height·width·channels, filters], bias [rows, columns, filters], as in Keras 2.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, the window does not fit, or activation is no function.
 * @throws {ShapeError} when the input has another size or other channels.
 * @see Taigman et al. 2014, "DeepFace", §3.2, https://doi.org/10.1109/CVPR.2014.220
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LocallyConnected2D } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new LocallyConnected2D(8, 1, 4, 3, { strides: 2 }); // images of 8x8 with 1 channel, 4 filters over 3x3
 * console.log(layer.forward(tf.ones([2, 8, 8, 1])).shape); // [ 2, 3, 3, 4 ]
 * ```
 */
export class LocallyConnected2D extends LocallyConnected<2> {
  /**
   * @param size how large the images are, both sides or [height, width].
   * @param kernelSize how many pixels a filter sees, along both sides or [height, width].
   */
  constructor(
    size: Sizes<2>,
    channels: number,
    filters: number,
    kernelSize: Sizes<2>,
    options: LocallyConnectedOptions<2> = {},
  ) {
    super(2, size, channels, filters, kernelSize, options);
  }
}
