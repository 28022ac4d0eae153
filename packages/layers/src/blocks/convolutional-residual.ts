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

import { ZeroPadding2D } from '../borders/zero-padding.ts';
import { Conv2D } from '../convolution/convolution.ts';
import { type NormalizationOption, normalizationOf } from './normalization-of.ts';

/** Options of `ResidualBlock` and `Bottleneck`. */
export interface ResidualBlockOptions extends NormalizationOption {
  /** Steps between places: 2 halves the image. @defaultValue 1 */
  readonly strides?: number;
  /** Whether normalization and activation come before each convolution, and nothing after the sum. @defaultValue false */
  readonly preActivation?: boolean;
  /** @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue heNormal */
  readonly kernelInitializer?: Initializer;
}

/** A convolution of a block: how wide its window is, what goes in and out, its step. */
export interface Stage {
  readonly kernelSize: number;
  readonly channels: number;
  readonly filters: number;
  readonly strides: number;
}

/** Convolutions with a way past them, as `ResidualBlock` and `Bottleneck` have it. */
export abstract class ConvolutionalResidual extends Module {
  readonly channels: number;
  /** How many channels come out. */
  readonly filters: number;
  readonly strides: number;
  readonly preActivation: boolean;
  readonly activation: Activation;
  readonly convolutions: readonly Conv2D[];
  readonly normalizations: readonly Module[];
  readonly projection: Conv2D | undefined;
  readonly projectionNormalization: Module | undefined;

  /** @param stages makes the convolutions, once the sizes are checked. */
  constructor(
    channels: number,
    filters: number,
    options: ResidualBlockOptions,
    stages: (strides: number) => readonly Stage[],
  ) {
    super();
    const owner = new.target.name;
    this.channels = checkSize(owner, 'channels', channels);
    this.filters = checkSize(owner, 'filters', filters);
    this.strides = checkSize(owner, 'strides', options.strides ?? 1);
    this.preActivation = options.preActivation ?? false;
    this.activation = requireActivation(options.activation ?? relu, owner);
    const { kernelInitializer = heNormal } = options;
    const convolution = (stage: Stage): Conv2D =>
      new Conv2D(stage.channels, stage.filters, stage.kernelSize, {
        strides: stage.strides,
        padding: stage.strides > 1 ? 'valid' : 'same', // with steps, the border is laid by hand: see forward
        useBias: false,
        kernelInitializer,
      });
    const normalization = normalizationOf(owner, options);
    const all = stages(this.strides);
    this.convolutions = all.map(convolution);
    this.normalizations = all.map((stage) =>
      normalization(this.preActivation ? stage.channels : stage.filters),
    );
    const isSame = channels === filters && this.strides === 1;
    this.projection = isSame
      ? undefined
      : convolution({ kernelSize: 1, channels, filters, strides: this.strides });
    this.projectionNormalization = isSame || this.preActivation ? undefined : normalization(filters);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    checkInput(
      this,
      input,
      ['batch', 'height', 'width', this.channels],
      'its first argument says how many channels it takes, and channels come last',
    );
    return this.preActivation ? this.#before(input, context) : this.#after(input, context);
  }

  /** Convolution, normalization, activation; the last activation follows the sum. */
  #after(input: tf.Tensor, context: Context): tf.Tensor {
    let change = input;
    for (const [i, convolution] of this.convolutions.entries()) {
      change = this.normalizations[i]!.forward(convolve(convolution, change), context);
      if (i < this.convolutions.length - 1) change = this.activation(change);
    }
    const projected = this.projection?.forward(input);
    const kept = projected ? this.projectionNormalization!.forward(projected, context) : input;
    return this.activation(tf.add(kept, change));
  }

  /** Normalization, activation, convolution; a projection sees what the first convolution sees. */
  #before(input: tf.Tensor, context: Context): tf.Tensor {
    let change = input;
    let kept = input;
    for (const [i, convolution] of this.convolutions.entries()) {
      const given = this.activation(this.normalizations[i]!.forward(change, context));
      if (i === 0 && this.projection) kept = this.projection.forward(given);
      change = convolve(convolution, given);
    }
    return tf.add(kept, change);
  }
}

/** The names of the options. */
const names = ['strides', 'preActivation', 'activation', 'normalization', 'kernelInitializer'];

/** 'same' with steps would lay an odd border after the image; the papers' networks lay half a window on both sides. */
function convolve(convolution: Conv2D, input: tf.Tensor): tf.Tensor {
  const border = (convolution.kernelSize[0]! - 1) / 2;
  const isLaid = convolution.padding === 'valid' && border > 0;
  return convolution.forward(isLaid ? new ZeroPadding2D(border).forward(input) : input);
}

/** @throws {ArgumentError} when an option does not exist, or preActivation is neither true nor false. */
export function checkResidual(
  owner: string,
  options: ResidualBlockOptions,
  more: readonly string[] = [],
): void {
  checkOptions(owner, options, [...names, ...more]);
  const { preActivation = false } = options;
  if (typeof preActivation === 'boolean') return;
  throw new ArgumentError(`${owner}: preActivation must be true or false, got ${describe(preActivation)}.`);
}
