import type { tf } from '@thaw/backend';

import type { Sizes } from '../axes.ts';
import { Pooling, type PoolingOptions } from './pooling.ts';

/**
 * The mean of each window, of the places that are there: y[n, i, c] = mean x[n, i·s + u, c] over u.
 *
 * Shapes: input [batch, length, channels] → [batch, outLength, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or padding is unknown.
 * @throws {ShapeError} when the input has not three axes, or is smaller than the window with padding 'valid'.
 * @see LeCun et al. 1998, http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { AveragePooling1D } from '@thaw/layers';
 *
 * console.log(new AveragePooling1D(2).forward(tf.ones([1, 8, 3])).shape); // [ 1, 4, 3 ]
 * ```
 */
export class AveragePooling1D extends Pooling<1> {
  /** @param poolSize the window. */
  constructor(poolSize: Sizes<1> = 2, options: PoolingOptions<1> = {}) {
    super(1, poolSize, options);
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    return this.slide(input, 'average');
  }
}

/**
 * The mean of each window, of the places that are there: y[n, i, j, c] = mean x[n, i·s + u, j·s + v, c] over u, v.
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
export class AveragePooling2D extends Pooling<2> {
  /** @param poolSize the window, for all axes or [height, width]. */
  constructor(poolSize: Sizes<2> = 2, options: PoolingOptions<2> = {}) {
    super(2, poolSize, options);
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    return this.slide(input, 'average');
  }
}

/**
 * The mean of each window, of the places that are there: y[n, i, j, k, c] = mean x[n, i·s + u, j·s + v, k·s + w, c] over u, v, w.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or padding is unknown.
 * @throws {ShapeError} when the input has not five axes, or is smaller than the window with padding 'valid'.
 * @see LeCun et al. 1998, http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { AveragePooling3D } from '@thaw/layers';
 *
 * console.log(new AveragePooling3D(2).forward(tf.ones([1, 8, 8, 8, 3])).shape); // [ 1, 4, 4, 4, 3 ]
 * ```
 */
export class AveragePooling3D extends Pooling<3> {
  /** @param poolSize the window, for all axes or [depth, height, width]. */
  constructor(poolSize: Sizes<3> = 2, options: PoolingOptions<3> = {}) {
    super(3, poolSize, options);
  }

  protected pool(input: tf.Tensor): tf.Tensor {
    return this.slide(input, 'average');
  }
}
