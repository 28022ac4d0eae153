import { type Random, sharedRandom } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { type WholeRange, requireMade, requireRange } from './require.ts';
import type { MaskedSequenceColumns } from './sequences.ts';
import { ofTapes, vectorsOf } from './tape.ts';

/** Options of `repeatCopyTask`. */
export interface RepeatCopyTaskOptions {
  /** How many tapes. @defaultValue 32 */
  readonly rows?: number;
  /** Vectors on each, or the least and the most of them. @defaultValue [1, 10] */
  readonly length?: WholeRange;
  /** How often they are to be said, or the least and the most. @defaultValue [1, 10] */
  readonly repeats?: WholeRange;
  /** Bits of a vector. @defaultValue 8 */
  readonly width?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Repeat copy: say what was said as often as is asked, and then that it is enough.
 *
 * L vectors of random bits, then a step at which one channel, the delimiter, is 1 and the last is the number of
 * repetitions R, with mean 0 and variance 1 over all there may be (0 where there is but one). Then the targets: the vectors
 * R times over, and the end marker, a vector of zeros whose last channel is 1.
 *
 * Shapes, with time = L + 1 + L·R + 1 for the most of both: input [rows, time, width + 2]; target [rows, time, width + 1];
 * mask [rows, time], 1 where the target counts.
 *
 * @throws {ArgumentError} when rows, width, length or repeats is not a whole number from 1 on, or no range of such.
 * @see Graves, Wayne and Danihelka 2014, §4.2, https://arxiv.org/abs/1410.5401
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { repeatCopyTask } from '@thaw/datasets';
 *
 * const tapes = repeatCopyTask({ rows: 4, length: 3, repeats: [1, 4], random: new Random(7) });
 * console.log(tapes.column('input').shape, tapes.column('target').shape); // [ 4, 17, 10 ] [ 4, 17, 9 ]
 * ```
 */
export function repeatCopyTask(options: RepeatCopyTaskOptions = {}): Table<MaskedSequenceColumns> {
  const {
    rows = 32,
    length = [1, 10],
    repeats = [1, 10],
    width = 8,
    random = sharedRandom().fork(),
  } = options;
  const owner = 'repeatCopyTask';
  requireMade(owner, options, { rows: [rows, 1], width: [width, 1] }, ['length', 'repeats']);
  const [shortest, longest] = requireRange(owner, 'length', length, 1);
  const [fewest, most] = requireRange(owner, 'repeats', repeats, 1);
  const zeros = [...new Uint8Array(width)];
  const deviation = Math.sqrt(((most - fewest + 1) ** 2 - 1) / 12) || 1; // of a whole number, uniform
  const lengths = random.integers(rows, longest - shortest + 1);
  const times = random.integers(rows, most - fewest + 1);
  const tapes = Array.from(lengths, (more, row) => {
    const count = shortest + more;
    const vectors = vectorsOf(random.bernoulli(count * width, 0.5), count, width);
    const wanted = fewest + times[row]!;
    const said = vectors.map((vector) => [...vector, 0]);
    return {
      input: [...vectors, [...zeros, 1, (wanted - (fewest + most) / 2) / deviation]],
      target: [...Array.from({ length: wanted }, () => said).flat(), [...zeros, 1]],
    };
  });
  return ofTapes(tapes, longest + 1 + longest * most + 1, width + 2, width + 1);
}
