import { ArgumentError, checkOptions, checkSize, describe, drawNormal, ShapeError, tf } from '@thaw/backend';
import { type Context, Module, type Objective } from '@thaw/core';

import { checkRows, requireModule } from './check-arguments.ts';
import { bernoulli, type Likelihood } from './likelihood.ts';

/** Options of `VAE`. */
export interface VAEOptions {
  /** What the decoder's outputs say of data: `bernoulli` takes them as logits. @defaultValue bernoulli */
  readonly likelihood?: Likelihood;
}

/** Where the encoder places the codes of inputs: normal, each axis on its own. */
export type Posterior = {
  /** [batch, latent]. */
  readonly mean: tf.Tensor2D;
  /** The logarithm of the variance, [batch, latent]. */
  readonly logVariance: tf.Tensor2D;
};

/** The two parts of the evidence lower bound, whose difference it is, in nats. */
export type Evidence = {
  /** ln p(x | z) of each row, z drawn from its posterior: [batch]. */
  readonly reconstruction: tf.Tensor1D;
  /** KL(q(z | x) ‖ N(0, 1)) of each row: [batch]. */
  readonly divergence: tf.Tensor1D;
};

/**
 * Variational autoencoder: codes are normal, around where the encoder says, and pulled towards the standard normal, so
 * that a code drawn from that stands for something too: the net dreams.
 *
 * q(z | x) = N(μ, σ²),   (μ, ln σ²) = encoder(x)
 * z = μ + σ ⊙ ε,   ε ~ N(0, 1)
 * ELBO = ln p(x | z) − KL(q(z | x) ‖ N(0, 1)) ≤ ln p(x),   KL = ½ Σ μ² + σ² − 1 − ln σ²
 *
 * Trained by the objective `negativeElbo`.
 *
 * Shapes: input [batch, …]; the encoder returns [batch, 2·latent], means first, the decoder takes [batch, latent] and
 * returns the input's shape, in the terms of the likelihood, as `forward` does. Weights: those of `encoder` and `decoder`.
 *
 * @throws {ArgumentError} when latent is not a whole number from 1 on, encoder or decoder is no module, or a pass that
 * draws has no generator.
 * @throws {ShapeError} when the encoder does not return [batch, 2·latent], or the decoder not the input's shape.
 * @see Kingma and Welling 2014, https://arxiv.org/abs/1312.6114
 * @example
 * ```ts
 * import { Random, relu, Sequential, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { VAE } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const encoder = new Sequential([new Dense(64, 32, { activation: relu }), new Dense(32, 2 * 2)]);
 * const decoder = new Sequential([new Dense(2, 32, { activation: relu }), new Dense(32, 64)]);
 * const vae = new VAE(2, encoder, decoder);
 * console.log(vae.generate(tf.tensor2d(new Random(7).normal(10), [5, 2])).shape); // [ 5, 64 ]: five dreams
 * ```
 */
export class VAE extends Module {
  readonly latent: number;
  readonly encoder: Module;
  readonly decoder: Module;
  readonly likelihood: Likelihood;

  constructor(latent: number, encoder: Module, decoder: Module, options: VAEOptions = {}) {
    super();
    checkOptions('VAE', options, ['likelihood']);
    this.latent = checkSize('VAE', 'latent', latent);
    this.encoder = requireModule('VAE', 'encoder', encoder);
    this.decoder = requireModule('VAE', 'decoder', decoder);
    const { likelihood = bernoulli } = options;
    if (typeof likelihood?.logProbability !== 'function') {
      throw new ArgumentError(
        `VAE: likelihood is bernoulli or gaussian(standardDeviation), got ${describe(likelihood)}.`,
      );
    }
    this.likelihood = likelihood;
    const first: Module = this.encoder;
    if (likelihood.checkValues || first.checkValues) {
      this.checkValues = (values) => {
        likelihood.checkValues?.(this.title, values as ArrayLike<number>);
        first.checkValues?.(values);
      };
    }
    this.namedModules(); // so that messages know the paths from the start
  }

  /** What the decoder makes of a code of each input: its mean, or in training one that is drawn. */
  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const posterior = this.encode(input, context);
    return this.decode(context.training ? this.#draw(posterior, context) : posterior.mean, context);
  }

  /** Where the codes of inputs lie. */
  encode(input: tf.Tensor, context: Context = {}): Posterior {
    const both = this.encoder.forward(input, context);
    const rows = input.shape[0]!;
    if (!tf.util.arraysEqual(both.shape, [rows, 2 * this.latent])) {
      throw new ShapeError(
        `${this.title}: expected its encoder to return [${rows}, ${2 * this.latent}], a mean and a log-variance for each of ${this.latent} latent numbers, got [${both.shape.join(', ')}].`,
      );
    }
    return {
      mean: both.slice([0, 0], [rows, this.latent]) as tf.Tensor2D,
      logVariance: both.slice([0, this.latent], [rows, this.latent]) as tf.Tensor2D,
    };
  }

  /** The decoder's outputs for codes, in the terms of the likelihood: [batch, latent] → [batch, …]. */
  decode(codes: tf.Tensor, context: Context = {}): tf.Tensor {
    checkRows(this.title, 'codes', codes, this.latent);
    return this.decoder.forward(codes, context);
  }

  /** What data codes stand for, the mean of p(x | z): [batch, latent] → [batch, …]; the caller's to dispose. */
  generate(codes: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.likelihood.mean(this.decode(codes)));
  }

  /**
   * The parts of the evidence lower bound of each input, from one code drawn for it.
   *
   * @param context whose `random` draws the codes.
   */
  evidence(input: tf.Tensor, context: Context): Evidence {
    const posterior = this.encode(input, context);
    const output = this.decode(this.#draw(posterior, context), context);
    if (!tf.util.arraysEqual(output.shape, input.shape)) {
      throw new ShapeError(
        `${this.title}: expected its decoder to return the input's shape [${input.shape.join(', ')}], got [${output.shape.join(', ')}].`,
      );
    }
    return {
      reconstruction: this.likelihood.logProbability(input, output),
      divergence: divergence(posterior),
    };
  }

  /** z = μ + σ ⊙ ε. */
  #draw({ mean, logVariance }: Posterior, { random }: Context): tf.Tensor2D {
    if (!random) {
      throw new ArgumentError(
        `${this.title}: codes are drawn by chance; pass { random: new Random(seed) } (train and fit do).`,
      );
    }
    const noise = drawNormal(random, mean.shape);
    return mean.add(logVariance.mul<tf.Tensor2D>(0.5).exp().mul(noise));
  }
}

/**
 * What a VAE makes small: −ELBO, in nats, the mean over the batch, from one code drawn for each input.
 *
 * @see Kingma and Welling 2014, https://arxiv.org/abs/1312.6114, equation 10
 * @example
 * ```ts
 * import { Random, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { negativeElbo, VAE } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const vae = new VAE(2, new Dense(8, 4), new Dense(2, 8)); // for train: { objective: negativeElbo, optimizer }
 * negativeElbo(vae, { input: tf.ones([3, 8]), target: undefined }, { random: new Random(7) }).print();
 * ```
 */
export const negativeElbo: Objective<VAE> = (model, { input }, context) => {
  const { reconstruction, divergence } = model.evidence(input, context);
  return divergence.sub(reconstruction).mean();
};

/** KL(N(μ, σ²) ‖ N(0, 1)) of each row. */
function divergence({ mean, logVariance }: Posterior): tf.Tensor1D {
  const sums = mean.square().add(logVariance.exp()).sub<tf.Tensor2D>(logVariance).sub<tf.Tensor2D>(1);
  return sums.sum<tf.Tensor1D>(1).mul(0.5);
}
