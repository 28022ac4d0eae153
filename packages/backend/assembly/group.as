// AssemblyScript: groups of operations whose code is made when a step is compiled. Each is a function in a table of each thread, and a
// job by the number of its place there; the places of its tensors are the arguments of the job.
import { GROUPS, parallel, setArgument } from './threads';

/** Writes where an input or output of the next group lies. */
export function setPlace(control: usize, i: i32, place: usize): void {
  setArgument(control, i, <i32>place);
}

/** Computes all chunks of the group in a slot of the table. */
export function group(control: usize, slot: i32, chunks: i32): void {
  parallel(control, GROUPS + slot, chunks);
}
