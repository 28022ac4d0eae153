import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';
import type { ArrayData } from '@thaw/core';

import type { FloatData, IntegerData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { checkSequences, type Sequence } from './pad-sequences.ts';

/** How sequences are packed. */
export interface PackOptions {
  /** What fills the places that are left. Default 0. */
  readonly value?: number;
}

/** Several sequences a row, all columns [rows, length]. */
export type PackedColumns = {
  readonly input: IntegerData;
  /** The next number of the same sequence, to be foretold. */
  readonly target: IntegerData;
  /** For the loss: 1 where there is such a next number, 0 at the end of a sequence and where the row is filled. */
  readonly mask: FloatData;
  /** Which sequence of its row a place belongs to, from 1 on; 0 where the row is filled. */
  readonly segments: IntegerData;
  /** Where in its sequence a place is, from 0 on. */
  readonly positions: IntegerData;
};

/**
 * Packs sequences of any length into rows of one length, several in a row, so that little is filled: the longest first, each into the row
 * that it fills best, or into a new one. No sequence is cut, and none left out.
 *
 * `packedMask` makes of `segments` what keeps attention within a sequence.
 *
 * @throws {ArgumentError} when a sequence is empty or longer than a row, or there is none.
 * @see Krell et al. 2021, Efficient Sequence Packing without Cross-contamination, https://arxiv.org/abs/2107.02027
 * @example
 * ```ts
 * import { packSequences } from '@thaw/datasets';
 *
 * const { input, segments } = packSequences([[5, 6], [7, 8, 9], [4]], 5).columns;
 * console.log(input.data.join(), segments.data.join()); // 7,8,9,5,6,4,0,0,0,0 1,1,1,2,2,1,0,0,0,0
 * ```
 */
export function packSequences(
  sequences: readonly Sequence[],
  length: number,
  options: PackOptions = {},
): Table<PackedColumns> {
  checkOptions('packSequences', options, ['value']);
  checkSize('packSequences', 'length', length);
  const rows = packRows(checkedLengths(sequences, length), length);
  const columns = Array.from({ length: 4 }, () => new Int32Array(rows.length * length));
  const [input, target, segments, positions] = columns as [Int32Array, Int32Array, Int32Array, Int32Array];
  input.fill(options.value ?? 0);
  const mask = new Float32Array(input.length);
  for (const [row, members] of rows.entries()) {
    let place = row * length;
    for (const [segment, member] of members.entries()) {
      const sequence = sequences[member]!;
      const end = place + sequence.length;
      input.set(sequence, place);
      target.set(sequence.slice(1), place);
      mask.fill(1, place, end - 1);
      segments.fill(segment + 1, place, end);
      for (let i = 0; i < sequence.length; i++) positions[place + i] = i;
      place = end;
    }
  }
  const shape = [rows.length, length];
  return new Table({
    input: { data: input, shape },
    target: { data: target, shape },
    mask: { data: mask, shape },
    segments: { data: segments, shape },
    positions: { data: positions, shape },
  });
}

/**
 * Which place may see which: [rows, length, length], 1 where both are of one sequence. Filled places see themselves alone, so that
 * no place sees nothing. It says nothing of order: pass attention `causal` too where a place must not see later ones.
 *
 * @param segments [rows, length], as `packSequences` makes them.
 * @throws {ArgumentError} when they have another rank.
 */
export function packedMask(segments: ArrayData): { data: Uint8Array; shape: number[] } {
  const [rows, length] = segments?.shape ?? [];
  if (segments?.shape?.length !== 2) {
    throw new ArgumentError(`packedMask: segments are [rows, length], got ${describe(segments)}.`);
  }
  const data = new Uint8Array(rows! * length! * length!);
  for (let row = 0; row < rows!; row++) {
    for (let query = 0; query < length!; query++) {
      const own = segments.data[row * length! + query]!;
      const begin = (row * length! + query) * length!;
      data[begin + query] = 1;
      for (let key = 0; own > 0 && key < length!; key++) {
        if (segments.data[row * length! + key] === own) data[begin + key] = 1;
      }
    }
  }
  return { data, shape: [rows!, length!, length!] };
}

/** Best fit, the longest first: rows by what room they have, so that the tightest that will do is found in as many steps as a row is long. */
function packRows(lengths: readonly number[], length: number): number[][] {
  const order = Array.from(lengths.keys()).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const withRoom: number[][][] = Array.from({ length: length + 1 }, () => []);
  const rows: number[][] = [];
  for (const member of order) {
    let room = lengths[member]!;
    while (room <= length && withRoom[room]!.length === 0) room += 1;
    let row = room <= length ? withRoom[room]!.pop() : undefined;
    if (row === undefined) {
      room = length;
      rows.push((row = []));
    }
    row.push(member);
    withRoom[room - lengths[member]!]!.push(row);
  }
  return rows;
}

function checkedLengths(sequences: readonly Sequence[], length: number): number[] {
  checkSequences('packSequences', sequences);
  if (sequences.length === 0) throw new ArgumentError('packSequences: there are no sequences.');
  for (const [i, sequence] of sequences.entries()) {
    if (sequence.length >= 1 && sequence.length <= length) continue;
    throw new ArgumentError(
      `packSequences: sequence ${i} is ${sequence.length} long, where 1 to ${length} fit into a row; cut it, or leave it out.`,
    );
  }
  return sequences.map((sequence) => sequence.length);
}
