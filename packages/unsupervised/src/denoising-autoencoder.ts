import { ArgumentError, describe, type tf } from '@thaw/backend';
import type { Context, Module } from '@thaw/core';

import { Autoencoder } from './autoencoder.ts';
import type { Corruption } from './corruption.ts';

/**
 * Denoising autoencoder: in training it sees a damaged input and has to give back the whole one, so that it cannot just
 * copy and may have more code than input.
 *
 * output = decoder(encoder(corruption(x)))   in training, and without corruption otherwise
 *
 * Shapes: input [batch, …] → the same. Weights: those of `encoder` and `decoder`.
 *
 * @throws {ArgumentError} when the encoder or the decoder is no module, the corruption is no function, or a training
 * pass has no generator.
 * @see Vincent et al. 2008, https://doi.org/10.1145/1390156.1390294
 * @example
 * ```ts
 * import { Random, sigmoid, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { DenoisingAutoencoder, maskingNoise } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const encoder = new Dense(8, 16, { activation: sigmoid });
 * const model = new DenoisingAutoencoder(encoder, new Dense(16, 8), maskingNoise(0.3));
 * model.forward(tf.ones([2, 8]), { training: true, random: new Random(7) }).print();
 * ```
 */
export class DenoisingAutoencoder extends Autoencoder {
  readonly corruption: Corruption;

  constructor(encoder: Module, decoder: Module, corruption: Corruption) {
    super(encoder, decoder);
    if (typeof corruption !== 'function') {
      throw new ArgumentError(
        `DenoisingAutoencoder: corruption is a function, such as maskingNoise(0.3), got ${describe(corruption)}.`,
      );
    }
    this.corruption = corruption;
  }

  override forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    if (!context.training) return super.forward(input, context);
    if (!context.random) {
      throw new ArgumentError(
        `${this.title}: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).`,
      );
    }
    return super.forward(this.corruption(input, context.random), context);
  }
}
