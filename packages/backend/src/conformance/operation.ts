import type { tf } from '../tfjs.ts';
import type { Float64 } from './float64.ts';

/** One operation of TensorFlow.js and the cases that it is held to on every device. */
export interface Operation {
  /** As users call it: `matMul`, `image.resizeBilinear`. */
  readonly name: string;
  readonly cases: readonly Case[];
  /** Why it has no gradient, where it has none. */
  readonly flat?: string;
  /** What its values may be off on webgpu, as a part of the largest one. Default 1e-5; where it is more, `why` says so. */
  readonly tolerance?: number;
  readonly why?: string;
}

/** One call. */
export interface Case {
  /** What is told apart here: 'padded, strides 2'. */
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly call: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** What the call gives by definition. */
  readonly truth: (...inputs: Float64[]) => Float64;
}

/** Numbers that a case is handed: those that may move have a gradient. */
export interface Input {
  readonly shape: readonly number[];
  /** Standard normal, normal but at least 0.1 from zero, in [0.2, 2), in (−0.9, 0.9), in [1.1, 3), or given. */
  readonly draw: 'normal' | 'nonzero' | 'positive' | 'unit' | 'aboveOne' | readonly number[];
  /** Default float32. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

/** Standard normal numbers. */
export function normal(...shape: number[]): Input {
  return { shape, draw: 'normal' };
}

/** Normal numbers that keep away from zero. */
export function nonzero(...shape: number[]): Input {
  return { shape, draw: 'nonzero' };
}

/** Numbers in [0.2, 2). */
export function positive(...shape: number[]): Input {
  return { shape, draw: 'positive' };
}

/** Numbers in (−0.9, 0.9). */
export function unit(...shape: number[]): Input {
  return { shape, draw: 'unit' };
}

/** Whole numbers, given. */
export function whole(values: readonly number[], ...shape: number[]): Input {
  return { shape, draw: values, dtype: 'int32' };
}

/** Truth values, given as 0 and 1. */
export function truths(values: readonly number[], ...shape: number[]): Input {
  return { shape, draw: values, dtype: 'bool' };
}

/** Whole numbers from 0 up to below `bound`, always the same ones. */
export function places(count: number, bound: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + 13) % bound);
}
