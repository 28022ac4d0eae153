import { checkOptions, checkSize, tf } from '@thaw/backend';
import { type Context, glorotUniform, type Initializer, Module, zeros } from '@thaw/core';

import { Dense } from '../dense.ts';

/** Options of `Maxout`. */
export interface MaxoutOptions {
  /** Linear pieces of each unit. @defaultValue 2 */
  readonly pieces?: number;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** Asked for each piece by itself, with the shape [inputs, units]. @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/**
 * Each unit is the largest of several linear functions, and so learns its own convex activation:
 *
 * y[u] = max over k of (x·W + b)[k·units + u],   k = 0 … pieces − 1
 *
 * Shapes: input [batch, …, inputs] → [batch, …, units].
 * Weights: affine, a `Dense` whose kernel [inputs, pieces·units] holds the pieces side by side.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the last axis of the input is not `inputs` long.
 * @see Goodfellow et al. 2013, https://arxiv.org/abs/1302.4389
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Maxout } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Maxout(8, 4, { pieces: 3 });
 * console.log(layer.forward(tf.ones([2, 8])).shape); // [ 2, 4 ]
 * ```
 */
export class Maxout extends Module {
  readonly units: number;
  readonly pieces: number;
  readonly affine: Dense;

  constructor(inputs: number, units: number, options: MaxoutOptions = {}) {
    super();
    checkOptions('Maxout', options, ['pieces', 'useBias', 'kernelInitializer', 'biasInitializer']);
    const {
      pieces = 2,
      useBias = true,
      kernelInitializer = glorotUniform,
      biasInitializer = zeros,
    } = options;
    checkSize('Maxout', 'inputs', inputs);
    this.units = checkSize('Maxout', 'units', units);
    this.pieces = checkSize('Maxout', 'pieces', pieces);
    this.affine = new Dense(inputs, pieces * units, {
      useBias,
      // A unit has as many ways out as the layer has units, however many pieces there are to choose from.
      kernelInitializer: () => sideBySide(pieces, inputs, units, kernelInitializer),
      biasInitializer,
    });
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const sums = this.affine.forward(input); // [batch, …, pieces·units]
    const leading = sums.shape.slice(0, -1);
    return tf.max(tf.reshape(sums, [...leading, this.pieces, this.units]), leading.length);
  }
}

/** Kernels [inputs, units] next to each other: [inputs, pieces·units]. */
function sideBySide(pieces: number, inputs: number, units: number, initializer: Initializer): Float32Array {
  const all = new Float32Array(inputs * pieces * units);
  for (let piece = 0; piece < pieces; piece++) {
    const kernel = initializer([inputs, units]);
    for (let row = 0; row < inputs; row++) {
      all.set(kernel.subarray(row * units, (row + 1) * units), (row * pieces + piece) * units);
    }
  }
  return all;
}
