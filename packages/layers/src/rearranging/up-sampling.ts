import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, checkSizes, type Rank, type Sizes } from '../axes.ts';

/** Options of `UpSampling2D`. */
export interface UpSampling2DOptions {
  /** 'nearest' repeats pixels; 'bilinear' mixes the four around, pixels being squares whose centres are meant. @defaultValue 'nearest' */
  readonly interpolation?: 'nearest' | 'bilinear';
}

/** Repeats every place as often as its axis says. */
abstract class UpSampling<Of extends Rank> extends Module {
  readonly rank: Of;
  readonly size: readonly number[];

  constructor(rank: Of, size: Sizes<Of>) {
    super();
    this.rank = rank;
    this.size = checkSizes(new.target.name, 'size', size, rank);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, this.rank);
    return tf.tidy(() => this.size.reduce((high, times, i) => repeat(high, i + 1, times), input));
  }
}

/** Every place of an axis `times` times, side by side. Of rank 3 on the way, whatever the input. */
function repeat(input: tf.Tensor, axis: number, times: number): tf.Tensor {
  if (times === 1) return input;
  const before = input.shape.slice(0, axis + 1).reduce((product, length) => product * length, 1);
  const after = input.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const tiled = tf.tile(tf.reshape(input, [before, 1, after]), [1, times, 1]);
  return tf.reshape(
    tiled,
    input.shape.map((length, i) => (i === axis ? length * times : length)),
  );
}

/**
 * Repeats every place side by side: y[n, i, c] = x[n, ⌊i/size⌋, c].
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not three axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { UpSampling1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new UpSampling1D(3).forward(tf.ones([1, 8, 3])).shape); // [ 1, 24, 3 ]
 * ```
 */
export class UpSampling1D extends UpSampling<1> {
  /** @param size how many times longer. */
  constructor(size: Sizes<1> = 2) {
    super(1, size);
  }
}

/**
 * Makes an image larger: each pixel repeated, or the four around it mixed with `interpolation: 'bilinear'`.
 *
 * Bilinear, along each axis: y[i] = (1 − f)·x[k] + f·x[k + 1] with k + f = (i + ½)/size − ½, the border repeated. So do
 * Keras, and PyTorch with align_corners=False.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or interpolation is unknown.
 * @throws {ShapeError} when the input has not four axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { UpSampling2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new UpSampling2D([2, 3]).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 16, 24, 3 ]
 * ```
 */
export class UpSampling2D extends UpSampling<2> {
  readonly interpolation: 'nearest' | 'bilinear';

  /** @param size how many times larger, for both axes or [height, width]. */
  constructor(size: Sizes<2> = 2, options: UpSampling2DOptions = {}) {
    super(2, size);
    checkOptions('UpSampling2D', options, ['interpolation']);
    const { interpolation = 'nearest' } = options;
    if (interpolation !== 'nearest' && interpolation !== 'bilinear') {
      throw new ArgumentError(
        `UpSampling2D: interpolation must be 'nearest' or 'bilinear', got ${describe(interpolation)}.`,
      );
    }
    this.interpolation = interpolation;
  }

  override forward(input: tf.Tensor, context?: Context): tf.Tensor {
    if (this.interpolation === 'nearest') return super.forward(input, context);
    checkAxes(this, input, 2);
    const [, height, width] = input.shape as [number, number, number, number];
    const larger: [number, number] = [height * this.size[0]!, width * this.size[1]!];
    return tf.image.resizeBilinear(input as tf.Tensor4D, larger, false, true);
  }
}

/**
 * Repeats every place side by side: y[n, i, j, k, c] = x[n, ⌊i/size⌋, ⌊j/size⌋, ⌊k/size⌋, c].
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not five axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { UpSampling3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new UpSampling3D(2).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 16, 16, 16, 3 ]
 * ```
 */
export class UpSampling3D extends UpSampling<3> {
  /** @param size how many times larger, for all axes or [depth, height, width]. */
  constructor(size: Sizes<3> = 2) {
    super(3, size);
  }
}
