import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import {
  type Activation,
  Buffer,
  checkInput,
  type Context,
  linear,
  Module,
  requireActivation,
} from '@thaw/core';

import { axesBefore } from '../check-normalization.ts';
import { Int8Buffer } from './int8-buffer.ts';
import { quantizedInput, refuseTraining } from './scales.ts';

/** Options of `QuantizedDense`. */
export interface QuantizedDenseOptions {
  /** Applied to the sums. @defaultValue linear */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** Whether the scale of inputs was found before, from examples; otherwise each row has its own. @defaultValue false */
  readonly calibrated?: boolean;
}

/**
 * A `Dense` for inference whose weights are bytes: y = activation(s_x · s ⊙ (q_x·Q) + b), q_x = round(x/s_x) from −127 to 127.
 *
 * `quantize` makes it of a `Dense`. The sums are those of whole numbers, exact in float32 up to 1040 inputs; there is no faster
 * arithmetic for bytes in TensorFlow.js, so what is gained is memory: a file of 1 byte a weight, on the host 1 until it is first used, 4/3
 * on every device (three in a float32), and within a pass 4, which the next layer has again.
 *
 * Shapes: input [batch, …, inputs] → [batch, …, units].
 * Weights, none of them trained: kernel [inputs, units] as bytes, scale [units], bias [units], and inputScale [1] when calibrated.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, activation is no function, or a pass is one of training.
 * @throws {ShapeError} when the last axis of the input is not `inputs` long.
 * @see Jacob et al. 2018, https://arxiv.org/abs/1712.05877; Wu et al. 2020 for scales of each unit, https://arxiv.org/abs/2004.09602
 * @example
 * ```ts
 * import { load, tf, toSafetensors, useDevice } from '@thaw/core';
 * import { Dense, quantize, QuantizedDense } from '@thaw/layers';
 *
 * await useDevice();
 * const bytes = await toSafetensors(await quantize(new Dense(64, 32))); // a quarter of the size
 * const layer = new QuantizedDense(64, 32);
 * await load(layer, bytes);
 * console.log(layer.forward(tf.ones([2, 64])).shape); // [ 2, 32 ]
 * ```
 */
export class QuantizedDense extends Module {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: Int8Buffer;
  readonly scale: Buffer;
  readonly bias: Buffer | undefined;
  readonly inputScale: Buffer | undefined;

  constructor(inputs: number, units: number, options: QuantizedDenseOptions = {}) {
    super();
    checkOptions('QuantizedDense', options, ['activation', 'useBias', 'calibrated']);
    this.inputs = checkSize('QuantizedDense', 'inputs', inputs);
    this.units = checkSize('QuantizedDense', 'units', units);
    this.activation = requireActivation(options.activation ?? linear, 'QuantizedDense');
    this.kernel = new Int8Buffer([inputs, units], new Int8Array(inputs * units));
    this.scale = new Buffer([units], new Float32Array(units).fill(1));
    this.bias = (options.useBias ?? true) ? new Buffer([units], new Float32Array(units)) : undefined;
    this.inputScale = checkCalibrated('QuantizedDense', options.calibrated)
      ? new Buffer([1], Float32Array.of(1))
      : undefined;
  }

  forward(input: tf.Tensor, context?: Context): tf.Tensor {
    const hint = 'its first argument says how many inputs it takes';
    checkInput(this, input, [...axesBefore(input), this.inputs], hint);
    refuseTraining(this, context);
    return tf.tidy(() => {
      const rows = tf.reshape(input, [-1, this.inputs]);
      const { whole, scale } = quantizedInput(rows, this.inputScale);
      const sums = tf.matMul(whole as tf.Tensor2D, tf.reshape(this.kernel.value, [this.inputs, this.units]));
      const scaled = tf.mul(tf.mul(sums, scale), this.scale.value);
      const output = this.activation(this.bias ? tf.add(scaled, this.bias.value) : scaled);
      return tf.reshape(output, [...input.shape.slice(0, -1), this.units]);
    });
  }
}

/** @throws {ArgumentError} when it is neither true nor false. */
export function checkCalibrated(owner: string, calibrated: boolean = false): boolean {
  if (typeof calibrated === 'boolean') return calibrated;
  throw new ArgumentError(`${owner}: calibrated must be true or false, got ${describe(calibrated)}.`);
}
