import { checkOptions, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, checkSizes, lengthsOf, type Rank, type Sizes } from '../axes.ts';
import { checkPadding, checkWindow, type Padding } from '../check-window.ts';
import { bordersOf, leavesOut } from '../same-borders.ts';

/** Options of the max and average pooling layers. */
export interface PoolingOptions<Of extends Rank> {
  /** Steps between windows. @defaultValue poolSize: windows stand side by side */
  readonly strides?: Sizes<Of>;
  /** @defaultValue 'valid' */
  readonly padding?: Padding;
}

/** A window that slides over each channel along one, two or three axes; what it makes of what it sees, the subclass says. */
export abstract class Pooling<Of extends Rank> extends Module {
  readonly rank: Of;
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;

  constructor(
    rank: Of,
    poolSize: Sizes<Of>,
    options: PoolingOptions<Of>,
    names: readonly string[] = ['strides', 'padding'],
  ) {
    super();
    const { name } = new.target;
    checkOptions(name, options, names);
    this.rank = rank;
    this.poolSize = checkSizes(name, 'poolSize', poolSize, rank);
    this.strides = checkSizes(name, 'strides', options.strides ?? poolSize, rank);
    this.padding = checkPadding(name, options.padding ?? 'valid');
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, this.rank);
    if (this.padding === 'valid') {
      checkWindow(this, lengthsOf(input), this.poolSize, this.takesPadding ? undefined : 'make it smaller');
    }
    return this.pool(input);
  }

  /** Whether 'same' is among its options, for messages. */
  protected get takesPadding(): boolean {
    return true;
  }

  /** What it makes of each window. */
  protected abstract pool(input: tf.Tensor): tf.Tensor;

  /** The largest or the mean of each window. A sequence is pooled as an image of width 1. */
  protected slide(input: tf.Tensor, kind: 'max' | 'average'): tf.Tensor {
    const { poolSize, strides, padding } = this;
    if (this.rank === 3) {
      const pool = kind === 'max' ? tf.maxPool3d : tf.avgPool3d;
      const over = (x: tf.Tensor, border: Padding): tf.Tensor =>
        pool(x as tf.Tensor5D, [...poolSize] as Three, [...strides] as Three, border);
      if (padding === 'valid' || !leavesOut(poolSize, strides)) return over(input, padding);
      return tf.tidy(() => {
        const lengths = lengthsOf(input);
        const borders: [number, number][] = [[0, 0], ...bordersOf(lengths, poolSize, strides), [0, 0]];
        if (kind === 'max') return over(tf.pad(input, borders, LOWEST), 'valid');
        const there = tf.pad(tf.ones([1, ...lengths, 1]), borders);
        return tf.div(over(tf.pad(input, borders), 'valid'), over(there, 'valid'));
      });
    }
    const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
    if (this.rank === 2) {
      return pool(input as tf.Tensor4D, [...poolSize] as Two, [...strides] as Two, padding);
    }
    const wide = tf.expandDims<tf.Tensor4D>(input, 2);
    return tf.squeeze(pool(wide, [poolSize[0]!, 1], [strides[0]!, 1], padding), [2]);
  }
}

/** The lowest number that is finite: less than what is pooled, and no infinity, which WGSL need not know. */
const LOWEST = -3.4028234663852886e38;

type Two = [number, number];
type Three = [number, number, number];
