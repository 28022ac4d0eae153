import { ArgumentError, checkOptions, checkSize, describe, layerNorm, tf } from '@thaw/backend';
import { checkInput, type Context, type Initializer, Module, ones, Parameter, zeros } from '@thaw/core';

import { axesBefore, checkEpsilon } from './check-normalization.ts';

/** Options of `InstanceNormalization`. */
export interface InstanceNormalizationOptions {
  /** Added to the variance, so that a group of equal numbers is divided by no zero. @defaultValue 1e-3 */
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

/** Options of `GroupNormalization`. */
export interface GroupNormalizationOptions extends InstanceNormalizationOptions {
  /** How many groups the channels are parted into; −1 is one for each channel, as in Keras. @defaultValue 32 */
  readonly groups?: number;
}

/**
 * Parts the channels of each row of the batch into groups of neighbours and gives every group mean 0 and variance 1, over its
 * channels and all places; then each channel a scale and an offset that are learnt: y = γ ⊙ x̂ + β.
 *
 * x̂ = (x − μ) / √(σ² + ε), μ and σ² those of the group. One group is a layer normalization over all places, as many groups
 * as channels an instance normalization. Rows know nothing of one another. PyTorch's ε is 1e-5.
 *
 * Shapes: input [batch, …, channels] → the same.
 * Weights: gamma [channels], beta [channels].
 *
 * @throws {ArgumentError} when channels is not a whole number from 1 on, groups does not divide it, or epsilon is not above 0.
 * @throws {ShapeError} when the last axis of the input is not `channels` long.
 * @see Wu and He 2018, https://arxiv.org/abs/1803.08494
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { GroupNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new GroupNormalization(4, { groups: 2, epsilon: 1e-5 });
 * layer.forward(tf.tensor2d([[3, 5, 10, 30]])).print(); // -1, 1, -1, 1
 * ```
 */
export class GroupNormalization extends Module {
  readonly channels: number;
  readonly groups: number;
  readonly epsilon: number;
  readonly gamma: Parameter | undefined;
  readonly beta: Parameter | undefined;

  constructor(channels: number, options: GroupNormalizationOptions = {}) {
    super();
    const owner = new.target.name;
    checkOptions(owner, options, ['groups', ...names]);
    const { groups = 32, epsilon = 1e-3, center = true, scale = true } = options;
    const { betaInitializer = zeros, gammaInitializer = ones } = options;
    this.channels = checkSize(owner, 'channels', channels);
    this.groups = groups === -1 ? channels : checkSize(owner, 'groups', groups);
    if (channels % this.groups !== 0) {
      throw new ArgumentError(
        `${owner}: ${channels} channels cannot be parted into ${describe(groups)} groups of equal size; groups must divide channels.`,
      );
    }
    this.epsilon = checkEpsilon(owner, epsilon);
    this.gamma = scale ? new Parameter([channels], gammaInitializer([channels])) : undefined;
    this.beta = center ? new Parameter([channels], betaInitializer([channels])) : undefined;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const { channels, groups, epsilon, gamma, beta } = this;
    checkInput(
      this,
      input,
      [...axesBefore(input), channels],
      'its first argument says how many channels it takes',
    );
    return tf.tidy(() => {
      const batch = input.shape[0]!;
      const parted = tf.reshape(input, [batch, -1, groups, channels / groups]);
      const rows = tf.transpose(parted, [0, 2, 1, 3]); // [batch, groups, places, channels of a group]
      const normal = layerNorm(tf.reshape(rows, [batch * groups, -1]), {}, epsilon);
      let output = tf.reshape(tf.transpose(tf.reshape(normal, rows.shape), [0, 2, 1, 3]), input.shape);
      if (gamma) output = tf.mul(output, gamma.value);
      return beta ? tf.add(output, beta.value) : output;
    });
  }
}

/**
 * Gives every channel of each row of the batch mean 0 and variance 1 over its places, then a scale and an offset that are
 * learnt: a group normalization whose groups are single channels. (PyTorch's has neither gamma nor beta unless asked.)
 *
 * Shapes: input [batch, …, channels] → the same.
 * Weights: gamma [channels], beta [channels].
 *
 * @throws {ArgumentError} when channels is not a whole number from 1 on, or epsilon is not above 0.
 * @throws {ShapeError} when the last axis of the input is not `channels` long.
 * @see Ulyanov et al. 2016, https://arxiv.org/abs/1607.08022
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { InstanceNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new InstanceNormalization(2, { epsilon: 1e-5 });
 * layer.forward(tf.tensor3d([[[3, 10], [5, 30]]])).print(); // -1 and 1 in each channel
 * ```
 */
export class InstanceNormalization extends GroupNormalization {
  constructor(channels: number, options: InstanceNormalizationOptions = {}) {
    checkOptions('InstanceNormalization', options, names);
    super(channels, { ...options, groups: -1 });
  }
}

const names = ['epsilon', 'center', 'scale', 'betaInitializer', 'gammaInitializer'];
