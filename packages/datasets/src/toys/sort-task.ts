import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { requireMade } from './require.ts';
import type { MaskedSequenceColumns } from './sequences.ts';
import { ofTapes, vectorsOf } from './tape.ts';

/** Options of `sortTask`. */
export interface SortTaskOptions {
  /** How many tapes. @defaultValue 32 */
  readonly rows?: number;
  /** Vectors on each. @defaultValue 20 */
  readonly length?: number;
  /** How many of them are to be said, those of the highest priorities. @defaultValue 16, or all where there are fewer */
  readonly highest?: number;
  /** Bits of a vector. @defaultValue 8 */
  readonly width?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Priority sort: say the vectors of the highest priorities, the highest first.
 *
 * Each step has a vector of random bits and, in the next channel, its priority, uniform in [−1, 1); then comes the
 * delimiter, a step at which the last channel is 1, and then the targets.
 *
 * Shapes, with time = length + 1 + highest: input [rows, time, width + 2]; target [rows, time, width]; mask [rows, time],
 * 1 at the last `highest` steps.
 *
 * @throws {ArgumentError} when an option is not a whole number from 1 on, or highest is above length.
 * @see Graves, Wayne and Danihelka 2014, §4.5, https://arxiv.org/abs/1410.5401
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { sortTask } from '@thaw/datasets';
 *
 * const tapes = sortTask({ rows: 4, length: 6, highest: 4, random: new Random(7) });
 * console.log(tapes.column('input').shape, tapes.column('target').shape); // [ 4, 11, 10 ] [ 4, 11, 8 ]
 * ```
 */
export function sortTask(options: SortTaskOptions = {}): Table<MaskedSequenceColumns> {
  const { rows = 32, length = 20, width = 8, random = sharedRandom().fork() } = options;
  const { highest = Math.min(16, length) } = options;
  const sizes = { rows: [rows, 1], length: [length, 1], highest: [highest, 1], width: [width, 1] } as const;
  requireMade('sortTask', options, sizes);
  if (highest > length) {
    throw new ArgumentError(
      `sortTask: highest must be at most length, which is ${length}, got ${describe(highest)}.`,
    );
  }
  const delimiter = [...new Uint8Array(width + 1), 1];
  const tapes = Array.from({ length: rows }, () => {
    const vectors = vectorsOf(random.bernoulli(length * width, 0.5), length, width);
    const priorities = random.uniform(length, -1, 1);
    const order = [...priorities.keys()].sort((a, b) => priorities[b]! - priorities[a]!);
    return {
      input: [...vectors.map((vector, t) => [...vector, priorities[t]!, 0]), delimiter],
      target: order.slice(0, highest).map((t) => vectors[t]!),
    };
  });
  return ofTapes(tapes, length + 1 + highest, width + 2, width);
}
