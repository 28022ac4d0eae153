import { checkOptions, checkSize, type FusedActivation, tf } from '@thaw/backend';
import {
  type Activation,
  type Context,
  type Initializer,
  linear,
  Module,
  requireActivation,
} from '@thaw/core';

import { checkChannels, checkSizes, lengthsOf, type Rank, type Sizes } from '../axes.ts';
import { checkPadding, checkWindow, type Padding } from '../check-window.ts';

/** How the border is treated: a sequence can be padded before its beginning alone, so that no output sees what comes after it. */
export type ConvolutionPadding<Of extends Rank> = Of extends 1 ? Padding | 'causal' : Padding;

/** Options that all convolutions have. */
export interface ConvolutionLayerOptions<Of extends Rank, Border extends string = ConvolutionPadding<Of>> {
  /** Places from one window to the next, for all axes or for each. @defaultValue 1 */
  readonly strides?: Sizes<Of>;
  /** @defaultValue 'valid' */
  readonly padding?: Border;
  /** How far apart neighbouring taps of a filter lie, for all axes or for each. @defaultValue 1 */
  readonly dilationRate?: Sizes<Of>;
  /** Applied to the sums. @defaultValue linear */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/** The names of those. */
const sharedNames = ['strides', 'padding', 'dilationRate', 'activation', 'useBias', 'biasInitializer'];

/** Filters that slide over a sequence, an image or a volume; what they sum up, the subclass says. */
export abstract class ConvolutionLayer<Of extends Rank> extends Module {
  readonly rank: Of;
  readonly channels: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding | 'causal';
  readonly dilationRate: readonly number[];
  readonly activation: Activation;

  /**
   * @param names of the options of its own.
   * @param paddings those it knows.
   */
  constructor(
    rank: Of,
    channels: number,
    kernelSize: Sizes<Of>,
    options: ConvolutionLayerOptions<Of>,
    names: readonly string[],
    paddings: readonly string[] = rank === 1 ? ['same', 'valid', 'causal'] : ['same', 'valid'],
  ) {
    super();
    const { name } = new.target;
    checkOptions(name, options, [...sharedNames, ...names]);
    this.rank = rank;
    this.channels = checkSize(name, 'channels', channels);
    this.kernelSize = checkSizes(name, 'kernelSize', kernelSize, rank);
    this.strides = checkSizes(name, 'strides', options.strides ?? 1, rank);
    this.padding = checkPadding(name, options.padding ?? 'valid', paddings);
    this.dilationRate = checkSizes(name, 'dilationRate', options.dilationRate ?? 1, rank);
    this.activation = requireActivation(options.activation ?? linear, name);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkChannels(this, input, this.rank, this.channels);
    this.checkLengths(lengthsOf(input));
    const { fused } = this.activation;
    return tf.tidy(() => {
      const numbers = input.dtype === 'float32' ? input : tf.cast(input, 'float32'); // such as the bytes of an image
      const sums = this.sums(numbers, fused ?? 'linear');
      return fused ? sums : this.activation(sums);
    });
  }

  /** From its first tap to its last, how many places a filter spans along each axis. */
  protected get reach(): number[] {
    return this.kernelSize.map((size, axis) => (size - 1) * this.dilationRate[axis]! + 1);
  }

  /** @throws {ShapeError} when it cannot slide over an input of these lengths. */
  protected checkLengths(lengths: readonly number[]): void {
    if (this.padding !== 'valid') return;
    const apart = this.dilationRate.some((rate) => rate > 1) ? ' or its taps less far apart' : '';
    checkWindow(this, lengths, this.reach, `make it smaller${apart}, or use padding: 'same'`);
  }

  /** The sums with their bias, and this activation of them. */
  protected abstract sums(input: tf.Tensor, activation: FusedActivation): tf.Tensor;
}
