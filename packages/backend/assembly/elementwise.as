// AssemblyScript: operations on each number of a tensor, and on each pair of numbers of two tensors that are broadcast.
import { binaryRun, COMPARISONS } from './binary';
import { bytes, ceilDiv } from './pack';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { unaryRun } from './unary';
import { axisSize, offset, stride } from './views';

export const BINARY: i32 = 10;
export const UNARY: i32 = 11;

const OPERATION: i32 = 0, A: i32 = 1, B: i32 = 2, C: i32 = 3, COUNT: i32 = 4, RANK: i32 = 5, EACH: i32 = 6;
const FIRST: i32 = 7, SECOND: i32 = 8;

/** How many numbers a chunk has where each costs an instruction, and where each costs some dozens. */
const CHEAP: i32 = 1 << 15;
const COSTLY: i32 = 1 << 13;

/** c = a operation b for `count` numbers; the axes of a and b were set, of which axis 0 lies one after the other or is one number. */
export function binary(control: usize, operation: i32, a: usize, b: usize, c: usize, count: i32, rank: i32): void {
  setArgument(control, OPERATION, operation);
  setArgument(control, A, <i32>a);
  setArgument(control, B, <i32>b);
  setArgument(control, C, <i32>c);
  setArgument(control, COUNT, count);
  setArgument(control, RANK, rank);
  parallel(control, BINARY, ceilDiv(count, CHEAP));
}

/** One chunk, row by row: a row is a run along axis 0, a plane its rows along axis 1. */
export function binaryChunk(control: usize, chunk: i32): void {
  const operation = argument(control, OPERATION), rank = argument(control, RANK);
  const size = operation >= COMPARISONS ? <usize>1 : 4;
  const a = <usize>argument(control, A), b = <usize>argument(control, B);
  const columns = axisSize(control, 0), stepA = stride(control, 0, 0), stepB = stride(control, 0, 1);
  let at = chunk * CHEAP;
  const end = min(argument(control, COUNT), at + CHEAP);
  let c = <usize>argument(control, C) + <usize>at * size;
  if (rank == 1) {
    binaryRun(operation, a + bytes(at * stepA), b + bytes(at * stepB), c, end - at, stepA, stepB);
    return;
  }
  const rows = axisSize(control, 1), nextA = bytes(stride(control, 1, 0)), nextB = bytes(stride(control, 1, 1));
  const first = at / columns;
  let column = at - first * columns, plane = first / rows, row = first - plane * rows;
  while (at < end) {
    let rowA = a + bytes(offset(control, 2, rank, plane, 0)) + <usize>row * nextA;
    let rowB = b + bytes(offset(control, 2, rank, plane, 1)) + <usize>row * nextB;
    for (; row < rows && at < end; row++, rowA += nextA, rowB += nextB, column = 0) {
      const count = min(columns - column, end - at);
      binaryRun(operation, rowA + bytes(column * stepA), rowB + bytes(column * stepB), c, count, stepA, stepB);
      at += count;
      c += <usize>count * size;
    }
    row = 0;
    plane++;
  }
}

/** y = operation(x) for `count` numbers; what `first` and `second` mean is the operation's. */
export function unary(control: usize, operation: i32, x: usize, y: usize, count: i32, first: f32, second: f32, costly: i32): void {
  setArgument(control, OPERATION, operation);
  setArgument(control, A, <i32>x);
  setArgument(control, C, <i32>y);
  setArgument(control, COUNT, count);
  setArgumentF32(control, FIRST, first);
  setArgumentF32(control, SECOND, second);
  const each = costly && count >= 2 * COSTLY ? COSTLY : CHEAP;
  setArgument(control, EACH, each);
  parallel(control, UNARY, ceilDiv(count, each));
}

export function unaryChunk(control: usize, chunk: i32): void {
  const each = argument(control, EACH), at = chunk * each, count = min(each, argument(control, COUNT) - at);
  const x = <usize>argument(control, A) + bytes(at), y = <usize>argument(control, C) + bytes(at);
  unaryRun(argument(control, OPERATION), x, y, count, argumentF32(control, FIRST), argumentF32(control, SECOND));
}
