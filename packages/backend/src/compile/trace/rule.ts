import { tf } from '../../tfjs.ts';

/** What a tensor is, apart from its numbers. */
export interface Meta {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** The inputs of a kernel by name; one that was left out is not there. */
export type Metas = Readonly<Record<string, Meta>>;

/** The attributes of a kernel, as TensorFlow.js hands them over. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What a kernel makes of its inputs: the shape and type of each output. */
export type Rule = (inputs: Metas, attributes: Attributes) => readonly Meta[];

/** The same rule for several kernels. */
export function same(names: string, rule: Rule): Record<string, Rule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}

/** An output of this shape, float32 unless said otherwise. */
export function output(shape: readonly number[], dtype: tf.DataType = 'float32'): readonly Meta[] {
  return [{ shape, dtype }];
}

/** A rule whose output is like one of the inputs. */
export const like =
  (input: string): Rule =>
  (inputs) => [inputs[input]!];

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** How many bytes a tensor takes on the host: a truth value takes one, an int32 or a float32 four. A GPU holds truth in four. */
export function bytesOf({ shape, dtype }: Meta): number {
  return sizeOf(shape) * tf.util.bytesPerElement(dtype);
}

/** An axis counted from the first, where it may be counted from the last, by −1, −2 … */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
