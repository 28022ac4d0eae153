import type { FloatData } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** What a task on sequences of numbers is learnt from. */
export type SequenceColumns = {
  /** Shape [rows, time, features]. */
  readonly input: FloatData;
  /** Shape [rows, …]: what is to be said after each step, or at the end. */
  readonly target: FloatData;
};

/** What a task on sequences is learnt from, where not every step has something to be said. */
export type MaskedSequenceColumns = SequenceColumns & {
  /** Shape [rows, time], 1 where the target counts: `fit` leaves the other steps out. */
  readonly mask: FloatData;
};

/** A table whose target is the input one step on: the streams lie one after the other, each one value longer than its input. */
export function oneStepOn(streams: Float32Array, rows: number): Table<SequenceColumns> {
  const length = streams.length / rows - 1;
  const input = new Float32Array(rows * length);
  const target = new Float32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const stream = streams.subarray(row * (length + 1), (row + 1) * (length + 1));
    input.set(stream.subarray(0, length), row * length);
    target.set(stream.subarray(1), row * length);
  }
  const shape = [rows, length, 1];
  return new Table({ input: { data: input, shape }, target: { data: target, shape } });
}

/** A table of sequences of features that are on, 1, or off, 0; rows that end early are 0 from there on, and masked. */
export function ofFeatures(
  rows: readonly {
    readonly input: readonly (readonly number[])[];
    readonly target: readonly (readonly number[])[];
  }[],
  inputs: number,
  targets: number,
): Table<MaskedSequenceColumns> {
  const time = Math.max(...rows.map(({ input }) => input.length));
  const features = (name: 'input' | 'target', width: number): FloatData => {
    const data = new Float32Array(rows.length * time * width);
    for (const [row, steps] of rows.entries()) {
      for (const [t, on] of steps[name].entries()) {
        for (const feature of on) data[(row * time + t) * width + feature] = 1;
      }
    }
    return { data, shape: [rows.length, time, width] };
  };
  const mask = new Float32Array(rows.length * time);
  for (const [row, { input }] of rows.entries()) mask.fill(1, row * time, row * time + input.length);
  return new Table({
    input: features('input', inputs),
    target: features('target', targets),
    mask: { data: mask, shape: [rows.length, time] },
  });
}
