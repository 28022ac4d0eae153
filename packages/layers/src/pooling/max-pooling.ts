import type { tf } from '@thaw/backend';

import type { Sizes } from '../axes.ts';
import { Pooling, type PoolingOptions } from './pooling.ts';

/**
 * The largest value in each window: y[n, i, c] = max x[n, i·s + u, c] over u.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or padding is unknown.
 * @throws {ShapeError} when the input has not three axes, or is smaller than the window with padding 'valid'.
 * @see Riesenhuber and Poggio 1999, https://doi.org/10.1038/14819
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { MaxPooling1D } from '@thaw/layers';
 *
 * console.log(new MaxPooling1D(2).forward(tf.ones([1, 8, 3])).shape); // [ 1, 4, 3 ]
 * ```
 */
export class MaxPooling1D extends Pooling<1> {
  /** @param poolSize the window. */
  constructor(poolSize: Sizes<1> = 2, options: PoolingOptions<1> = {}) {
    super(1, poolSize, options);
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    return this.slide(input, 'max');
  }
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
export class MaxPooling2D extends Pooling<2> {
  /** @param poolSize the window, for all axes or [height, width]. */
  constructor(poolSize: Sizes<2> = 2, options: PoolingOptions<2> = {}) {
    super(2, poolSize, options);
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    return this.slide(input, 'max');
  }
}

/**
 * The largest value in each window: y[n, i, j, k, c] = max x[n, i·s + u, j·s + v, k·s + w, c] over u, v, w.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or padding is unknown.
 * @throws {ShapeError} when the input has not five axes, or is smaller than the window with padding 'valid'.
 * @see Riesenhuber and Poggio 1999, https://doi.org/10.1038/14819
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { MaxPooling3D } from '@thaw/layers';
 *
 * console.log(new MaxPooling3D(2).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 4, 4, 4, 3 ]
 * ```
 */
export class MaxPooling3D extends Pooling<3> {
  /** @param poolSize the window, for all axes or [depth, height, width]. */
  constructor(poolSize: Sizes<3> = 2, options: PoolingOptions<3> = {}) {
    super(3, poolSize, options);
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    return this.slide(input, 'max');
  }
}
