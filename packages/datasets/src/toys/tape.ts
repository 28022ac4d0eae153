import { Table } from '../table/table.ts';
import type { MaskedSequenceColumns } from './sequences.ts';

/** What is written on a tape and what is to be read from it, step by step; where nothing is, the step is empty. */
export interface Tape {
  readonly input: readonly (readonly number[])[];
  readonly target: readonly (readonly number[])[];
}

/** A table of tapes: what is to be read comes once all is written, and there alone the mask is 1. */
export function ofTapes(
  tapes: readonly Tape[],
  time: number,
  channels: number,
  width: number,
): Table<MaskedSequenceColumns> {
  const rows = tapes.length;
  const input = new Float32Array(rows * time * channels);
  const target = new Float32Array(rows * time * width);
  const mask = new Float32Array(rows * time);
  for (const [row, tape] of tapes.entries()) {
    const [first, read] = [row * time, tape.input.length];
    for (const [t, values] of tape.input.entries()) input.set(values, (first + t) * channels);
    for (const [t, values] of tape.target.entries()) target.set(values, (first + read + t) * width);
    mask.fill(1, first + read, first + read + tape.target.length);
  }
  return new Table({
    input: { data: input, shape: [rows, time, channels] },
    target: { data: target, shape: [rows, time, width] },
    mask: { data: mask, shape: [rows, time] },
  });
}

/** As many vectors of bits as wanted, from so many drawn at once. */
export function vectorsOf(bits: Uint8Array, count: number, width: number): number[][] {
  return Array.from({ length: count }, (_, t) => Array.from(bits.subarray(t * width, (t + 1) * width)));
}
