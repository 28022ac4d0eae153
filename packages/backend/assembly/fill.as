// AssemblyScript: a tensor of one number.
import { ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const FILL: i32 = 15;

const Y: i32 = 0, SIZE: i32 = 1, PATTERN: i32 = 2;

/** Bytes of a chunk. */
const EACH: i32 = 1 << 18;

/** Fills `size` bytes from `y` on with a pattern of four bytes, from its first on. */
export function fill(control: usize, y: usize, size: i32, pattern: i32): void {
  setArgument(control, Y, <i32>y);
  setArgument(control, SIZE, size);
  setArgument(control, PATTERN, pattern);
  parallel(control, FILL, ceilDiv(size, EACH));
}

export function fillChunk(control: usize, chunk: i32): void {
  let y = <usize>argument(control, Y) + <usize>chunk * EACH, size = min(EACH, argument(control, SIZE) - chunk * EACH);
  const pattern = argument(control, PATTERN);
  if (pattern == 0) {
    memory.fill(y, 0, size);
    return;
  }
  const four = i32x4.splat(pattern);
  for (; size >= 16; size -= 16, y += 16) v128.store(y, four);
  for (; size >= 4; size -= 4, y += 4) store<i32>(y, pattern);
  for (; size > 0; size--, y++) store<u8>(y, <u8>pattern); // truth values, whose pattern is four times the same
}
