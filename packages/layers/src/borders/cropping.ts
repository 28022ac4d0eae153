import { ShapeError, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, lengthsOf, type Rank } from '../axes.ts';
import { type Borders, checkBorders } from './check-borders.ts';

/** Takes places away before and after each axis between batch and channels. */
abstract class Cropping<Of extends Rank> extends Module {
  readonly rank: Of;
  /** [before, after] of each axis. */
  readonly cropping: readonly (readonly [number, number])[];

  constructor(rank: Of, cropping: Borders<Of>) {
    super();
    this.rank = rank;
    this.cropping = checkBorders(new.target.name, 'cropping', cropping, rank);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, this.rank);
    const lengths = lengthsOf(input);
    const left = lengths.map((length, i) => length - this.cropping[i]![0] - this.cropping[i]![1]);
    if (left.some((length) => length < 1)) {
      throw new ShapeError(
        `${this.title}: of ${lengths.join('x')} it leaves ${left.map((length) => Math.max(0, length)).join('x')}; crop less.`,
      );
    }
    const begin = [0, ...this.cropping.map(([before]) => before), 0];
    return tf.slice(input, begin, [input.shape[0]!, ...left, input.shape.at(-1)!]);
  }
}

/**
 * Takes places away at the ends of a sequence.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not three axes, or nothing would be left.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Cropping1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new Cropping1D([1, 2]).forward(tf.ones([1, 8, 3])).shape); // [ 1, 5, 3 ]
 * ```
 */
export class Cropping1D extends Cropping<1> {
  /** @param cropping one number for both ends, or [before, after]. */
  constructor(cropping: Borders<1>) {
    super(1, cropping);
  }
}

/**
 * Takes places away at the ends of an image.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not four axes, or nothing would be left.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Cropping2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new Cropping2D([1, [0, 3]]).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 6, 5, 3 ]
 * ```
 */
export class Cropping2D extends Cropping<2> {
  /** @param cropping one number for all, or for [height, width] one number or [before, after] each. */
  constructor(cropping: Borders<2>) {
    super(2, cropping);
  }
}

/**
 * Takes places away at the ends of a volume.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not five axes, or nothing would be left.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Cropping3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new Cropping3D(1).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 6, 6, 6, 3 ]
 * ```
 */
export class Cropping3D extends Cropping<3> {
  /** @param cropping one number for all, or for [depth, height, width] one number or [before, after] each. */
  constructor(cropping: Borders<3>) {
    super(3, cropping);
  }
}
