import { ArgumentError, checkOptions, checkSize, describe, drawUniform, Random, tf } from '@thaw/backend';
import {
  checkInput,
  type Context,
  type Initializer,
  type InputValues,
  Module,
  normal,
  Parameter,
  sigmoid,
  zeros,
} from '@thaw/core';

import { checkProbabilities, checkRows } from './check-arguments.ts';

/** Options of `RBM`. */
export interface RBMOptions {
  /** @defaultValue normal(0.01), as Hinton advises: small, and not alike */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly visibleBiasInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly hiddenBiasInitializer?: Initializer;
}

/**
 * Restricted Boltzmann machine: units that are on or off, the visible ones joined to the hidden ones and to nothing
 * else. It learns to give data a low energy, by `contrastiveDivergence`.
 *
 * E(v, h) = −v·b − h·c − v·W·h,   p(v, h) = e^−E(v, h)/Z
 * p(h = 1 | v) = σ(v·W + c),   p(v = 1 | h) = σ(h·Wᵀ + b)
 * F(v) = −ln Σₕ e^−E(v, h) = −v·b − Σ softplus(v·W + c),   p(v) = e^−F(v)/Z
 *
 * Shapes: input [batch, visible], from 0 (off) to 1 (on) → p(h = 1 | v) [batch, hidden].
 * Weights: kernel [visible, hidden], visibleBias [visible] (b), hiddenBias [hidden] (c).
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or what samples has no generator.
 * @throws {ShapeError} when a state is not [batch, visible] or [batch, hidden].
 * @see Smolensky 1986, "Information processing in dynamical systems"
 * @see Hinton 2002, https://doi.org/10.1162/089976602760128018
 * @example
 * ```ts
 * import { Random, tf, train, useDevice } from '@thaw/core';
 * import { contrastiveDivergence, RBM } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const rbm = new RBM(4, 2);
 * const input = { data: Float32Array.of(1, 1, 0, 0, 0, 0, 1, 1), shape: [2, 4] };
 * const rule = contrastiveDivergence({ learningRate: 0.5 });
 * for await (const { epoch, loss } of train(rbm, [{ input }], { rule, epochs: 200 })) {
 *   if (epoch % 50 === 0) console.log(epoch, await loss);
 * }
 * rbm.gibbs(tf.zeros([3, 4]), 50, new Random(7)).print(); // what it dreams: mostly 1100 and 0011
 * ```
 */
export class RBM extends Module {
  readonly visible: number;
  readonly hidden: number;
  readonly kernel: Parameter;
  readonly visibleBias: Parameter;
  readonly hiddenBias: Parameter;

  constructor(visible: number, hidden: number, options: RBMOptions = {}) {
    super();
    checkOptions('RBM', options, ['kernelInitializer', 'visibleBiasInitializer', 'hiddenBiasInitializer']);
    const {
      kernelInitializer = normal(0.01),
      visibleBiasInitializer = zeros,
      hiddenBiasInitializer = zeros,
    } = options;
    this.visible = checkSize('RBM', 'visible', visible);
    this.hidden = checkSize('RBM', 'hidden', hidden);
    this.kernel = new Parameter([visible, hidden], kernelInitializer([visible, hidden]));
    this.visibleBias = new Parameter([visible], visibleBiasInitializer([visible]));
    this.hiddenBias = new Parameter([hidden], hiddenBiasInitializer([hidden]));
  }

  /** p(h = 1 | v). */
  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    return sigmoid(this.#hiddenSums(input));
  }

  /** Data are probabilities that a visible unit is on. */
  override checkValues(values: InputValues): void {
    checkProbabilities(this.title, values);
  }

  /** p(v = 1 | h): [batch, hidden] → [batch, visible]. */
  backward(hidden: tf.Tensor): tf.Tensor {
    checkRows(this.title, 'hidden states', hidden, this.hidden);
    const kernel = this.kernel.value as tf.Tensor as tf.Tensor2D;
    return sigmoid(tf.matMul(hidden, kernel, false, true).add(this.visibleBias.value));
  }

  /** Hidden states drawn from p(h | v): [batch, visible] → [batch, hidden], each 0 or 1. */
  sampleHidden(visible: tf.Tensor, random: Random): tf.Tensor {
    return tf.tidy(() => draw(this.forward(visible), random));
  }

  /** Visible states drawn from p(v | h): [batch, hidden] → [batch, visible], each 0 or 1. */
  sampleVisible(hidden: tf.Tensor, random: Random): tf.Tensor {
    return tf.tidy(() => draw(this.backward(hidden), random));
  }

  /**
   * Gibbs sampling: `steps` times hidden states given the visible ones, then visible states given those. After many
   * steps what comes is drawn from p(v), wherever it began.
   *
   * @param visible the beginnings of the chains, [batch, visible].
   * @returns where they are then, [batch, visible], each 0 or 1; the caller's to dispose.
   */
  gibbs(visible: tf.Tensor, steps: number, random: Random): tf.Tensor {
    checkSize(this.title, 'steps', steps);
    if (!(random instanceof Random)) {
      throw new ArgumentError(
        `${this.title}: sampling draws random numbers; pass a generator, new Random(seed), got ${describe(random)}.`,
      );
    }
    return tf.tidy(() => {
      let state = visible;
      for (let i = 0; i < steps; i++) state = this.sampleVisible(this.sampleHidden(state, random), random);
      return state;
    });
  }

  /** E(v, h) of each row: [batch, visible] and [batch, hidden] → [batch]. */
  energy(visible: tf.Tensor, hidden: tf.Tensor): tf.Tensor1D {
    checkRows(this.title, 'hidden states', hidden, this.hidden);
    const pulls = this.#hiddenSums(visible).mul(hidden).sum(1); // v·W·h + h·c
    return pulls.add(visible.mul(this.visibleBias.value).sum(1)).neg() as tf.Tensor1D;
  }

  /** F(v) of each row, lower where p(v) is higher: [batch, visible] → [batch]. */
  freeEnergy(visible: tf.Tensor): tf.Tensor1D {
    const hidden = tf.softplus(this.#hiddenSums(visible)).sum(1);
    return hidden.add(visible.mul(this.visibleBias.value).sum(1)).neg() as tf.Tensor1D;
  }

  /** v·W + c. */
  #hiddenSums(visible: tf.Tensor): tf.Tensor {
    checkInput(
      this,
      visible,
      ['batch', this.visible],
      'its first argument says how many visible units it has',
    );
    const kernel = this.kernel.value as tf.Tensor as tf.Tensor2D;
    return tf.matMul(visible as tf.Tensor2D, kernel).add(this.hiddenBias.value);
  }
}

/** 1 with each of the probabilities, else 0. */
function draw(probabilities: tf.Tensor, random: Random): tf.Tensor {
  return tf.less(drawUniform(random, probabilities.shape), probabilities).cast('float32');
}
