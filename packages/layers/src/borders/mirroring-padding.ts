import { ShapeError, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, lengthsOf, type Rank } from '../axes.ts';
import { type Borders, checkBorders } from './check-borders.ts';

/** Places before and after each axis that repeat some of its own: one gather for each axis that grows. */
abstract class MirroringPadding<Of extends Rank> extends Module {
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
    const lengths = lengthsOf(input);
    for (const [i, length] of lengths.entries()) this.checkLength(length, Math.max(...this.padding[i]!));
    return tf.tidy(() =>
      this.padding.reduce((padded, [before, after], i) => {
        if (before + after === 0) return padded;
        const length = lengths[i]!;
        const places = Int32Array.from({ length: before + length + after }, (_, j) =>
          this.placeOf(j - before, length),
        );
        return tf.gather(padded, tf.tensor1d(places, 'int32'), i + 1);
      }, input),
    );
  }

  /** The place whose number stands at `place`, which may lie outside 0 … length − 1. */
  protected abstract placeOf(place: number, length: number): number;

  /** @throws {ShapeError} when an axis is too short to be padded so far. */
  protected abstract checkLength(length: number, most: number): void;
}

/** …, 3, 2, 1 | 0, 1, 2 …: the border itself is not repeated. */
abstract class ReflectPadding<Of extends Rank> extends MirroringPadding<Of> {
  protected placeOf(place: number, length: number): number {
    const from = Math.abs(place);
    return from < length ? from : 2 * (length - 1) - from;
  }

  protected checkLength(length: number, most: number): void {
    if (most < length) return;
    throw new ShapeError(
      `${this.title}: a padding of ${most} needs an axis longer than that to reflect, got one of ${length}; ` +
        'pad less, or use ReplicatePadding.',
    );
  }
}

/** 0, 0, 0 | 0, 1, 2 …: the border again and again. */
abstract class ReplicatePadding<Of extends Rank> extends MirroringPadding<Of> {
  protected placeOf(place: number, length: number): number {
    return Math.min(Math.max(place, 0), length - 1);
  }

  protected checkLength(length: number, most: number): void {
    if (length > 0 || most === 0) return;
    throw new ShapeError(`${this.title}: an axis of length 0 has no border to replicate.`);
  }
}

/**
 * Lays a sequence's mirror image around it, the border itself not repeated: c b | a b c | b a.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not three axes, or an axis is not longer than its padding.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ReflectPadding1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ReflectPadding1D([1, 2]).forward(tf.ones([1, 8, 3])).shape); // [ 1, 11, 3 ]
 * ```
 */
export class ReflectPadding1D extends ReflectPadding<1> {
  /** @param padding one number for both ends, or [before, after]. */
  constructor(padding: Borders<1>) {
    super(1, padding);
  }
}

/**
 * Lays an image's mirror image around it, the border itself not repeated: c b | a b c | b a.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not four axes, or an axis is not longer than its padding.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ReflectPadding2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ReflectPadding2D([1, [0, 3]]).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 10, 11, 3 ]
 * ```
 */
export class ReflectPadding2D extends ReflectPadding<2> {
  /** @param padding one number for all, or for [height, width] one number or [before, after] each. */
  constructor(padding: Borders<2>) {
    super(2, padding);
  }
}

/**
 * Lays a volume's mirror image around it, the border itself not repeated: c b | a b c | b a.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not five axes, or an axis is not longer than its padding.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ReflectPadding3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ReflectPadding3D(1).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 10, 10, 10, 3 ]
 * ```
 */
export class ReflectPadding3D extends ReflectPadding<3> {
  /** @param padding one number for all, or for [depth, height, width] one number or [before, after] each. */
  constructor(padding: Borders<3>) {
    super(3, padding);
  }
}

/**
 * Lays the border of a sequence around it again and again: a a | a b c | c c.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not three axes, or an axis has length 0.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ReplicatePadding1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ReplicatePadding1D([1, 2]).forward(tf.ones([1, 8, 3])).shape); // [ 1, 11, 3 ]
 * ```
 */
export class ReplicatePadding1D extends ReplicatePadding<1> {
  /** @param padding one number for both ends, or [before, after]. */
  constructor(padding: Borders<1>) {
    super(1, padding);
  }
}

/**
 * Lays the border of an image around it again and again: a a | a b c | c c.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not four axes, or an axis has length 0.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ReplicatePadding2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ReplicatePadding2D([1, [0, 3]]).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 10, 11, 3 ]
 * ```
 */
export class ReplicatePadding2D extends ReplicatePadding<2> {
  /** @param padding one number for all, or for [height, width] one number or [before, after] each. */
  constructor(padding: Borders<2>) {
    super(2, padding);
  }
}

/**
 * Lays the border of a volume around it again and again: a a | a b c | c c.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a number is not a whole number from 0 on, or there are too many or too few.
 * @throws {ShapeError} when the input has not five axes, or an axis has length 0.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ReplicatePadding3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new ReplicatePadding3D(1).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 10, 10, 10, 3 ]
 * ```
 */
export class ReplicatePadding3D extends ReplicatePadding<3> {
  /** @param padding one number for all, or for [depth, height, width] one number or [before, after] each. */
  constructor(padding: Borders<3>) {
    super(3, padding);
  }
}
