import type { tf } from '../tfjs.ts';
import { zip } from './float64.ts';
import type { Case, Input, Operation } from './operation.ts';

/** Inputs of a shape. */
export type Draw = (...shape: number[]) => Input;
/** An operation on two tensors. */
export type Call = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Equal shapes, and each broadcast over the other. */
export const shapePairs: readonly (readonly [number[], number[]])[] = [
  [
    [3, 5],
    [3, 5],
  ],
  [[3, 5], [5]],
  [[], [2, 3]],
  [
    [3, 1, 2],
    [1, 5, 1],
  ],
  [
    [2, 1, 3, 1, 2, 1],
    [1, 2, 1, 2, 1, 3],
  ],
];

/** An operation on pairs of numbers over all of these shapes. */
export function binary(
  name: string,
  drawA: Draw,
  drawB: Draw,
  call: Call,
  truth: (a: number, b: number) => number,
): Operation {
  return {
    name,
    cases: shapePairs.map(([a, b]) => pair(drawA(...a), drawB(...b), call, truth)),
  };
}

/** One of its cases. */
export function pair(
  a: Input,
  b: Input,
  call: Call,
  truth: (a: number, b: number) => number,
  name = '',
): Case {
  return {
    name: `${name}[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`,
    inputs: [a, b],
    call: (x, y) => call(x!, y!),
    truth: (x, y) => zip(x!, y!, truth),
  };
}
