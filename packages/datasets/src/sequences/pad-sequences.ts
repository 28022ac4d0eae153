import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import type { FloatData, IntegerData } from '../table/columns.ts';

/** A sequence of whole numbers, such as the ids of tokens, of any length. */
export type Sequence = readonly number[] | Int32Array | Uint8Array;

/** How sequences are made equally long. */
export interface PadOptions {
  /** How long they become. A longer sequence is an error. Default: as long as the longest. */
  readonly length?: number;
  /** What fills the places that are left. Default 0. */
  readonly value?: number;
  /** Where the filling stands. Default 'end'. */
  readonly side?: 'end' | 'start';
}

/** Sequences of one length, [rows, length], and a mask of the same shape: 1 where there is something, 0 where it is filled. */
export interface PaddedSequences {
  readonly input: IntegerData;
  readonly mask: FloatData;
}

/**
 * Makes sequences equally long, and says where they were filled.
 *
 * @throws {ArgumentError} when a sequence is longer than the length that is given, or is none.
 * @example
 * ```ts
 * import { padSequences } from '@thaw/datasets';
 *
 * const { input, mask } = padSequences([[5, 6, 7], [8]]);
 * console.log(input.data.join(), mask.data.join()); // 5,6,7,8,0,0 1,1,1,1,0,0
 * ```
 */
export function padSequences(sequences: readonly Sequence[], options: PadOptions = {}): PaddedSequences {
  checkOptions('padSequences', options, ['length', 'value', 'side']);
  const longest = checkSequences('padSequences', sequences);
  const { length = longest, value = 0, side = 'end' } = options;
  checkSize('padSequences', 'length', length, 0);
  if (side !== 'end' && side !== 'start') {
    throw new ArgumentError(`padSequences: side is 'end' or 'start', got ${describe(side)}.`);
  }
  const data = new Int32Array(sequences.length * length).fill(value);
  const mask = new Float32Array(data.length);
  for (const [row, sequence] of sequences.entries()) {
    if (sequence.length > length) {
      throw new ArgumentError(
        `padSequences: sequence ${row} is ${sequence.length} long, and longer than ${length}; cut it, or leave it out.`,
      );
    }
    const begin = row * length + (side === 'end' ? 0 : length - sequence.length);
    data.set(sequence, begin);
    mask.fill(1, begin, begin + sequence.length);
  }
  const shape = [sequences.length, length];
  return { input: { data, shape }, mask: { data: mask, shape } };
}

/** How long the longest is. @throws {ArgumentError} when one is no sequence. */
export function checkSequences(owner: string, sequences: readonly Sequence[]): number {
  if (!Array.isArray(sequences)) {
    throw new ArgumentError(`${owner}: expected an array of sequences, got ${describe(sequences)}.`);
  }
  let longest = 0;
  for (const [row, sequence] of sequences.entries()) {
    if (!Array.isArray(sequence) && !(sequence instanceof Int32Array || sequence instanceof Uint8Array)) {
      throw new ArgumentError(
        `${owner}: sequence ${row} must be an array of whole numbers, an Int32Array or a Uint8Array, got ${describe(sequence)}.`,
      );
    }
    longest = Math.max(longest, sequence.length);
  }
  return longest;
}
