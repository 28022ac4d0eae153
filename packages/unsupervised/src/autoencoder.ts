import type { tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { requireModule } from './check-arguments.ts';

/**
 * Autoencoder: a net that gives back its input through a code that has less room.
 *
 * code = encoder(x),   output = decoder(code)
 *
 * Trained by `reconstruction(loss)`, which makes the output like the input. What the decoder returns is what the loss
 * takes: logits for `binaryCrossentropy`, values for `meanSquaredError`.
 *
 * Shapes: input [batch, …] → the same. Weights: those of `encoder` and `decoder`.
 *
 * @throws {ArgumentError} when the encoder or the decoder is no module.
 * @see Rumelhart, Hinton and Williams 1986, "Learning internal representations by error propagation", on encoders
 * @see Hinton and Salakhutdinov 2006, https://doi.org/10.1126/science.1127647
 * @example
 * ```ts
 * import { meanSquaredError, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { Autoencoder, reconstruction } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const model = new Autoencoder(new Dense(8, 3), new Dense(3, 8));
 * const input = tf.ones([2, 8]);
 * console.log(model.encode(input).shape); // [ 2, 3 ]
 * reconstruction(meanSquaredError)(model, { input, target: undefined }, {}).print();
 * ```
 */
export class Autoencoder extends Module {
  readonly encoder: Module;
  readonly decoder: Module;

  constructor(encoder: Module, decoder: Module) {
    super();
    this.encoder = requireModule(new.target.name, 'encoder', encoder);
    this.decoder = requireModule(new.target.name, 'decoder', decoder);
    const first: Module = this.encoder;
    if (first.checkValues) this.checkValues = (values) => first.checkValues!(values);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.decode(this.encode(input, context), context);
  }

  /** The codes of inputs. */
  encode(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.encoder.forward(input, context);
  }

  /** The outputs that codes stand for. */
  decode(codes: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.decoder.forward(codes, context);
  }
}
