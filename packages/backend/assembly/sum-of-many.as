// AssemblyScript: the sum of any number of tensors of one shape, in one pass over memory.
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const ADD_N: i32 = 14;

const Y: i32 = 0, COUNT: i32 = 1, MANY: i32 = 2, SUMMANDS: i32 = 3;

const EACH: i32 = 1 << 14;

/** Writes where a summand of the next job lies; there may be 32 of them. */
export function setSummand(control: usize, i: i32, place: usize): void {
  setArgument(control, SUMMANDS + i, <i32>place);
}

/** y = the sum of `many` tensors of `count` numbers, added in their order; y may be the first of them. */
export function addN(control: usize, y: usize, count: i32, many: i32): void {
  setArgument(control, Y, <i32>y);
  setArgument(control, COUNT, count);
  setArgument(control, MANY, many);
  parallel(control, ADD_N, ceilDiv(count, EACH));
}

export function addNChunk(control: usize, chunk: i32): void {
  const many = argument(control, MANY), first = chunk * EACH;
  const y = <usize>argument(control, Y), end = bytes(min(argument(control, COUNT), first + EACH));
  let at = bytes(first);
  for (; at + 64 <= end; at += 64) {
    let x = <usize>argument(control, SUMMANDS) + at;
    let a = v128.load(x), b = v128.load(x, 16), c = v128.load(x, 32), d = v128.load(x, 48);
    for (let i = 1; i < many; i++) {
      x = <usize>argument(control, SUMMANDS + i) + at;
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    v128.store(y + at, a);
    v128.store(y + at, b, 16);
    v128.store(y + at, c, 32);
    v128.store(y + at, d, 48);
  }
  for (; at < end; at += 4) {
    let sum = load<f32>(<usize>argument(control, SUMMANDS) + at);
    for (let i = 1; i < many; i++) sum += load<f32>(<usize>argument(control, SUMMANDS + i) + at);
    store<f32>(y + at, sum);
  }
}
