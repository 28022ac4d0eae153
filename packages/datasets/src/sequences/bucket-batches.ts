import { ArgumentError, checkOptions, checkSize, describe, type Random, sharedRandom } from '@thaw/backend';
import type { BatchSource } from '@thaw/core';

import type { FloatData, IntegerData } from '../table/columns.ts';
import { checkSequences, padSequences, type Sequence } from './pad-sequences.ts';

/** How sequences are gathered by their lengths. */
export interface BucketOptions {
  /**
   * The lengths to which sequences are filled, rising: a batch holds sequences of one bucket alone, and has its length, so that there are
   * as many shapes as buckets. Default: four, at the quarters of the lengths there are.
   */
  readonly lengths?: readonly number[];
  /** The class of each sequence, or of each its targets, as long as it is. Default: none. */
  readonly target?: Int32Array | readonly number[] | readonly Sequence[];
  /** What fills the places that are left; those of targets are filled with 0, and the mask hides them. Default 0. */
  readonly value?: number;
  /** Whether every epoch goes through them in an order of its own. Default true. */
  readonly shuffle?: boolean;
  /** What shuffles. Default: a fork of the shared generator, which `seed` seeds. */
  readonly random?: Random;
}

/** Sequences of like length. */
export interface SequenceBatch {
  /** [batch, length]. */
  readonly input: IntegerData;
  /** [batch, length]: 1 where the input is, 0 where it is filled; attention takes it by this name. */
  readonly keyMask: FloatData;
  /** [batch], or, of each place, [batch, length]. */
  readonly target?: IntegerData;
  /** The same as `keyMask`, for the loss, where every place has a target. */
  readonly mask?: FloatData;
}

/** The batches of sequences by length: a source for `fit`, whose epochs can be asked for by number. */
export interface BucketBatches extends BatchSource {
  /** How many batches an epoch has. */
  readonly length: number;
  epoch(index: number): Iterable<SequenceBatch>;
}

/**
 * Batches of sequences of like length, so that little is filled: every sequence comes once in an epoch, and both the sequences of a
 * batch and the order of the batches are drawn anew from `random.fork(epoch)`.
 *
 * @param size how many sequences a batch has; the last of each bucket has those that are left.
 * @throws {ArgumentError} when a sequence is longer than every bucket, or targets do not fit.
 * @example
 * ```ts
 * import { bucketBatches } from '@thaw/datasets';
 *
 * const batches = bucketBatches([[1], [2, 3, 4, 5], [6], [7, 8, 9]], 2, { lengths: [1, 4], shuffle: false });
 * console.log([...batches.epoch(0)].map(({ input }) => input.shape)); // [ [ 2, 1 ], [ 2, 4 ] ]
 * ```
 */
export function bucketBatches(
  sequences: readonly Sequence[],
  size: number,
  options: BucketOptions = {},
): BucketBatches {
  const owner = 'bucketBatches';
  checkOptions(owner, options, ['lengths', 'target', 'value', 'shuffle', 'random']);
  checkSize(owner, 'size', size);
  checkSequences(owner, sequences);
  if (sequences.length === 0) throw new ArgumentError(`${owner}: there are no sequences.`);
  const { target, value = 0, shuffle = true } = options;
  const lengths = bucketLengths(owner, sequences, options.lengths);
  const buckets: number[][] = lengths.map(() => []);
  for (const [row, sequence] of sequences.entries()) {
    const bucket = lengths.findIndex((length) => sequence.length <= length);
    if (bucket < 0) {
      throw new ArgumentError(
        `${owner}: sequence ${row} is ${sequence.length} long, and longer than ${lengths.at(-1)}, the longest bucket; cut it, or leave it out.`,
      );
    }
    buckets[bucket]!.push(row);
  }
  const targets = target && checkTargets(owner, sequences, target);
  const random = shuffle ? (options.random ?? sharedRandom().fork()) : undefined;
  const make = (bucket: number, rows: readonly number[]): SequenceBatch => {
    const length = lengths[bucket]!;
    const { input, mask } = padSequences(
      rows.map((row) => sequences[row]!),
      { length, value },
    );
    if (targets === undefined) return { input, keyMask: mask };
    if ('classes' in targets) {
      const data = Int32Array.from(rows, (row) => targets.classes[row]!);
      return { input, keyMask: mask, target: { data, shape: [rows.length] } };
    }
    const { input: target } = padSequences(
      rows.map((row) => targets.sequences[row]!),
      { length },
    );
    return { input, keyMask: mask, target, mask };
  };
  return {
    length: buckets.reduce((sum, rows) => sum + Math.ceil(rows.length / size), 0),
    *epoch(index) {
      const draws = random?.fork(checkSize(owner, 'epoch', index, 0));
      const cuts = buckets.flatMap((rows, bucket) => {
        const order = draws ? Array.from(draws.permutation(rows.length), (i) => rows[i]!) : rows;
        return Array.from({ length: Math.ceil(rows.length / size) }, (_, batch) => {
          return { bucket, rows: order.slice(batch * size, (batch + 1) * size) };
        });
      });
      const order = draws ? draws.permutation(cuts.length) : cuts.keys();
      for (const i of order) yield make(cuts[i]!.bucket, cuts[i]!.rows);
    },
  };
}

/** Lengths that rise; by default those of the sequences a quarter, half, three quarters and all the way up. */
function bucketLengths(
  owner: string,
  sequences: readonly Sequence[],
  given?: readonly number[],
): readonly number[] {
  if (given === undefined) {
    const all = sequences.map(({ length }) => Math.max(1, length)).sort((a, b) => a - b);
    return [...new Set([1, 2, 3, 4].map((quarter) => all[Math.ceil((quarter * all.length) / 4) - 1]!))];
  }
  const rising =
    Array.isArray(given) &&
    given.every((length, i) => Number.isInteger(length) && length > (given[i - 1] ?? 0));
  if (rising && given.length > 0) return given;
  throw new ArgumentError(
    `${owner}: lengths are whole numbers from 1 on, each greater than the one before, got ${Array.isArray(given) ? `[${given.join(', ')}]` : describe(given)}.`,
  );
}

function checkTargets(
  owner: string,
  sequences: readonly Sequence[],
  target: NonNullable<BucketOptions['target']>,
): { classes: ArrayLike<number> } | { sequences: readonly Sequence[] } {
  if (target.length !== sequences.length) {
    throw new ArgumentError(
      `${owner}: there are ${sequences.length} sequences and ${target.length} targets.`,
    );
  }
  if (typeof target[0] === 'number') return { classes: target as readonly number[] };
  const rows = target as readonly Sequence[];
  checkSequences(owner, rows);
  const wrong = rows.findIndex((row, i) => row.length !== sequences[i]!.length);
  if (wrong < 0) return { sequences: rows };
  throw new ArgumentError(
    `${owner}: sequence ${wrong} is ${sequences[wrong]!.length} long, and its targets ${rows[wrong]!.length}.`,
  );
}
