import { tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes, checkSizes, type Rank, type Sizes } from '../axes.ts';

/**
 * As many windows as are asked for, whatever the input's size: window i of m over n places goes from ⌊i·n/m⌋ to
 * ⌈(i + 1)·n/m⌉. A box is pooled axis by axis, which is the same for a maximum and, since a box is as long everywhere,
 * for a mean. Where m divides n, an axis costs one reduction, else m of them.
 */
abstract class AdaptivePooling<Of extends Rank> extends Module {
  readonly rank: Of;
  readonly outputSize: readonly number[];

  constructor(rank: Of, outputSize: Sizes<Of>) {
    super();
    this.rank = rank;
    this.outputSize = checkSizes(new.target.name, 'outputSize', outputSize, rank);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, this.rank);
    return tf.tidy(() =>
      this.outputSize.reduce((pooled, windows, i) => this.along(pooled, i + 1, windows), input),
    );
  }

  /** Pools one axis. */
  private along(input: tf.Tensor, axis: number, windows: number): tf.Tensor {
    const length = input.shape[axis]!;
    if (length === windows) return input;
    const before = input.shape.slice(0, axis).reduce((product, each) => product * each, 1);
    const after = input.shape.slice(axis + 1).reduce((product, each) => product * each, 1);
    const shape = input.shape.map((each, i) => (i === axis ? windows : each));
    if (length % windows === 0) {
      const split = tf.reshape(input, [before * windows, length / windows, after]);
      return tf.reshape(this.reduce(split), shape);
    }
    const rows = tf.reshape(input, [before, length, after]);
    const pooled = Array.from({ length: windows }, (_, i) => {
      const from = Math.floor((i * length) / windows);
      const to = Math.ceil(((i + 1) * length) / windows);
      return this.reduce(tf.slice(rows, [0, from, 0], [before, to - from, after]));
    });
    return tf.reshape(tf.stack(pooled, 1), shape);
  }

  /** What it makes of the middle axis. */
  protected abstract reduce(rows: tf.Tensor): tf.Tensor;
}

/**
 * The largest value of each of as many windows as are asked for, whatever the input's size: window i of m over n places goes from
 * ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as in PyTorch.
 *
 * Shapes: input [batch, length, channels] → [batch, outputSize, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not three axes.
 * @see He et al. 2014, the spatial pyramid's bins, https://arxiv.org/abs/1406.4729
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { AdaptiveMaxPooling1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new AdaptiveMaxPooling1D(3).forward(tf.ones([1, 8, 2])).shape); // [ 1, 3, 2 ]
 * ```
 */
export class AdaptiveMaxPooling1D extends AdaptivePooling<1> {
  /** @param outputSize how many windows. */
  constructor(outputSize: Sizes<1>) {
    super(1, outputSize);
  }

  protected reduce(rows: tf.Tensor): tf.Tensor {
    return tf.max(rows, 1);
  }
}

/**
 * The largest value of each of as many windows as are asked for, whatever the input's size: window i of m over n places goes from
 * ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as in PyTorch.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not four axes.
 * @see He et al. 2014, the spatial pyramid's bins, https://arxiv.org/abs/1406.4729
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { AdaptiveMaxPooling2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new AdaptiveMaxPooling2D(3).forward(tf.ones([1, 8, 8, 2])).shape); // [ 1, 3, 3, 2 ]
 * ```
 */
export class AdaptiveMaxPooling2D extends AdaptivePooling<2> {
  /** @param outputSize how many windows, for all axes or for [height, width]. */
  constructor(outputSize: Sizes<2>) {
    super(2, outputSize);
  }

  protected reduce(rows: tf.Tensor): tf.Tensor {
    return tf.max(rows, 1);
  }
}

/**
 * The largest value of each of as many windows as are asked for, whatever the input's size: window i of m over n places goes from
 * ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as in PyTorch.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not five axes.
 * @see He et al. 2014, the spatial pyramid's bins, https://arxiv.org/abs/1406.4729
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { AdaptiveMaxPooling3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new AdaptiveMaxPooling3D(3).forward(tf.ones([1, 8, 8, 8, 2])).shape); // [ 1, 3, 3, 3, 2 ]
 * ```
 */
export class AdaptiveMaxPooling3D extends AdaptivePooling<3> {
  /** @param outputSize how many windows, for all axes or for [depth, height, width]. */
  constructor(outputSize: Sizes<3>) {
    super(3, outputSize);
  }

  protected reduce(rows: tf.Tensor): tf.Tensor {
    return tf.max(rows, 1);
  }
}

/**
 * The mean of each of as many windows as are asked for, whatever the input's size: window i of m over n places goes from
 * ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as in PyTorch.
 *
 * Shapes: input [batch, length, channels] → [batch, outputSize, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not three axes.
 * @see He et al. 2014, the spatial pyramid's bins, https://arxiv.org/abs/1406.4729
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { AdaptiveAveragePooling1D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new AdaptiveAveragePooling1D(3).forward(tf.ones([1, 8, 2])).shape); // [ 1, 3, 2 ]
 * ```
 */
export class AdaptiveAveragePooling1D extends AdaptivePooling<1> {
  /** @param outputSize how many windows. */
  constructor(outputSize: Sizes<1>) {
    super(1, outputSize);
  }

  protected reduce(rows: tf.Tensor): tf.Tensor {
    return tf.mean(rows, 1);
  }
}

/**
 * The mean of each of as many windows as are asked for, whatever the input's size: window i of m over n places goes from
 * ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as in PyTorch.
 *
 * Shapes: input [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not four axes.
 * @see He et al. 2014, the spatial pyramid's bins, https://arxiv.org/abs/1406.4729
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { AdaptiveAveragePooling2D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new AdaptiveAveragePooling2D(3).forward(tf.ones([1, 8, 8, 2])).shape); // [ 1, 3, 3, 2 ]
 * ```
 */
export class AdaptiveAveragePooling2D extends AdaptivePooling<2> {
  /** @param outputSize how many windows, for all axes or for [height, width]. */
  constructor(outputSize: Sizes<2>) {
    super(2, outputSize);
  }

  protected reduce(rows: tf.Tensor): tf.Tensor {
    return tf.mean(rows, 1);
  }
}

/**
 * The mean of each of as many windows as are asked for, whatever the input's size: window i of m over n places goes from
 * ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as in PyTorch.
 *
 * Shapes: input [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not five axes.
 * @see He et al. 2014, the spatial pyramid's bins, https://arxiv.org/abs/1406.4729
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { AdaptiveAveragePooling3D } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new AdaptiveAveragePooling3D(3).forward(tf.ones([1, 8, 8, 8, 2])).shape); // [ 1, 3, 3, 3, 2 ]
 * ```
 */
export class AdaptiveAveragePooling3D extends AdaptivePooling<3> {
  /** @param outputSize how many windows, for all axes or for [depth, height, width]. */
  constructor(outputSize: Sizes<3>) {
    super(3, outputSize);
  }

  protected reduce(rows: tf.Tensor): tf.Tensor {
    return tf.mean(rows, 1);
  }
}
