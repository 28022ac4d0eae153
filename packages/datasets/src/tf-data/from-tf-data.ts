import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';
import type { TensorFlowDataset } from '@thaw/core';

import { type ColumnValues, rowLength, type TableColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** What the elements of a dataset are. */
export interface FromTfDataOptions {
  /** Whether an element is a batch of rows, as `dataset.batch(32)` makes them. Default false, an element is a row. */
  readonly batched?: boolean;
}

/** The rows of an element in one column. */
interface Part {
  readonly data: ColumnValues;
  readonly shape: readonly number[];
}

/**
 * A table of all elements of a dataset of `tf.data`. Elements are values by name: `xs` becomes the column `input`, `ys` `target`, any
 * other keeps its name. Their tensors are disposed of, as they are nobody else's.
 *
 * float32 tensors become float32, int32 int32, bool bytes, texts texts; plain numbers and arrays of them float32.
 *
 * @throws {ArgumentError} when there is no element, or elements are of different names, kinds or shapes.
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { fromTfData } from '@thaw/datasets';
 *
 * const dataset = tf.data.array([{ xs: [1, 2], ys: 0 }, { xs: [3, 4], ys: 1 }]);
 * const table = await fromTfData(dataset);
 * console.log(table.column('input').shape, table.column('target').shape); // [ 2, 2 ] [ 2 ]
 * ```
 */
export async function fromTfData(
  dataset: TensorFlowDataset,
  options: FromTfDataOptions = {},
): Promise<Table> {
  checkOptions('fromTfData', options, ['batched']);
  if (typeof dataset?.iterator !== 'function') {
    throw new ArgumentError(`fromTfData: expected a dataset of tf.data, got ${describe(dataset)}.`);
  }
  const columns = new Map<string, Part[]>();
  const iterator = await dataset.iterator();
  let index = 0;
  for (;;) {
    const { value, done } = await iterator.next();
    if (done) break;
    try {
      const names = await gatherElement(columns, value, index, options.batched ?? false);
      if (names !== columns.size) {
        throw new ArgumentError(`fromTfData: element ${index} has not the same names as the one before it.`);
      }
    } finally {
      tf.dispose(value as tf.TensorContainer);
    }
    index += 1;
  }
  if (index === 0) throw new ArgumentError('fromTfData: the dataset has no elements.');
  const joined = [...columns].map(([name, parts]) => [name, join(name, parts)]);
  return new Table(Object.fromEntries(joined) as TableColumns) as unknown as Table;
}

/** Puts the rows of an element to those that were before. @returns how many columns it has. */
async function gatherElement(
  columns: Map<string, Part[]>,
  element: unknown,
  index: number,
  batched: boolean,
): Promise<number> {
  if (typeof element !== 'object' || element === null || element instanceof tf.Tensor) {
    throw new ArgumentError(
      `fromTfData: element ${index} must be values by name, such as { xs, ys }, got ${describe(element)}.`,
    );
  }
  const entries = Object.entries(element);
  for (const [given, value] of entries) {
    const name = given === 'xs' ? 'input' : given === 'ys' ? 'target' : given;
    const part = await partOf(name, value, index);
    if (batched && part.shape.length === 0) {
      throw new ArgumentError(
        `fromTfData: '${given}' of element ${index} is one number, and no batch of rows.`,
      );
    }
    if (index === 0) columns.set(name, []);
    const parts = columns.get(name);
    if (parts === undefined)
      throw new ArgumentError(`fromTfData: element ${index} has a '${given}', which others have not.`);
    parts.push(batched ? part : { data: part.data, shape: [1, ...part.shape] });
  }
  return entries.length;
}

async function partOf(name: string, value: unknown, index: number): Promise<Part> {
  if (value instanceof tf.Tensor) {
    return { data: (await value.data()) as ColumnValues, shape: value.shape };
  }
  if (typeof value === 'string') return { data: [value], shape: [] };
  if (typeof value === 'number') return { data: Float32Array.of(value), shape: [] };
  if (value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array) {
    return { data: value.slice(), shape: [value.length] };
  }
  const flat = Array.isArray(value) && value.every((each) => typeof each === 'number');
  if (flat) return { data: Float32Array.from(value as number[]), shape: [value.length] };
  throw new ArgumentError(
    `fromTfData: '${name}' of element ${index} must be a tensor, a number, a text or an array of numbers, got ${describe(value)}.`,
  );
}

function join(name: string, parts: readonly Part[]): Part {
  const first = parts[0]!;
  const row = first.shape.slice(1).join(', ');
  for (const [index, { data, shape }] of parts.entries()) {
    if (shape.slice(1).join(', ') === row && data.constructor === first.data.constructor) continue;
    throw new ArgumentError(
      `fromTfData: '${name}' of element ${index} is ${data.constructor.name} of rows [${shape.slice(1).join(', ')}], and of element 0 ${first.data.constructor.name} of rows [${row}].`,
    );
  }
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const shape = [rows, ...first.shape.slice(1)];
  if (Array.isArray(first.data)) return { data: parts.flatMap(({ data }) => [...(data as string[])]), shape };
  const Kind = first.data.constructor as new (length: number) => Float32Array;
  const data = new Kind(rows * rowLength(shape));
  let place = 0;
  for (const part of parts) {
    data.set(part.data as Float32Array, place);
    place += part.data.length;
  }
  return { data, shape };
}
