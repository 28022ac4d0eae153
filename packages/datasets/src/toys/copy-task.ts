import { type Random, sharedRandom } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { type WholeRange, requireMade, requireRange } from './require.ts';
import type { MaskedSequenceColumns } from './sequences.ts';
import { ofTapes, vectorsOf } from './tape.ts';

/** Options of `copyTask`. */
export interface CopyTaskOptions {
  /** How many tapes. @defaultValue 32 */
  readonly rows?: number;
  /** Vectors on each, or the least and the most of them. @defaultValue [1, 20] */
  readonly length?: WholeRange;
  /** Bits of a vector. @defaultValue 8 */
  readonly width?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * The copy task: say again what was said, once it has ended.
 *
 * L vectors of random bits, then the delimiter, a step at which the last channel is 1; then L empty steps, at which the
 * vectors are the targets.
 *
 * Shapes, with time = 2·(most vectors) + 1: input [rows, time, width + 1]; target [rows, time, width], 0 or 1; mask
 * [rows, time], 1 at the last L steps of a row, by which `fit` leaves the others out.
 *
 * @throws {ArgumentError} when rows, width or length is not a whole number from 1 on, or length no range of such.
 * @see Graves, Wayne and Danihelka 2014, §4.1, https://arxiv.org/abs/1410.5401
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { copyTask } from '@thaw/datasets';
 *
 * const { input, target, mask } = copyTask({ rows: 4, length: 5, random: new Random(7) }).columns;
 * console.log(input.shape, target.shape, mask.shape); // [ 4, 11, 9 ] [ 4, 11, 8 ] [ 4, 11 ]
 * ```
 */
export function copyTask(options: CopyTaskOptions = {}): Table<MaskedSequenceColumns> {
  const { rows = 32, length = [1, 20], width = 8, random = sharedRandom().fork() } = options;
  requireMade('copyTask', options, { rows: [rows, 1], width: [width, 1] }, ['length']);
  const [least, most] = requireRange('copyTask', 'length', length, 1);
  const delimiter = [...new Uint8Array(width), 1];
  const lengths = random.integers(rows, most - least + 1);
  const tapes = Array.from(lengths, (more) => {
    const vectors = vectorsOf(random.bernoulli((least + more) * width, 0.5), least + more, width);
    return { input: [...vectors, delimiter], target: vectors };
  });
  return ofTapes(tapes, 2 * most + 1, width + 1, width);
}
