import { checkSize, ShapeError, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkAxes } from '../axes.ts';

/**
 * Channels become pixels: the sub-pixel convolution's last step. With r the factor,
 *
 * y[n, h·r + i, w·r + j, c] = x[n, h, w, c·r² + i·r + j]
 *
 * This is the paper's and PyTorch's order of channels, so a convolution's weights before it can be taken over; that of
 * tf.depthToSpace is (i·r + j)·channels + c.
 *
 * Shapes: input [batch, height, width, channels·r²] → [batch, height·r, width·r, channels].
 *
 * @throws {ArgumentError} when the factor is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not four axes, or its channels are no multiple of r².
 * @see Shi et al. 2016, https://arxiv.org/abs/1609.05158
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { PixelShuffle } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new PixelShuffle(2).forward(tf.ones([1, 4, 4, 12])).shape); // [ 1, 8, 8, 3 ]
 * ```
 */
export class PixelShuffle extends Module {
  readonly factor: number;

  constructor(factor: number) {
    super();
    this.factor = checkSize('PixelShuffle', 'factor', factor);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, 2);
    const { factor } = this;
    const [batch, height, width, deep] = input.shape as [number, number, number, number];
    const channels = deep / factor ** 2;
    if (!Number.isInteger(channels)) {
      const wanted = `channels must be a multiple of ${factor}x${factor}`;
      throw new ShapeError(`${this.title}: ${wanted}, got ${deep} in [${input.shape.join(', ')}].`);
    }
    return tf.tidy(() => {
      const apart = tf.reshape(input, [batch * height, width, channels, factor, factor]); // [n·h, w, c, i, j]
      const rows = tf.transpose(apart, [0, 3, 1, 4, 2]); // [n·h, i, w, j, c]
      return tf.reshape(rows, [batch, height * factor, width * factor, channels]);
    });
  }
}

/**
 * Pixels become channels, the inverse of `PixelShuffle`: y[n, h, w, c·r² + i·r + j] = x[n, h·r + i, w·r + j, c].
 *
 * Shapes: input [batch, height·r, width·r, channels] → [batch, height, width, channels·r²].
 *
 * @throws {ArgumentError} when the factor is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not four axes, or its height or width is no multiple of r.
 * @see Shi et al. 2016, https://arxiv.org/abs/1609.05158
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { PixelUnshuffle } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new PixelUnshuffle(2).forward(tf.ones([1, 8, 8, 3])).shape); // [ 1, 4, 4, 12 ]
 * ```
 */
export class PixelUnshuffle extends Module {
  readonly factor: number;

  constructor(factor: number) {
    super();
    this.factor = checkSize('PixelUnshuffle', 'factor', factor);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkAxes(this, input, 2);
    const { factor } = this;
    const [batch, tall, wide, channels] = input.shape as [number, number, number, number];
    const [height, width] = [tall / factor, wide / factor];
    if (!Number.isInteger(height) || !Number.isInteger(width)) {
      throw new ShapeError(
        `${this.title}: height and width must be multiples of ${factor}, got ${tall}x${wide}.`,
      );
    }
    return tf.tidy(() => {
      const rows = tf.reshape(input, [batch * height, factor, width, factor, channels]); // [n·h, i, w, j, c]
      const apart = tf.transpose(rows, [0, 2, 4, 1, 3]); // [n·h, w, c, i, j]
      return tf.reshape(apart, [batch, height, width, channels * factor ** 2]);
    });
  }
}
