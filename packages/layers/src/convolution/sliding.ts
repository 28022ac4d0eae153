import { tf } from '@thaw/backend';

import type { Padding } from '../check-window.ts';

/** How windows go over the axes between batch and channels. */
export interface Sliding {
  /** Places from one to the next along each axis. */
  readonly strides: readonly number[];
  /** How far apart the taps of one lie along each axis. */
  readonly dilationRate: readonly number[];
  readonly padding: Padding | 'causal';
}

/** A border as convolutions over images take it: a rule, or how many zeros before and after each axis. */
type Border = Padding | readonly [readonly [number, number], readonly [number, number]];

/** A kernel as it is laid over its input, and how. */
interface Laid {
  readonly kernel: tf.Tensor;
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly border: Border;
}

/**
 * How a kernel is laid over its input. TensorFlow.js has no kernels for windows that move by more than one place and whose taps lie apart:
 * there the kernel is spread, and the zeros between its taps are multiplied like any numbers.
 */
export function lay(kernel: tf.Tensor, { strides, dilationRate, padding }: Sliding): Laid {
  const before = (kernel.shape[kernel.rank - 3]! - 1) * dilationRate.at(-1)!; // so far back from its last tap sees the last axis
  const border: Border = padding === 'causal' ? [[0, 0], [before, 0]] : padding; // prettier-ignore
  if (strides.every((stride) => stride === 1)) return { kernel, strides, dilationRate, border };
  return { kernel: spread(kernel, dilationRate), strides, dilationRate: dilationRate.map(() => 1), border };
}

/**
 * A kernel with zeros between its taps, which then lie side by side.
 *
 * Shapes: kernel [...size, in, out] → [...(size − 1)·rate + 1, in, out].
 */
export function spread(kernel: tf.Tensor, rates: readonly number[]): tf.Tensor {
  return rates.reduce((given, rate, axis) => {
    const size = given.shape[axis]!;
    if (rate === 1 || size === 1) return given;
    const [before, after] = [given.shape.slice(0, axis), given.shape.slice(axis + 1)].map((shape) =>
      shape.reduce((product, length) => product * length, 1),
    ) as [number, number];
    const rows = tf.reshape<tf.Rank.R3>(given, [before * size, 1, after]);
    const apart = tf.pad3d(rows, [[0, 0], [0, rate - 1], [0, 0]]); // prettier-ignore
    const all = tf.reshape(apart, [before, size * rate, after]);
    const length = (size - 1) * rate + 1;
    return tf.reshape(
      tf.slice(all, [0, 0, 0], [before, length, after]),
      given.shape.map((each, i) => (i === axis ? length : each)),
    );
  }, kernel);
}

/** A sequence as an image of height 1. */
export function asImage(sliding: Sliding): Sliding {
  const { strides, dilationRate, padding } = sliding;
  return { strides: [1, ...strides], dilationRate: [1, ...dilationRate], padding };
}
