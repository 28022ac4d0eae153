import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';
import { type Buffer, type Module, type Parameter, Sequential } from '@thaw/core';

import { Conv2D } from '../convolution/convolution.ts';
import { Dense } from '../dense.ts';
import { QuantizedConv2D } from './quantized-conv2d.ts';
import { QuantizedDense } from './quantized-dense.ts';
import { LARGEST, quantizeKernel } from './scales.ts';

/** Options of `quantize`. */
export interface QuantizeOptions {
  /**
   * Examples of inputs, from whose largest number the scale of inputs is taken once and for all; what is larger later is cut
   * off. @defaultValue none: each row has a scale of its own, found when it comes
   */
  readonly calibration?: tf.Tensor;
}

/**
 * A layer with its weights as bytes, for inference: a `Dense` becomes a `QuantizedDense`, a `Conv2D` a `QuantizedConv2D`, and of a
 * `Sequential` each of these; its other layers are taken over as they are, and so belong to both models.
 *
 * w ≈ scale[u]·q with q from −127 to 127 and a scale for each unit, so that a weight is off by half its unit's scale at most.
 * The layer itself stays as it is.
 *
 * @throws {ArgumentError} when the layer is none of these.
 * @see Wu et al. 2020, https://arxiv.org/abs/2004.09602
 * @example
 * ```ts
 * import { relu, Sequential, tf, toSafetensors, useDevice } from '@thaw/core';
 * import { Dense, quantize } from '@thaw/layers';
 *
 * await useDevice();
 * const model = new Sequential([new Dense(64, 128, { activation: relu }), new Dense(128, 10)]);
 * const small = await quantize(model, { calibration: tf.randomUniform([100, 64]) });
 * console.log((await toSafetensors(small)).length / (await toSafetensors(model)).length); // about 0.28
 * ```
 */
export async function quantize(layer: Dense, options?: QuantizeOptions): Promise<QuantizedDense>;
export async function quantize(layer: Conv2D, options?: QuantizeOptions): Promise<QuantizedConv2D>;
export async function quantize(layer: Sequential, options?: QuantizeOptions): Promise<Sequential>;
export async function quantize(layer: Module, options: QuantizeOptions = {}): Promise<Module> {
  checkOptions('quantize', options, ['calibration']);
  const { calibration } = options;
  if (calibration !== undefined && !(calibration instanceof tf.Tensor)) {
    throw new ArgumentError(
      `quantize: calibration must be a tensor of inputs, got ${describe(calibration)}.`,
    );
  }
  if (layer instanceof Sequential) return quantizeAll(layer, calibration);
  if (layer instanceof Dense || layer instanceof Conv2D) return quantizeOne(layer, calibration);
  throw new ArgumentError(
    `quantize: it takes a Dense, a Conv2D or a Sequential of them, got ${describe(layer)}.`,
  );
}

async function quantizeAll({ layers }: Sequential, calibration: tf.Tensor | undefined): Promise<Sequential> {
  const made: Module[] = [];
  let seen = calibration?.clone();
  for (const layer of layers) {
    const takes = layer instanceof Dense || layer instanceof Conv2D || layer instanceof Sequential;
    made.push(takes ? await quantize(layer as Dense, seen ? { calibration: seen } : {}) : layer);
    const before = seen;
    if (before) seen = tf.tidy(() => layer.forward(before).clone());
    before?.dispose();
  }
  seen?.dispose();
  return new Sequential(made);
}

async function quantizeOne(
  layer: Dense | Conv2D,
  calibration: tf.Tensor | undefined,
): Promise<QuantizedDense | QuantizedConv2D> {
  const options = {
    activation: layer.activation,
    useBias: layer.bias !== undefined,
    calibrated: calibration !== undefined,
  };
  const made =
    layer instanceof Dense
      ? new QuantizedDense(layer.inputs, layer.units, options)
      : new QuantizedConv2D(layer.channels, layer.filters, layer.kernelSize as [number, number], {
          ...options,
          strides: layer.strides as [number, number],
          padding: layer.padding as 'same' | 'valid',
          dilationRate: layer.dilationRate as [number, number],
          groups: layer.groups,
        });
  const { bytes, scales } = quantizeKernel(await layer.kernel.data(), layer.kernel.shape.at(-1)!);
  made.kernel.assign(Float32Array.from(bytes));
  made.scale.assign(scales);
  made.bias?.assign(await (layer.bias as Parameter).data());
  if (calibration) await calibrate(made.inputScale!, calibration);
  return made;
}

async function calibrate(inputScale: Buffer, examples: tf.Tensor): Promise<void> {
  const largest = tf.tidy(() => tf.max(tf.abs(examples)));
  const [value] = await largest.data<'float32'>();
  largest.dispose();
  inputScale.assign(Float32Array.of((value || 1) / LARGEST));
}
