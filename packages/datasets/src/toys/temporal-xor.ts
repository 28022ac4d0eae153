import { type Random, sharedRandom } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { requireMade } from './require.ts';
import { oneStepOn, type SequenceColumns } from './sequences.ts';

/** Options of `temporalXor`. */
export interface TemporalXorOptions {
  /** How many streams. @defaultValue 32 */
  readonly rows?: number;
  /** Triples of bits in each stream. @defaultValue 16 */
  readonly triples?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Exclusive or in time: streams of bits in which every third is the exclusive or of the two before it, and the others
 * are drawn by chance. The target of a bit is the next one, which can be known only when the next is a third: at the
 * steps 1, 4, 7 …, counted from 0.
 *
 * Shapes: input and target [rows, 3·triples, 1], 0 or 1.
 *
 * @throws {ArgumentError} when rows or triples is not a whole number from 1 on.
 * @see Elman 1990, "Finding structure in time", https://doi.org/10.1207/s15516709cog1402_1
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { temporalXor } from '@thaw/datasets';
 *
 * const { input, target } = temporalXor({ rows: 1, triples: 2, random: new Random(7) }).columns;
 * console.log(input.data); // a, b, a ⊕ b, c, d, c ⊕ d
 * console.log(target.data); // the same, one step on
 * ```
 */
export function temporalXor(options: TemporalXorOptions = {}): Table<SequenceColumns> {
  const { rows = 32, triples = 16, random = sharedRandom().fork() } = options;
  requireMade('temporalXor', options, { rows: [rows, 1], triples: [triples, 1] });
  const length = 3 * triples;
  const streams = new Float32Array(rows * (length + 1));
  for (let row = 0; row < rows; row++) {
    const drawn = random.bernoulli(2 * triples + 1, 0.5); // and the first bit after the last triple
    for (let t = 0; t <= length; t++) {
      const pair = 2 * Math.floor(t / 3);
      streams[row * (length + 1) + t] =
        t % 3 === 2 ? drawn[pair]! ^ drawn[pair + 1]! : drawn[pair + (t % 3)]!;
    }
  }
  return oneStepOn(streams, rows);
}
