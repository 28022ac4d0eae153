import { ArgumentError, tf } from '@thaw/backend';
import type { AnyModule, Buffer, Context } from '@thaw/core';

/** The largest byte that is used, on both sides: −128 is left out, so that nothing is nearer to one sign. */
export const LARGEST = 127;

/** A kernel as bytes, and what each unit's are multiplied by. */
export interface QuantizedKernel {
  readonly bytes: Int8Array;
  readonly scales: Float32Array;
}

/**
 * The kernel of each unit, the last axis, as whole numbers of its largest/127: w ≈ scale[u]·q, off by half a scale at most.
 */
export function quantizeKernel(values: Float32Array, units: number): QuantizedKernel {
  const scales = new Float32Array(units);
  for (const [i, value] of values.entries()) {
    scales[i % units] = Math.max(scales[i % units]!, Math.abs(value) / LARGEST);
  }
  for (const [unit, scale] of scales.entries()) if (scale === 0) scales[unit] = 1;
  const bytes = Int8Array.from(values, (value, i) => {
    const whole = Math.round(value / scales[i % units]!);
    return Math.min(Math.max(whole, -LARGEST), LARGEST);
  });
  return { bytes, scales };
}

/** What `quantizedInput` gives. */
export interface QuantizedInput {
  /** −127 to 127. */
  readonly whole: tf.Tensor;
  /** x ≈ scale · whole; of one axis of length 1 for each axis it is taken over. */
  readonly scale: tf.Tensor;
}

/**
 * An input as whole numbers: of a scale that was found before, or of its own largest/127, for each row by itself, so that what a row
 * becomes does not depend on those beside it.
 */
export function quantizedInput(x: tf.Tensor, inputScale: Buffer | undefined): QuantizedInput {
  const scale = inputScale ? inputScale.value : scaleOf(x);
  const whole = tf.clipByValue(tf.round(tf.div(x, scale)), -LARGEST, LARGEST);
  return { whole, scale };
}

function scaleOf(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  const largest = tf.max(tf.abs(x), axes, true);
  return tf.div(tf.add(largest, tf.cast(tf.equal(largest, 0), 'float32')), LARGEST);
}

/** @throws {ArgumentError} in a training pass: whole numbers have no gradient. */
export function refuseTraining(module: AnyModule, context: Context | undefined): void {
  if (!context?.training) return;
  throw new ArgumentError(
    `${module.title}: it is for inference, for whole numbers do not learn; train the layer, then quantize it.`,
  );
}
