import { checkOptions, checkSize, conv2d, type tf } from '@thaw/backend';
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

import { checkPadding, checkPair, checkWindow, type Padding } from './check-window.ts';

/** Options of `Conv2D`. */
export interface Conv2DOptions {
  /** Steps between places, for both axes or [height, width]. @defaultValue 1 */
  readonly strides?: number | readonly [number, number];
  /** @defaultValue 'valid' */
  readonly padding?: Padding;
  /** Applied to the sums. @defaultValue linear */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/**
 * The same small filters at every place of an image:
 *
 * y[n, i, j, f] = activation(Σ x[n, i·s + u, j·s + v, c] · W[u, v, c, f] + b[f])   over u, v, c
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, filters]; a side of n pixels becomes
 * ⌈n/stride⌉ with padding 'same', ⌊(n − kernelSize)/stride⌋ + 1 with 'valid'.
 * Weights: kernel [height, width, channels, filters], bias [filters].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, padding is unknown, or activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than the kernel with padding 'valid'.
 * @see Fukushima 1980, https://doi.org/10.1007/BF00344251; LeCun et al. 1989, https://doi.org/10.1162/neco.1989.1.4.541
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
export class Conv2D extends Module {
  readonly channels: number;
  readonly filters: number;
  readonly kernelSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly activation: Activation;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    channels: number,
    filters: number,
    kernelSize: number | readonly [number, number],
    options: Conv2DOptions = {},
  ) {
    super();
    checkOptions('Conv2D', options, [
      'strides',
      'padding',
      'activation',
      'useBias',
      'kernelInitializer',
      'biasInitializer',
    ]);
    const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.channels = checkSize('Conv2D', 'channels', channels);
    this.filters = checkSize('Conv2D', 'filters', filters);
    this.kernelSize = checkPair('Conv2D', 'kernelSize', kernelSize);
    this.strides = checkPair('Conv2D', 'strides', options.strides ?? 1);
    this.padding = checkPadding('Conv2D', options.padding ?? 'valid');
    this.activation = requireActivation(options.activation ?? linear, 'Conv2D');
    const shape = [...this.kernelSize, channels, filters];
    this.kernel = new Parameter(shape, kernelInitializer(shape));
    this.bias = useBias ? new Parameter([filters], biasInitializer([filters])) : undefined;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(
      this,
      input,
      ['batch', 'height', 'width', this.channels],
      'its first argument says how many channels it takes, and channels come last',
    );
    checkWindow(this, input, this.kernelSize, this.padding);
    const { strides, padding } = this;
    const { fused } = this.activation;
    const sums = conv2d(input, this.kernel.value, this.bias?.value, { strides, padding }, fused);
    return fused ? sums : this.activation(sums);
  }
}
