import { tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, type Rank } from '../axes.ts';
import { type Borders, checkBorders } from './check-borders.ts';

/** Zeros before and after each axis between batch and channels. */
abstract class ZeroPadding<Of extends Rank> extends Module {
  readonly rank: Of;
  /** [before, after] of each axis. */
  readonly padding: readonly (readonly [number, number])[];

  constructor(rank: Of, padding: Borders<Of>) {
    super();
    this.rank = rank;
    this.padding = checkBorders(new.target.name, 'padding', padding, rank);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, this.rank);
    return tf.pad(input, [
      [0, 0],
      ...this.padding.map(([before, after]): [number, number] => [before, after]),
      [0, 0],
    ]);
  }
}

/**
 * Lays zeros around a sequence.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not three axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ZeroPadding1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ZeroPadding1D([1, 2]).forward(tf.ones([1, 8, 3])).shape); // [ 1, 11, 3 ]
 * ```
 */
export class ZeroPadding1D extends ZeroPadding<1> {
  /** @param padding one number for both ends, or [before, after]. */
  constructor(padding: Borders<1> = 1) {
    super(1, padding);
  }
}

/**
 * Lays zeros around an image.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not four axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ZeroPadding2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ZeroPadding2D([1, [0, 3]]).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 10, 11, 3 ]
 * ```
 */
export class ZeroPadding2D extends ZeroPadding<2> {
  /** @param padding one number for all, or for [height, width] one number or [before, after] each. */
  constructor(padding: Borders<2> = 1) {
    super(2, padding);
  }
}

/**
 * Lays zeros around a volume.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not five axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ZeroPadding3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ZeroPadding3D(1).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 10, 10, 10, 3 ]
 * ```
 */
export class ZeroPadding3D extends ZeroPadding<3> {
  /** @param padding one number for all, or for [depth, height, width] one number or [before, after] each. */
  constructor(padding: Borders<3> = 1) {
    super(3, padding);
  }
}
