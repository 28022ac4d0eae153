// AssemblyScript: sums that were made in parts, so that several threads could make them, added in the order of the parts. How many parts
// there are depends on the shape alone, so the bits of the sum do too.
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const ADD_PARTS: i32 = 3;

const SOURCE: i32 = 0, TARGET: i32 = 1, SIZE: i32 = 2, PARTS: i32 = 3;
/** How many numbers a chunk adds up. */
const ADDED: i32 = 8192;

/** target = the sum of `parts` pieces of `size` numbers that lie one after the other. */
export function addParts(control: usize, source: usize, target: usize, size: i32, parts: i32): void {
  setArgument(control, SOURCE, <i32>source);
  setArgument(control, TARGET, <i32>target);
  setArgument(control, SIZE, size);
  setArgument(control, PARTS, parts);
  parallel(control, ADD_PARTS, ceilDiv(size, ADDED));
}

export function addPartsChunk(control: usize, chunk: i32): void {
  const size = argument(control, SIZE), parts = argument(control, PARTS);
  const first = chunk * ADDED, count = min(ADDED, size - first), next = bytes(size);
  const source = <usize>argument(control, SOURCE) + bytes(first), target = <usize>argument(control, TARGET) + bytes(first);
  const end = bytes(count), vectors = end & ~15;
  for (let at: usize = 0; at < vectors; at += 16) {
    let sum = v128.load(source + at), place = source + at + next;
    for (let part = 1; part < parts; part++, place += next) sum = f32x4.add(sum, v128.load(place));
    v128.store(target + at, sum);
  }
  for (let at = vectors; at < end; at += 4) {
    let sum = load<f32>(source + at), place = source + at + next;
    for (let part = 1; part < parts; part++, place += next) sum += load<f32>(place);
    store<f32>(target + at, sum);
  }
}
