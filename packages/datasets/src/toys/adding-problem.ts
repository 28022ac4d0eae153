import { type Random, sharedRandom } from '@thaw/backend';

import { Table } from '../table/table.ts';
import { requireMade } from './require.ts';
import type { SequenceColumns } from './sequences.ts';

/** Options of `addingProblem`. */
export interface AddingProblemOptions {
  /** How many sequences. @defaultValue 64 */
  readonly rows?: number;
  /** Steps in each. @defaultValue 60 */
  readonly length?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * The adding problem: remember two numbers of a long sequence, and give their sum at its end.
 *
 * Each step has a number, uniform in [0, 1), and a mark, which is 1 at one step of the first half and at one of the
 * second, and 0 elsewhere. Who always says 1 has a squared error of 1/6, the variance of the sum. (Hochreiter and
 * Schmidhuber drew from [−1, 1] and marked the first of the two within ten steps; this is the form that is common now.)
 *
 * Shapes: input [rows, length, 2], number and mark; target [rows, 1].
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on, or length one from 2 on.
 * @see Hochreiter and Schmidhuber 1997, §5.4, https://doi.org/10.1162/neco.1997.9.8.1735
 * @see Le, Jaitly and Hinton 2015 for this form, https://arxiv.org/abs/1504.00941
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { addingProblem } from '@thaw/datasets';
 *
 * const { input, target } = addingProblem({ rows: 4, length: 60, random: new Random(7) }).columns;
 * console.log(input.shape, target.shape); // [ 4, 60, 2 ] [ 4, 1 ]
 * ```
 */
export function addingProblem(options: AddingProblemOptions = {}): Table<SequenceColumns> {
  const { rows = 64, length = 60, random = sharedRandom().fork() } = options;
  requireMade('addingProblem', options, { rows: [rows, 1], length: [length, 2] });
  const values = random.uniform(rows * length);
  const half = Math.floor(length / 2);
  const first = random.integers(rows, half);
  const second = random.integers(rows, length - half);
  const input = new Float32Array(rows * length * 2);
  const target = new Float32Array(rows);
  for (const [i, value] of values.entries()) input[2 * i] = value;
  for (let row = 0; row < rows; row++) {
    const marked = [row * length + first[row]!, row * length + half + second[row]!];
    for (const place of marked) {
      input[2 * place + 1] = 1;
      target[row]! += values[place]!;
    }
  }
  return new Table({
    input: { data: input, shape: [rows, length, 2] },
    target: { data: target, shape: [rows, 1] },
  });
}
