import { ArgumentError, checkSize, describe, ShapeError, tf } from '@thaw/backend';
import { checkInput, type Context, Module } from '@thaw/core';

/**
 * The same numbers in their order, in another shape.
 *
 * Shapes: input [batch, …] → [batch, ...targetShape]; one length may be −1: what is left.
 *
 * @throws {ArgumentError} when a length is not a whole number from 1 on or −1, or two of them are −1.
 * @throws {ShapeError} when the input's numbers do not fill the shape.
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { Reshape } from '@thaw/layers';
 *
 * console.log(new Reshape([4, -1]).forward(tf.ones([2, 24])).shape); // [ 2, 4, 6 ]
 * ```
 */
export class Reshape extends Module {
  readonly targetShape: readonly number[];

  constructor(targetShape: readonly number[]) {
    super();
    const valid =
      Array.isArray(targetShape) &&
      targetShape.every((length) => Number.isInteger(length) && (length === -1 || length >= 1)) &&
      targetShape.filter((length) => length === -1).length < 2;
    if (!valid) {
      const got = Array.isArray(targetShape) ? `[${targetShape.join(', ')}]` : describe(targetShape);
      throw new ArgumentError(
        `Reshape: targetShape must be whole numbers from 1 on, one of which may be -1, without the batch, got ${got}.`,
      );
    }
    this.targetShape = [...targetShape];
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const [batch = 0, ...lengths] = input.shape;
    const size = lengths.reduce((product, length) => product * length, 1);
    const known = this.targetShape.reduce(
      (product, length) => (length === -1 ? product : product * length),
      1,
    );
    const open = this.targetShape.includes(-1);
    if (input.rank < 1 || (open ? size % known !== 0 : size !== known)) {
      const wanted = this.targetShape.map((length) => (length === -1 ? '…' : length)).join(', ');
      throw new ShapeError(
        `${this.title}: cannot make [batch, ${wanted}] of [${input.shape.join(', ')}]; ` +
          `a row of it has ${size} numbers.`,
      );
    }
    // The open length is named, since −1 has no answer for a batch of none.
    return tf.reshape(input, [
      batch,
      ...this.targetShape.map((length) => (length === -1 ? size / known : length)),
    ]);
  }
}

/**
 * Axes in another order, that of the batch apart: axis i of the output is axis dims[i] of the input, counted from 1, as
 * in Keras.
 *
 * Shapes: input [batch, a₁, a₂, …] → [batch, a_dims[0], a_dims[1], …].
 *
 * @throws {ArgumentError} when dims are not the numbers 1 … n in some order.
 * @throws {ShapeError} when the input has not n axes besides the batch.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Permute } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new Permute([2, 1]).forward(tf.ones([2, 10, 64])).shape); // [ 2, 64, 10 ]
 * ```
 */
export class Permute extends Module {
  readonly dims: readonly number[];

  constructor(dims: readonly number[]) {
    super();
    const sorted = Array.isArray(dims) && dims.length > 0 && [...dims].sort((a, b) => a - b);
    if (!sorted || sorted.some((axis, i) => axis !== i + 1)) {
      const got = Array.isArray(dims) ? `[${dims.join(', ')}]` : describe(dims);
      throw new ArgumentError(
        `Permute: dims must be the axes in their new order, counted from 1 after the batch, such as [2, 1], got ${got}.`,
      );
    }
    this.dims = [...dims];
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const axes = this.dims.map(() => '…');
    checkInput(this, input, ['batch', ...axes], `its dims [${this.dims.join(', ')}] order that many axes`);
    return tf.transpose(input, [0, ...this.dims]);
  }
}

/**
 * The same row at each of `times` steps: y[n, t, i] = x[n, i].
 *
 * Shapes: input [batch, units] → [batch, times, units].
 *
 * @throws {ArgumentError} when times is not a whole number from 1 on.
 * @throws {ShapeError} when the input has not two axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { RepeatVector } from '@thaw/layers';
 *
 * await useDevice();
 * console.log(new RepeatVector(3).forward(tf.ones([2, 5])).shape); // [ 2, 3, 5 ]
 * ```
 */
export class RepeatVector extends Module {
  readonly times: number;

  constructor(times: number) {
    super();
    this.times = checkSize('RepeatVector', 'times', times);
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, ['batch', 'units'], 'it repeats rows');
    return tf.tile(tf.expandDims(input, 1), [1, this.times, 1]);
  }
}
