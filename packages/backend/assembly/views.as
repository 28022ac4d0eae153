// AssemblyScript: the axes that a job goes over, from the innermost on, and how far apart the numbers of its two views lie along each.
import { argument, setArgument } from './threads';

/** An axis takes three arguments: how long it is, and how many numbers lie from one place to the next in the first and second view. */
const AXES: i32 = 96;
const EACH: i32 = 3;

/** The most axes there are. */
export const MOST_AXES: i32 = 8;

/** Writes an axis of the next job; 0 is the innermost one. */
export function setAxis(control: usize, axis: i32, size: i32, first: i32, second: i32): void {
  setArgument(control, AXES + EACH * axis, size);
  setArgument(control, AXES + EACH * axis + 1, first);
  setArgument(control, AXES + EACH * axis + 2, second);
}

// @ts-ignore: decorator
@inline export function axisSize(control: usize, axis: i32): i32 {
  return argument(control, AXES + EACH * axis);
}

// @ts-ignore: decorator
@inline export function stride(control: usize, axis: i32, view: i32): i32 {
  return argument(control, AXES + EACH * axis + 1 + view);
}

/** Where in a view place `index` of the axes from `axis` on lies, in numbers. */
export function offset(control: usize, axis: i32, rank: i32, index: i32, view: i32): i32 {
  let sum = 0;
  for (; index > 0 && axis < rank; axis++) {
    const size = axisSize(control, axis), above = index / size;
    sum += (index - above * size) * stride(control, axis, view);
    index = above;
  }
  return sum;
}
