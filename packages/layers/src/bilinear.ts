import { checkOptions, checkSize, dense, describe, ShapeError, tf } from '@thaw/backend';
import {
  type Activation,
  type Context,
  glorotUniform,
  type Initializer,
  linear,
  Module,
  Parameter,
  requireActivation,
  zeros,
} from '@thaw/core';

/** Options of `Bilinear`. */
export interface BilinearOptions {
  /** Applied to the sums. @defaultValue linear */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/** What `Bilinear` takes: two inputs with as many rows. */
export type BilinearInput = {
  /** Shape [batch, …, firstInputs]. */
  readonly first: tf.Tensor;
  /** Shape [batch, …, secondInputs]. */
  readonly second: tf.Tensor;
};

/**
 * How each pair of numbers, one of either input, goes together:
 *
 * y_k = activation(x₁ᵀ·A_k·x₂ + b_k)   linear in each input; A_k[i, j] is kernel[j, i, k]
 *
 * It is one product of all pairs of a row with the kernel, so that firstInputs·secondInputs numbers a row lie in memory.
 *
 * Shapes: input { first: [batch, …, firstInputs], second: [batch, …, secondInputs] } → [batch, …, units].
 * Weights: kernel [secondInputs, firstInputs, units], which is PyTorch's weight with its axes turned round, as of any layer; bias [units].
 * (There it begins as uniform in ±1/√firstInputs.)
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when an input is missing, its last axis has another length, or its other axes are not those of the other.
 * @see Tenenbaum and Freeman 2000, https://doi.org/10.1162/089976600300015349; Socher et al. 2013, https://proceedings.neurips.cc/paper/2013/hash/b337e84de8752b27eda3a12363109e80-Abstract.html
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Bilinear } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Bilinear(3, 4, 2);
 * console.log(layer.forward({ first: tf.ones([5, 3]), second: tf.ones([5, 4]) }).shape); // [ 5, 2 ]
 * ```
 */
export class Bilinear extends Module<BilinearInput> {
  readonly firstInputs: number;
  readonly secondInputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(firstInputs: number, secondInputs: number, units: number, options: BilinearOptions = {}) {
    super();
    checkOptions('Bilinear', options, ['activation', 'useBias', 'kernelInitializer', 'biasInitializer']);
    const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.firstInputs = checkSize('Bilinear', 'firstInputs', firstInputs);
    this.secondInputs = checkSize('Bilinear', 'secondInputs', secondInputs);
    this.units = checkSize('Bilinear', 'units', units);
    this.activation = requireActivation(options.activation ?? linear, 'Bilinear');
    const shape = [secondInputs, firstInputs, units];
    this.kernel = new Parameter(shape, kernelInitializer(shape));
    this.bias = useBias ? new Parameter([units], biasInitializer([units])) : undefined;
  }

  forward(input: BilinearInput, _context?: Context): tf.Tensor {
    const { first, second } = this.checked(input);
    const { firstInputs, secondInputs, units } = this;
    const { fused } = this.activation;
    return tf.tidy(() => {
      const [x1, x2] = [tf.reshape(first, [-1, 1, firstInputs]), tf.reshape(second, [-1, secondInputs, 1])];
      const pairs = tf.reshape(tf.mul(x2, x1), [-1, secondInputs * firstInputs]); // [rows, pairs]
      const kernel = tf.reshape(this.kernel.value as tf.Tensor, [secondInputs * firstInputs, units]);
      const sums = dense(pairs, kernel, this.bias?.value, fused);
      const output = tf.reshape(sums, [...first.shape.slice(0, -1), units]);
      return fused ? output : this.activation(output);
    });
  }

  /** @throws {ShapeError} when it is not what the layer takes. */
  private checked(input: BilinearInput): BilinearInput {
    const { first, second } = (input ?? {}) as Partial<BilinearInput>;
    if (!(first instanceof tf.Tensor && second instanceof tf.Tensor)) {
      throw new ShapeError(
        `${this.title}: expected two inputs, { first: [batch, …, ${this.firstInputs}], second: [batch, …, ${this.secondInputs}] }, got ${describe(input)}.`,
      );
    }
    const rows = first.shape.slice(0, -1);
    const fits =
      rows.length > 0 &&
      first.shape.at(-1) === this.firstInputs &&
      tf.util.arraysEqual(second.shape, [...rows, this.secondInputs]);
    if (fits) return { first, second };
    throw new ShapeError(
      `${this.title}: expected inputs [batch, …, ${this.firstInputs}] and [batch, …, ${this.secondInputs}] with as many rows, ` +
        `got [${first.shape.join(', ')}] and [${second.shape.join(', ')}]; its first two arguments say how long their rows are.`,
    );
  }
}
