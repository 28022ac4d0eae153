import { ArgumentError, tf } from '@thaw/backend';
import { type Context, Module, Parameter } from '@thaw/core';

import { kernelOf } from './kernel-of.ts';

/**
 * A layer whose kernel is learnt as a direction and a length: w = g·v/‖v‖ for each unit (each filter).
 *
 * What was the layer's kernel is v from now on, g begins as its lengths, so that at first nothing changes; a unit whose v is
 * zero has no direction and stays zero. A regularizer of the layer's kernel is one of v, which the outputs do not depend on in length.
 *
 * Shapes: those of its layer.
 * Weights: those of its layer, and gain [units].
 *
 * @throws {ArgumentError} when the layer has no kernel, or its kernel is on a device already, where its lengths cannot be read at once.
 * @see Salimans and Kingma 2016, equations 2 and 3, https://arxiv.org/abs/1602.07868
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Dense, WeightNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new WeightNormalization(new Dense(8, 4, { activation: relu }));
 * console.log(layer.forward(tf.ones([2, 8])).shape); // [ 2, 4 ]
 * ```
 */
export class WeightNormalization extends Module {
  readonly layer: Module;
  readonly gain: Parameter;

  constructor(layer: Module) {
    super();
    const kernel = kernelOf('WeightNormalization', layer);
    const values = kernel.hostValues;
    if (!values) {
      throw new ArgumentError(
        'WeightNormalization: the layer was used already; wrap it when it is new, and load its weights afterwards.',
      );
    }
    const units = kernel.shape.at(-1)!;
    const squares = new Float64Array(units);
    for (const [i, value] of values.entries()) squares[i % units]! += value * value;
    this.layer = layer;
    this.gain = new Parameter([units], Float32Array.from(squares, Math.sqrt));
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const kernel = kernelOf(this.title, this.layer);
    return tf.tidy(() => {
      const v = kernel.value;
      const axes = v.shape.map((_, axis) => axis).slice(0, -1);
      const squares = tf.sum(tf.square(v), axes); // [units]
      const lengths = tf.sqrt(tf.add(squares, tf.cast(tf.equal(squares, 0), 'float32')));
      const w = tf.mul(v, tf.div(this.gain.value, lengths));
      return kernel.replacedBy(w, () => this.layer.forward(input, context));
    });
  }
}
