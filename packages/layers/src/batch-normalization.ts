import { ArgumentError, batchNorm, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import {
  Buffer,
  checkInput,
  type Context,
  type Initializer,
  Module,
  ones,
  Parameter,
  zeros,
} from '@thaw/core';

import { axesBefore, checkEpsilon } from './check-normalization.ts';

/** Options of `BatchNormalization`. */
export interface BatchNormalizationOptions {
  /** How much of the moving mean and variance stays at each training step. @defaultValue 0.99 (PyTorch's momentum of 0.1 is 0.9 here) */
  readonly momentum?: number;
  /** Added to the variance, so that a channel of equal numbers is divided by no zero. @defaultValue 1e-3 */
  readonly epsilon?: number;
  /** Whether there is a beta. @defaultValue true */
  readonly center?: boolean;
  /** Whether there is a gamma. @defaultValue true */
  readonly scale?: boolean;
  /** @defaultValue zeros */
  readonly betaInitializer?: Initializer;
  /** @defaultValue ones */
  readonly gammaInitializer?: Initializer;
}

/**
 * Gives every channel mean 0 and variance 1 over the batch, then a scale and an offset that are learnt: y = γ ⊙ x̂ + β.
 *
 * In training x̂ = (x − μ) / √(σ² + ε), μ and σ² over all axes but the last, and moving ← momentum·moving + (1 − momentum)·that of
 * the batch. Otherwise the moving mean and variance stand for μ and σ². As in Keras, σ² is the mean squared deviation (PyTorch
 * moves towards n/(n − 1) times that).
 *
 * Shapes: input [batch, …, channels] → the same.
 * Weights: gamma [channels], beta [channels]; buffers movingMean [channels], movingVariance [channels].
 *
 * @throws {ArgumentError} when channels is not a whole number from 1 on, momentum not from 0 to 1, or epsilon not above 0.
 * @throws {ShapeError} when the last axis of the input is not `channels` long.
 * @see Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { BatchNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new BatchNormalization(1, { epsilon: 1e-5 });
 * layer.forward(tf.tensor2d([[3], [5]]), { training: true }).print(); // -1 and 1
 * ```
 */
export class BatchNormalization extends Module {
  readonly channels: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma: Parameter | undefined;
  readonly beta: Parameter | undefined;
  readonly movingMean: Buffer;
  readonly movingVariance: Buffer;

  constructor(channels: number, options: BatchNormalizationOptions = {}) {
    super();
    checkOptions('BatchNormalization', options, names);
    const { momentum = 0.99, epsilon = 1e-3, center = true, scale = true } = options;
    const { betaInitializer = zeros, gammaInitializer = ones } = options;
    if (!(typeof momentum === 'number' && momentum >= 0 && momentum <= 1)) {
      throw new ArgumentError(
        `BatchNormalization: momentum must be a number from 0 to 1, got ${describe(momentum)}.`,
      );
    }
    this.channels = checkSize('BatchNormalization', 'channels', channels);
    this.momentum = momentum;
    this.epsilon = checkEpsilon('BatchNormalization', epsilon);
    this.gamma = scale ? new Parameter([channels], gammaInitializer([channels])) : undefined;
    this.beta = center ? new Parameter([channels], betaInitializer([channels])) : undefined;
    this.movingMean = new Buffer([channels], new Float32Array(channels));
    this.movingVariance = new Buffer([channels], new Float32Array(channels).fill(1));
  }

  forward(input: tf.Tensor, { training = false }: Context = {}): tf.Tensor {
    checkInput(
      this,
      input,
      [...axesBefore(input), this.channels],
      'its first argument says how many channels it takes',
    );
    const [gamma, beta] = [this.gamma?.value, this.beta?.value];
    if (training) {
      const { y, mean, variance } = batchNorm(input, { gamma, beta }, this.epsilon);
      this.#move(this.movingMean, mean);
      this.#move(this.movingVariance, variance);
      tf.dispose([mean, variance]);
      return y;
    }
    return tf.tidy(() => {
      const rate = tf.rsqrt(tf.add(this.movingVariance.value, this.epsilon));
      const scaled = tf.mul(tf.sub(input, this.movingMean.value), gamma ? tf.mul(gamma, rate) : rate);
      return beta ? tf.add(scaled, beta) : scaled;
    });
  }

  #move(moving: Buffer, now: tf.Tensor): void {
    const moved = tf.tidy(() => tf.add(tf.mul(moving.value, this.momentum), tf.mul(now, 1 - this.momentum)));
    moving.assign(moved);
    moved.dispose();
  }
}

const names = ['momentum', 'epsilon', 'center', 'scale', 'betaInitializer', 'gammaInitializer'];
