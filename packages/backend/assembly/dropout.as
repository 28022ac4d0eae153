// AssemblyScript: dropout, its mask made anew from the words of Philox wherever it is needed.
import { bytes, ceilDiv } from './pack';
import { fillWords } from './philox';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { loadRest, storeRest, wholeBytes } from './vectors';

export const DROPOUT: i32 = 71;

const STATE: i32 = 0, X: i32 = 1, Y: i32 = 2, SIZE: i32 = 3, DROPPED: i32 = 4, SCALE: i32 = 5;
/** How many numbers a chunk passes on: whole blocks. */
const EACH: i32 = 8192;

/** y = x · (0 where the upper 24 bits of the number's word are below `dropped`, else scale). A NaN stays. */
export function dropout(
  control: usize, state: usize, x: usize, y: usize, size: i32, dropped: i32, scale: f32,
): void {
  setArgument(control, STATE, <i32>state);
  setArgument(control, X, <i32>x);
  setArgument(control, Y, <i32>y);
  setArgument(control, SIZE, size);
  setArgument(control, DROPPED, dropped);
  setArgumentF32(control, SCALE, scale);
  parallel(control, DROPOUT, ceilDiv(size, EACH));
}

export function dropoutChunk(control: usize, chunk: i32, scratch: usize): void {
  const first = chunk * EACH, count = min(EACH, argument(control, SIZE) - first);
  const whole = wholeBytes(count), rest = bytes(count) - whole, dropped = i32x4.splat(argument(control, DROPPED));
  const x = <usize>argument(control, X) + bytes(first), y = <usize>argument(control, Y) + bytes(first);
  const scale = f32x4.splat(argumentF32(control, SCALE));
  fillWords(scratch, <usize>argument(control, STATE), first >> 2, ceilDiv(count, 4));
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(y + at, f32x4.mul(v128.load(x + at), mask(scratch + at, dropped, scale)));
  }
  if (rest) storeRest(y + whole, rest, f32x4.mul(loadRest(x + whole, rest, 0), mask(scratch + whole, dropped, scale)));
}

// @ts-ignore: decorator
@inline function mask(words: usize, dropped: v128, scale: v128): v128 {
  return v128.and(scale, i32x4.ge_s(i32x4.shr_u(v128.load(words), 8), dropped));
}
