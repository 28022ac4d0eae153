import type { tf } from '../../../tfjs.ts';
import type { Code } from '../../wasm/code.ts';
import type { Group } from '../group.ts';

/** Where the numbers of an input lie, in numbers. */
interface View {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly offset: number;
  readonly dtype: tf.DataType;
}

/** The axes of a group, as few as may be: those whose numbers follow each other in every view are one. */
export interface Nest {
  /** The lengths of the axes of rows, the outermost first; none is one row. */
  readonly rows: readonly number[];
  /** Those of the columns, at least one, of which the last is the one that vectors run along. */
  readonly columns: readonly number[];
  readonly views: readonly View[];
}

/**
 * The axes of a group over which its code loops. Where nothing is reduced, every axis but the last one is taken for rows.
 */
export function nestOf({ shape, outer, inputs, steps, outputs }: Group): Nest {
  const isReduced =
    steps.some(({ op }) => op === 'reduce') ||
    (outer < shape.length && outputs.some(({ per }) => per === 'row'));
  const strides = inputs.map((input) => input.strides);
  const rows = merged(shape, strides, 0, isReduced ? outer : shape.length);
  const columns = isReduced ? merged(shape, strides, outer, shape.length) : rows.splice(-1);
  if (columns.length === 0) columns.push({ length: 1, strides: inputs.map(() => 0) });
  return {
    rows: rows.map(({ length }) => length),
    columns: columns.map(({ length }) => length),
    views: inputs.map(({ offset, dtype }, i) => ({
      rows: rows.map((axis) => axis.strides[i]!),
      columns: columns.map((axis) => axis.strides[i]!),
      offset,
      dtype,
    })),
  };
}

interface Axis {
  length: number;
  /** That of each view. */
  strides: number[];
}

function merged(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  first: number,
  end: number,
): Axis[] {
  const axes: Axis[] = [];
  for (let axis = first; axis < end; axis++) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const here = strides.map((view) => view[axis]!);
    const last = axes.at(-1);
    if (last && last.strides.every((stride, i) => stride === here[i]! * length)) {
      last.length *= length;
      last.strides = here;
    } else axes.push({ length, strides: here });
  }
  return axes;
}

export const product = (lengths: readonly number[]): number =>
  lengths.reduce((all, length) => all * length, 1);

/** The index along each axis, of the number of a place in row-major order. */
export function indicesOf(code: Code, place: number, lengths: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = place;
  for (let axis = lengths.length - 1; axis > 0; axis--) {
    indices[axis] = code.get(rest).i32(lengths[axis]!).op('i32.rem_u').keep('i32');
    rest = code.get(rest).i32(lengths[axis]!).op('i32.div_u').keep('i32');
  }
  if (lengths.length > 0) indices[0] = rest;
  return indices;
}
