// AssemblyScript: numbers of one tensor where a condition holds, and of another where not.
import { fourBytes } from './cast';
import { ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const SELECT: i32 = 13;

const CONDITION: i32 = 0, YES: i32 = 1, NO: i32 = 2, Y: i32 = 3, COUNT: i32 = 4, WIDTH: i32 = 5, SIZE: i32 = 6, EACH: i32 = 7;

/** Numbers of a chunk, about. */
const CHUNK: i32 = 1 << 15;

/** y = yes where the condition holds, no elsewhere; each of the `count` truth values stands for `width` numbers of `size` bytes. */
export function select(
  control: usize, condition: usize, yes: usize, no: usize, y: usize, count: i32, width: i32, size: i32,
): void {
  const each = max(1, CHUNK / width);
  setArgument(control, CONDITION, <i32>condition);
  setArgument(control, YES, <i32>yes);
  setArgument(control, NO, <i32>no);
  setArgument(control, Y, <i32>y);
  setArgument(control, COUNT, count);
  setArgument(control, WIDTH, width);
  setArgument(control, SIZE, size);
  setArgument(control, EACH, each);
  parallel(control, SELECT, ceilDiv(count, each));
}

export function selectChunk(control: usize, chunk: i32): void {
  const each = argument(control, EACH), first = chunk * each, width = argument(control, WIDTH);
  const run = <usize>width * argument(control, SIZE);
  let condition = <usize>argument(control, CONDITION) + <usize>first;
  let count = min(each, argument(control, COUNT) - first), at = <usize>first * run;
  const yes = <usize>argument(control, YES), no = <usize>argument(control, NO), y = <usize>argument(control, Y);
  if (run == 4) {
    for (; count >= 4; count -= 4, condition += 4, at += 16) {
      const holds = i32x4.ne(fourBytes(condition), i32x4.splat(0));
      v128.store(y + at, v128.bitselect(v128.load(yes + at), v128.load(no + at), holds));
    }
  } else if (run == 1) {
    for (; count >= 16; count -= 16, condition += 16, at += 16) {
      const holds = i8x16.ne(v128.load(condition), i8x16.splat(0));
      v128.store(y + at, v128.bitselect(v128.load(yes + at), v128.load(no + at), holds));
    }
  }
  for (; count > 0; count--, condition++, at += run) memory.copy(y + at, (load<u8>(condition) != 0 ? yes : no) + at, run);
}
