import { ArgumentError, describe, tf } from '@thaw/backend';

import type { Rank, Sizes } from '../axes.ts';
import { Pooling } from './pooling.ts';

/** Options of the Lp pooling layers. */
export interface LpPoolingOptions<Of extends Rank> {
  /** Steps between windows. @defaultValue poolSize: windows stand side by side */
  readonly strides?: Sizes<Of>;
}

/**
 * The p-norm of each window. Its slope at a window of zeros is infinite or unknown; 0 is taken, as PyTorch does, by
 * putting a one where the sum is zero before the root and a zero after it, so that no NaN is ever made. Signs are
 * dropped, as in the paper: PyTorch gives NaN for odd p where negative numbers prevail. The powers are float32: their sum
 * must stay below 3e38, and one below 1e-45 counts as zero.
 */
abstract class LpPooling<Of extends Rank> extends Pooling<Of> {
  readonly p: number;

  constructor(rank: Of, p: number, poolSize: Sizes<Of>, options: LpPoolingOptions<Of>) {
    super(rank, poolSize, options, ['strides']);
    if (!(p >= 1 && p < Infinity)) {
      const hint = 'what the norm of p = Infinity would be, max pooling of magnitudes gives';
      throw new ArgumentError(
        `${new.target.name}: p must be a number from 1 on, got ${describe(p)}; ${hint}.`,
      );
    }
    this.p = p;
  }

  protected override get takesPadding(): boolean {
    return false;
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    const { p } = this;
    const powers = p === 2 ? tf.square(input) : p === 1 ? tf.abs(input) : tf.pow(tf.abs(input), p);
    const means = this.slide(powers, 'average');
    const count = this.poolSize.reduce((product, size) => product * size, 1);
    const sums = tf.mul(means, count);
    if (p === 1) return sums;
    const some = tf.greater(sums, 0);
    const safe = tf.where(some, sums, tf.onesLike(sums));
    const roots = p === 2 ? tf.sqrt(safe) : tf.pow(safe, 1 / p);
    return tf.where(some, roots, tf.zerosLike(roots));
  }
}

/**
 * The p-norm of each window: y[n, i, c] = (Σ |x[n, i·s + u, c]|ᵖ)^(1/p) over u.
 *
 * p = 1 is the sum of magnitudes, p = 2 the Euclidean length; the larger p, the nearer to the maximum. The gradient of a
 * window of zeros is 0.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when p is not a number from 1 on, or a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not three axes, or is smaller than the window.
 * @see Sermanet, Chintala and LeCun 2012, https://arxiv.org/abs/1204.3968
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LpPooling1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new LpPooling1D(2, 2).forward(tf.ones([1, 8, 3])).shape); // [ 1, 4, 3 ]
 * ```
 */
export class LpPooling1D extends LpPooling<1> {
  /** @param poolSize the window. */
  constructor(p: number, poolSize: Sizes<1>, options: LpPoolingOptions<1> = {}) {
    super(1, p, poolSize, options);
  }
}

/**
 * The p-norm of each window: y[n, i, j, c] = (Σ |x[n, i·s + u, j·s + v, c]|ᵖ)^(1/p) over u, v.
 *
 * p = 1 is the sum of magnitudes, p = 2 the Euclidean length; the larger p, the nearer to the maximum. The gradient of a
 * window of zeros is 0.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when p is not a number from 1 on, or a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not four axes, or is smaller than the window.
 * @see Sermanet, Chintala and LeCun 2012, https://arxiv.org/abs/1204.3968
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LpPooling2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new LpPooling2D(2, 2).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 4, 4, 3 ]
 * ```
 */
export class LpPooling2D extends LpPooling<2> {
  /** @param poolSize the window, for all axes or [height, width]. */
  constructor(p: number, poolSize: Sizes<2>, options: LpPoolingOptions<2> = {}) {
    super(2, p, poolSize, options);
  }
}

/**
 * The p-norm of each window: y[n, i, j, k, c] = (Σ |x[n, i·s + u, j·s + v, k·s + w, c]|ᵖ)^(1/p) over u, v, w.
 *
 * p = 1 is the sum of magnitudes, p = 2 the Euclidean length; the larger p, the nearer to the maximum. The gradient of a
 * window of zeros is 0.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when p is not a number from 1 on, or a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not five axes, or is smaller than the window.
 * @see Sermanet, Chintala and LeCun 2012, https://arxiv.org/abs/1204.3968
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LpPooling3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new LpPooling3D(2, 2).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 4, 4, 4, 3 ]
 * ```
 */
export class LpPooling3D extends LpPooling<3> {
  /** @param poolSize the window, for all axes or [depth, height, width]. */
  constructor(p: number, poolSize: Sizes<3>, options: LpPoolingOptions<3> = {}) {
    super(3, p, poolSize, options);
  }
}
