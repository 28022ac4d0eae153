import { checkOptions, tf } from '@thaw/backend';
import { checkInput, type Context, Module } from '@thaw/core';

import { checkPadding, checkPair, checkWindow, type Padding } from './check-window.ts';

/** Options of the pooling layers. */
export interface Pooling2DOptions {
  /** Steps between windows. @defaultValue poolSize: windows stand side by side */
  readonly strides?: number | readonly [number, number];
  /** @defaultValue 'valid' */
  readonly padding?: Padding;
}

/** A window that slides over each channel of an image; what it makes of what it sees, the subclass says. */
abstract class Pooling2D extends Module {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;

  /** @param poolSize the window, for both axes or [height, width]. */
  constructor(poolSize: number | readonly [number, number] = 2, options: Pooling2DOptions = {}) {
    super();
    const { name } = new.target;
    checkOptions(name, options, ['strides', 'padding']);
    this.poolSize = checkPair(name, 'poolSize', poolSize);
    this.strides = checkPair(name, 'strides', options.strides ?? this.poolSize);
    this.padding = checkPadding(name, options.padding ?? 'valid');
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, ['batch', 'height', 'width', 'channels'], 'images have four axes, channels last');
    checkWindow(this, input, this.poolSize, this.padding);
    return this.pool(input as tf.Tensor4D);
  }

  /** What it makes of each window. */
  protected abstract pool(input: tf.Tensor4D): tf.Tensor;
}

/**
 * The largest value in each window: y[n, i, j, c] = max x[n, i·s + u, j·s + v, c] over u, v.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or padding is unknown.
 * @throws {ShapeError} when the input has not four axes, or is smaller than the window with padding 'valid'.
 * @see Riesenhuber and Poggio 1999, https://doi.org/10.1038/14819
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { MaxPooling2D } from '@thaw/layers';
 *
 * console.log(new MaxPooling2D(2).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 4, 4, 3 ]
 * ```
 */
export class MaxPooling2D extends Pooling2D {
  protected pool(input: tf.Tensor4D): tf.Tensor {
    return tf.maxPool(input, [...this.poolSize], [...this.strides], this.padding);
  }
}

/**
 * The mean of each window, of the pixels that are there: y[n, i, j, c] = mean x[n, i·s + u, j·s + v, c] over u, v.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or padding is unknown.
 * @throws {ShapeError} when the input has not four axes, or is smaller than the window with padding 'valid'.
 * @see LeCun et al. 1998, http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { AveragePooling2D } from '@thaw/layers';
 *
 * console.log(new AveragePooling2D(2).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 4, 4, 3 ]
 * ```
 */
export class AveragePooling2D extends Pooling2D {
  protected pool(input: tf.Tensor4D): tf.Tensor {
    return tf.avgPool(input, [...this.poolSize], [...this.strides], this.padding);
  }
}
