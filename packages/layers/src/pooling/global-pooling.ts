import { checkOptions, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, type Rank } from '../axes.ts';

/** Options of the global pooling layers. */
export interface GlobalPoolingOptions {
  /** Whether the axes stay, each of length 1. @defaultValue false */
  readonly keepDims?: boolean;
}

/** One number for each channel, from all places at once. */
abstract class GlobalPooling extends Module {
  readonly rank: Rank;
  readonly keepDims: boolean;

  constructor(rank: Rank, options: GlobalPoolingOptions) {
    super();
    checkOptions(new.target.name, options, ['keepDims']);
    this.rank = rank;
    this.keepDims = options.keepDims ?? false;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, this.rank);
    return this.reduce(input, [1, 2, 3].slice(0, this.rank));
  }

  /** What it makes of these axes. */
  protected abstract reduce(input: tf.Tensor, axes: number[]): tf.Tensor;
}

/**
 * The largest value of each channel, over all places. Places that share the maximum share its gradient.
 *
 * Shapes: input [batch, length, channels] → [batch, channels], or [batch, 1, channels] with keepDims.
 *
 * @throws {ShapeError} when the input has not three axes.
 * @see Oquab et al. 2015, https://doi.org/10.1109/CVPR.2015.7298668
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GlobalMaxPooling1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new GlobalMaxPooling1D().forward(tf.ones([2, 8, 3])).shape); // [ 2, 3 ]
 * ```
 */
export class GlobalMaxPooling1D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super(1, options);
  }

  protected reduce(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(input, axes, this.keepDims);
  }
}

/**
 * The largest value of each channel, over all places. Places that share the maximum share its gradient.
 *
 * Shapes: input [batch, height, width, channels] → [batch, channels], or [batch, 1, 1, channels] with keepDims.
 *
 * @throws {ShapeError} when the input has not four axes.
 * @see Oquab et al. 2015, https://doi.org/10.1109/CVPR.2015.7298668
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GlobalMaxPooling2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new GlobalMaxPooling2D().forward(tf.ones([2, 8, 8, 3])).shape); // [ 2, 3 ]
 * ```
 */
export class GlobalMaxPooling2D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super(2, options);
  }

  protected reduce(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(input, axes, this.keepDims);
  }
}

/**
 * The largest value of each channel, over all places. Places that share the maximum share its gradient.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, channels], or [batch, 1, 1, 1, channels] with keepDims.
 *
 * @throws {ShapeError} when the input has not five axes.
 * @see Oquab et al. 2015, https://doi.org/10.1109/CVPR.2015.7298668
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GlobalMaxPooling3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new GlobalMaxPooling3D().forward(tf.ones([2, 8, 8, 8, 3])).shape); // [ 2, 3 ]
 * ```
 */
export class GlobalMaxPooling3D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super(3, options);
  }

  protected reduce(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(input, axes, this.keepDims);
  }
}

/**
 * The mean of each channel, over all places.
 *
 * Shapes: input [batch, length, channels] → [batch, channels], or [batch, 1, channels] with keepDims.
 *
 * @throws {ShapeError} when the input has not three axes.
 * @see Lin, Chen and Yan 2014, https://arxiv.org/abs/1312.4400
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GlobalAveragePooling1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new GlobalAveragePooling1D().forward(tf.ones([2, 8, 3])).shape); // [ 2, 3 ]
 * ```
 */
export class GlobalAveragePooling1D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super(1, options);
  }

  protected reduce(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(input, axes, this.keepDims);
  }
}

/**
 * The mean of each channel, over all places.
 *
 * Shapes: input [batch, height, width, channels] → [batch, channels], or [batch, 1, 1, channels] with keepDims.
 *
 * @throws {ShapeError} when the input has not four axes.
 * @see Lin, Chen and Yan 2014, https://arxiv.org/abs/1312.4400
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GlobalAveragePooling2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new GlobalAveragePooling2D().forward(tf.ones([2, 8, 8, 3])).shape); // [ 2, 3 ]
 * ```
 */
export class GlobalAveragePooling2D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super(2, options);
  }

  protected reduce(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(input, axes, this.keepDims);
  }
}

/**
 * The mean of each channel, over all places.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, channels], or [batch, 1, 1, 1, channels] with keepDims.
 *
 * @throws {ShapeError} when the input has not five axes.
 * @see Lin, Chen and Yan 2014, https://arxiv.org/abs/1312.4400
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GlobalAveragePooling3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new GlobalAveragePooling3D().forward(tf.ones([2, 8, 8, 8, 3])).shape); // [ 2, 3 ]
 * ```
 */
export class GlobalAveragePooling3D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super(3, options);
  }

  protected reduce(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(input, axes, this.keepDims);
  }
}
