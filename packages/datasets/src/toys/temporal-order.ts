import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

import type { LabelledColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { requireMade } from './require.ts';

/** The symbols of `temporalOrder`: where each stands is the feature that is on. */
export const temporalOrderSymbols = 'EBXYabcd';

/** Options of `temporalOrder`. */
export interface TemporalOrderOptions {
  /** How many sequences. @defaultValue 64 */
  readonly rows?: number;
  /** How many symbols tell the class: 2 (task 6a of the paper) or 3 (task 6b). @defaultValue 2 */
  readonly relevant?: 2 | 3;
  /** Symbols of the shortest sequence; the longest has a tenth more. @defaultValue 100 */
  readonly length?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Temporal order: remember in which order two or three X and Y came, far apart in a long sequence of others.
 *
 * A sequence begins with E, ends with B, and is a, b, c or d by chance otherwise, but for X or Y at the steps t₁ in 10 to
 * 20 and t₂ in 50 to 60 of 100 to 110; of three relevant symbols in 10 to 20, 33 to 43 and 66 to 76. For another length
 * these are in proportion. The class is their order, read as bits: XX is 0, XY 1, YX 2, YY 3; of three there are 8.
 *
 * Sequences end together: one that is not the longest has steps of zeros before its E, so that all are classified at the
 * last step, and none needs a mask. (The paper has one sequence at a time.)
 *
 * Shapes: input [rows, 1.1·length, 8], one feature on, `temporalOrderSymbols` says which; target [rows].
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on, length one from 10 on, or relevant is neither 2 nor 3.
 * @see Hochreiter and Schmidhuber 1997, §5.6, https://doi.org/10.1162/neco.1997.9.8.1735
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { temporalOrder } from '@thaw/datasets';
 *
 * const { input, target } = temporalOrder({ rows: 4, random: new Random(7) }).columns;
 * console.log(input.shape, target.data); // [ 4, 110, 8 ] and four classes from 0 to 3
 * ```
 */
export function temporalOrder(options: TemporalOrderOptions = {}): Table<LabelledColumns> {
  const { rows = 64, relevant = 2, length = 100, random = sharedRandom().fork() } = options;
  requireMade('temporalOrder', options, { rows: [rows, 1], length: [length, 10] }, ['relevant']);
  if (relevant !== 2 && relevant !== 3) {
    throw new ArgumentError(`temporalOrder: relevant must be 2 or 3, got ${describe(relevant)}.`);
  }
  const tenth = Math.floor(length / 10);
  const starts = (relevant === 2 ? [10, 50] : [10, 33, 66]).map((begin) =>
    Math.floor((begin * length) / 100),
  );
  const time = length + tenth;
  const shorter = random.integers(rows, tenth + 1);
  const others = random.integers(rows * time, 4);
  const places = random.integers(rows * relevant, tenth + 1);
  const target = random.integers(rows, 2 ** relevant);
  const input = new Float32Array(rows * time * 8);
  for (let row = 0; row < rows; row++) {
    const first = shorter[row]!; // where E is
    const put = (t: number, symbol: number): void => {
      input.fill(0, (row * time + t) * 8, (row * time + t + 1) * 8);
      input[(row * time + t) * 8 + symbol] = 1;
    };
    put(first, 0);
    for (let t = first + 1; t < time - 1; t++) put(t, 4 + others[row * time + t]!);
    put(time - 1, 1);
    for (const [i, begin] of starts.entries()) {
      put(first + begin + places[row * relevant + i]!, 2 + ((target[row]! >> (relevant - 1 - i)) & 1));
    }
  }
  return new Table({
    input: { data: input, shape: [rows, time, 8] },
    target: { data: target, shape: [rows] },
  });
}
