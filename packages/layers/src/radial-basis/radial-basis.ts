import { ArgumentError, checkOptions, checkSize, describe, Random, sharedRandom, tf } from '@thaw/backend';
import {
  checkInput,
  type Context,
  type Initializer,
  Module,
  ones,
  Parameter,
  type TensorLike,
  uniform,
} from '@thaw/core';

import { axesBefore } from '../check-normalization.ts';
import { rowsOf } from '../rows-of.ts';
import { distance, kMeans } from './k-means.ts';
import { squaredDistances } from './squared-distances.ts';

/** Options of `RadialBasis`. */
export interface RadialBasisOptions {
  /** @defaultValue uniform(-1, 1) */
  readonly centersInitializer?: Initializer;
  /** @defaultValue ones */
  readonly widthsInitializer?: Initializer;
}

/** Options of `RadialBasis.place`. */
export interface PlaceOptions {
  /** How often each center is moved to the mean of the rows nearest to it; 0 leaves them at rows of the data. @defaultValue 10 */
  readonly iterations?: number;
  /** Where the first rows are drawn from. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/**
 * Units that answer to what is near: each has a center, and a Gaussian around it.
 *
 * y[j] = exp(−‖x − c_j‖² / (2·σ_j²))
 *
 * With a `Dense` after it, it is the network of Broomhead and Lowe. Centers and widths learn like other weights; `place`
 * puts them where data are, which is the better beginning. A width of 0 is none; its sign does not matter.
 *
 * Shapes: input [batch, …, inputs] → [batch, …, units].
 * Weights: centers [units, inputs], widths [units].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the last axis of the input is not `inputs` long.
 * @see Broomhead and Lowe 1988, "Multivariable functional interpolation and adaptive networks", Complex Systems 2, 321–355
 * @example
 * ```ts
 * import { Sequential, tf, useDevice } from '@thaw/core';
 * import { Dense, RadialBasis } from '@thaw/layers';
 *
 * await useDevice();
 * const data = tf.tensor2d([[0, 0], [0, 1], [5, 5], [5, 6]]);
 * const basis = new RadialBasis(2, 2);
 * await basis.place(data); // one center between the first two, one between the others
 * console.log(new Sequential([basis, new Dense(2, 1)]).forward(data).shape); // [ 4, 1 ]
 * ```
 */
export class RadialBasis extends Module {
  readonly inputs: number;
  readonly units: number;
  readonly centers: Parameter;
  readonly widths: Parameter;

  constructor(inputs: number, units: number, options: RadialBasisOptions = {}) {
    super();
    checkOptions('RadialBasis', options, ['centersInitializer', 'widthsInitializer']);
    const { centersInitializer = uniform(-1, 1), widthsInitializer = ones } = options;
    this.inputs = checkSize('RadialBasis', 'inputs', inputs);
    this.units = checkSize('RadialBasis', 'units', units);
    this.centers = new Parameter([units, inputs], centersInitializer([units, inputs]));
    this.widths = new Parameter([units], widthsInitializer([units]));
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const before = axesBefore(input);
    checkInput(this, input, [...before, this.inputs], 'its first argument says how many inputs it takes');
    const rows = tf.reshape(input, [-1, this.inputs]) as tf.Tensor2D;
    const distances = squaredDistances(rows, this.centers.value as tf.Tensor2D);
    const output = tf.exp(tf.div(distances, tf.mul(tf.square(this.widths.value), -2)));
    return tf.reshape(output, [...input.shape.slice(0, -1), this.units]);
  }

  /**
   * Puts the centers where rows of data are, by k-means, and gives each the width that Moody and Darken took: the root
   * mean square of its distances to the two nearest others. One that has no other apart from it keeps the width 1.
   *
   * @param data rows of inputs, [rows, inputs], on the device or the host.
   * @throws {ShapeError} when they have another shape.
   * @throws {ArgumentError} when there are fewer rows than units, or one is not finite.
   * @see Moody and Darken 1989, https://doi.org/10.1162/neco.1989.1.2.281
   */
  async place(data: TensorLike, options: PlaceOptions = {}): Promise<void> {
    checkOptions('RadialBasis.place', options, ['iterations', 'random']);
    const { iterations = 10, random = sharedRandom().fork() } = options;
    checkSize('RadialBasis.place', 'iterations', iterations, 0);
    if (!(random instanceof Random)) {
      throw new ArgumentError(`RadialBasis.place: random must be a Random, got ${describe(random)}.`);
    }
    const { inputs, units } = this;
    const rows = await rowsOf(this, 'data', data, inputs);
    if (rows.count < units) {
      throw new ArgumentError(
        `${this.title}: ${units} centers want at least as many rows of data, got ${rows.count}.`,
      );
    }
    const centers = kMeans(rows, inputs, units, random, iterations);
    this.centers.assign(Float32Array.from(centers));
    this.widths.assign(
      Float32Array.from({ length: units }, (_, unit) => widthOf(unit, centers, units, inputs)),
    );
  }
}

/** √(mean ‖c − c'‖²) over the two nearest c' that lie elsewhere. */
function widthOf(unit: number, centers: Float64Array, units: number, inputs: number): number {
  const others = Array.from({ length: units }, (_, other) => distance(centers, unit, centers, other, inputs));
  const nearest = others.filter((found) => found > 0).sort((a, b) => a - b).slice(0, 2); // prettier-ignore
  if (nearest.length === 0) return 1;
  return Math.sqrt(nearest.reduce((sum, found) => sum + found, 0) / nearest.length);
}
