import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import {
  type Activation,
  checkInput,
  type Context,
  heNormal,
  type Initializer,
  Module,
  relu,
  requireActivation,
} from '@thaw/core';

import { Conv2D } from '../convolution/convolution.ts';
import { AveragePooling2D } from '../pooling/average-pooling.ts';
import { type NormalizationOption, normalizationOf } from './normalization-of.ts';

/** Options of `DenseBlock`. */
export interface DenseBlockOptions extends NormalizationOption {
  /** Channels that each layer adds. @defaultValue 12 */
  readonly growthRate?: number;
  /** Whether a 1×1 convolution to 4·growthRate channels goes before each 3×3: DenseNet-B. @defaultValue false */
  readonly bottleneck?: boolean;
  /** @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue heNormal */
  readonly kernelInitializer?: Initializer;
}

/**
 * Convolutions each of which sees the input and what all before it have made: xₗ = [xₗ₋₁, H(xₗ₋₁)], H normalizing,
 * activating and convolving, in this order.
 *
 * Shapes: input [batch, height, width, channels] → [batch, height, width, channels + numLayers·growthRate].
 * Weights: layers.0 to .numLayers − 1, each one or, with a bottleneck, two pairs of a normalization and a convolution.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or an option is not what it should be.
 * @throws {ShapeError} when the input has other channels.
 * @see Huang et al. 2017, equation 2, https://arxiv.org/abs/1608.06993
 * @example
 * ```ts
 * import { Sequential, tf, useDevice } from '@thaw/core';
 * import { DenseBlock, DenseTransition } from '@thaw/layers';
 *
 * await useDevice();
 * const block = new DenseBlock(16, 4, { growthRate: 12 });
 * const model = new Sequential([block, new DenseTransition(block.filters, 32)]);
 * console.log(model.forward(tf.ones([1, 8, 8, 16])).shape); // [ 1, 4, 4, 32 ]
 * ```
 */
export class DenseBlock extends Module {
  readonly channels: number;
  /** How many channels come out. */
  readonly filters: number;
  readonly layers: readonly (readonly Module[])[];

  constructor(channels: number, numLayers: number, options: DenseBlockOptions = {}) {
    super();
    checkOptions('DenseBlock', options, [
      'growthRate',
      'bottleneck',
      'activation',
      'normalization',
      'kernelInitializer',
    ]);
    const { growthRate = 12, bottleneck = false, kernelInitializer = heNormal } = options;
    const activation = requireActivation(options.activation ?? relu, 'DenseBlock');
    this.channels = checkSize('DenseBlock', 'channels', channels);
    checkSize('DenseBlock', 'numLayers', numLayers);
    checkSize('DenseBlock', 'growthRate', growthRate);
    if (typeof bottleneck !== 'boolean') {
      throw new ArgumentError(`DenseBlock: bottleneck must be true or false, got ${describe(bottleneck)}.`);
    }
    const normalization = normalizationOf('DenseBlock', options);
    const how = { padding: 'same', useBias: false, kernelInitializer } as const;
    const convolution = (from: number, to: number, kernelSize: number): NormalizedConvolution =>
      new NormalizedConvolution(normalization(from), new Conv2D(from, to, kernelSize, how), activation);
    this.layers = Array.from({ length: numLayers }, (_, i) => {
      const seen = channels + i * growthRate;
      const narrow = 4 * growthRate;
      if (!bottleneck) return [convolution(seen, growthRate, 3)];
      return [convolution(seen, narrow, 1), convolution(narrow, growthRate, 3)];
    });
    this.filters = channels + numLayers * growthRate;
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    requireChannels(this, input);
    return this.layers.reduce((seen, layer) => {
      const made = layer.reduce((value, convolution) => convolution.forward(value, context), seen);
      return tf.concat([seen, made], -1);
    }, input);
  }
}

/** Options of `DenseTransition`. */
export interface DenseTransitionOptions extends NormalizationOption {
  /** @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue heNormal */
  readonly kernelInitializer?: Initializer;
}

/**
 * What stands between two dense blocks: normalization, activation, a 1×1 convolution, and the mean of each 2×2 pixels. (The paper's text
 * names no activation; its code, and PyTorch's, have one.)
 *
 * Shapes: input [batch, height, width, channels] → [batch, ⌊height/2⌋, ⌊width/2⌋, filters]; DenseNet-C halves the channels.
 * Weights: those of a normalization and a convolution.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when the input has other channels, or is smaller than 2×2.
 * @see Huang et al. 2017, §3, https://arxiv.org/abs/1608.06993
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { DenseTransition } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new DenseTransition(64, 32).forward(tf.ones([1, 8, 8, 64])).shape); // [ 1, 4, 4, 32 ]
 * ```
 */
export class DenseTransition extends Module {
  readonly channels: number;
  readonly filters: number;
  readonly convolution: Module;
  readonly pooling: AveragePooling2D;

  constructor(channels: number, filters: number, options: DenseTransitionOptions = {}) {
    super();
    checkOptions('DenseTransition', options, ['activation', 'normalization', 'kernelInitializer']);
    const { kernelInitializer = heNormal } = options;
    const activation = requireActivation(options.activation ?? relu, 'DenseTransition');
    this.channels = checkSize('DenseTransition', 'channels', channels);
    this.filters = checkSize('DenseTransition', 'filters', filters);
    this.convolution = new NormalizedConvolution(
      normalizationOf('DenseTransition', options)(channels),
      new Conv2D(channels, filters, 1, { useBias: false, kernelInitializer }),
      activation,
    );
    this.pooling = new AveragePooling2D(2);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    requireChannels(this, input);
    return this.pooling.forward(this.convolution.forward(input, context));
  }
}

/** W ∗ activation(N(x)). */
class NormalizedConvolution extends Module {
  readonly normalization: Module;
  readonly activation: Activation;
  readonly convolution: Conv2D;

  constructor(normalization: Module, convolution: Conv2D, activation: Activation) {
    super();
    this.normalization = normalization;
    this.activation = activation;
    this.convolution = convolution;
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.convolution.forward(this.activation(this.normalization.forward(input, context)));
  }
}

function requireChannels(block: DenseBlock | DenseTransition, input: tf.Tensor): void {
  checkInput(
    block,
    input,
    ['batch', 'height', 'width', block.channels],
    'its first argument says how many channels it takes, and channels come last',
  );
}
