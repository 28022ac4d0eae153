// AssemblyScript: a job over all parameters of a model at once, whatever their sizes.
//
// A table says where they are. Each has an entry of eight whole numbers: how many numbers it has, the number of its first chunk, and up to
// six places: the parameter, its gradient, what an optimizer keeps of it. Chunks are cut from each parameter on its own, so which numbers
// share one depends on the sizes alone.
import { bytes } from './pack';
import { argument, setArgument } from './threads';

const TABLE: i32 = 0, ENTRIES: i32 = 1;

/** The first argument that a kernel over parameters has for itself. */
export const OWN: i32 = 2;

/** How many numbers a chunk has; src/ops/parameters/table.ts counts chunks by it. */
const EACH: i32 = 8192;
const ENTRY: usize = 32;

export function parameterChunkSize(): i32 {
  return EACH;
}

export function setTable(control: usize, table: usize, entries: i32): void {
  setArgument(control, TABLE, <i32>table);
  setArgument(control, ENTRIES, entries);
}

/** Where the table ends. */
// @ts-ignore: decorator
@inline export function behindTable(table: usize, entries: i32): usize {
  return table + <usize>entries * ENTRY;
}

/** The entry of the parameter to which a chunk belongs: the last whose first chunk is not after this one. */
export function entryOf(control: usize, chunk: i32): usize {
  const table = <usize>argument(control, TABLE);
  let low = 0, high = argument(control, ENTRIES) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (load<i32>(table + <usize>middle * ENTRY, 4) <= chunk) low = middle;
    else high = middle - 1;
  }
  return table + <usize>low * ENTRY;
}

// @ts-ignore: decorator
@inline function firstOf(entry: usize, chunk: i32): i32 {
  return (chunk - load<i32>(entry, 4)) * EACH;
}

/** How many numbers the chunk has. */
// @ts-ignore: decorator
@inline export function countOf(entry: usize, chunk: i32): i32 {
  return min(EACH, load<i32>(entry) - firstOf(entry, chunk));
}

/** Where the chunk begins in the `i`th tensor of the parameter; 0 when there is none. */
// @ts-ignore: decorator
@inline export function placeOf(entry: usize, chunk: i32, i: usize): usize {
  const place = <usize>load<i32>(entry + (i << 2), 8);
  return place == 0 ? 0 : place + bytes(firstOf(entry, chunk));
}
