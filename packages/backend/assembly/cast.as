// AssemblyScript: numbers of one kind into those of another. Float32 and int32 take four bytes, truth values one, 0 or 1.
import { truths } from './comparisons';
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const CAST: i32 = 12;

const FROM: i32 = 0, TO: i32 = 1, X: i32 = 2, Y: i32 = 3, COUNT: i32 = 4;

// The kinds, as src/kernels/cast.ts has them.
const FLOAT32: i32 = 0, INT32: i32 = 1, BOOL: i32 = 2;

const EACH: i32 = 1 << 15;

/** y = x of kind `from` as kind `to`; the kinds differ. */
export function cast(control: usize, from: i32, to: i32, x: usize, y: usize, count: i32): void {
  setArgument(control, FROM, from);
  setArgument(control, TO, to);
  setArgument(control, X, <i32>x);
  setArgument(control, Y, <i32>y);
  setArgument(control, COUNT, count);
  parallel(control, CAST, ceilDiv(count, EACH));
}

export function castChunk(control: usize, chunk: i32): void {
  const from = argument(control, FROM), to = argument(control, TO), first = chunk * EACH;
  const count = min(EACH, argument(control, COUNT) - first);
  const x = <usize>argument(control, X) + (from == BOOL ? <usize>first : bytes(first));
  const y = <usize>argument(control, Y) + (to == BOOL ? <usize>first : bytes(first));
  if (to == BOOL) {
    if (from == FLOAT32) floatsToTruths(x, y, count);
    else wholesToTruths(x, y, count);
  } else if (from == BOOL) {
    truthsToNumbers(x, y, count, to == FLOAT32);
  } else if (to == INT32) {
    floatsToWholes(x, y, count);
  } else {
    wholesToFloats(x, y, count);
  }
}

/** What is not 0 is true, NaN too. */
function floatsToTruths(x: usize, y: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (; count >= 16; count -= 16, x += 64, y += 16) {
    const first = f32x4.ne(v128.load(x), zero), second = f32x4.ne(v128.load(x, 16), zero);
    const third = f32x4.ne(v128.load(x, 32), zero), fourth = f32x4.ne(v128.load(x, 48), zero);
    v128.store(y, truths(first, second, third, fourth));
  }
  for (; count > 0; count--, x += 4, y++) store<u8>(y, load<f32>(x) != 0 ? 1 : 0);
}

function wholesToTruths(x: usize, y: usize, count: i32): void {
  const zero = i32x4.splat(0);
  for (; count >= 16; count -= 16, x += 64, y += 16) {
    const first = i32x4.ne(v128.load(x), zero), second = i32x4.ne(v128.load(x, 16), zero);
    const third = i32x4.ne(v128.load(x, 32), zero), fourth = i32x4.ne(v128.load(x, 48), zero);
    v128.store(y, truths(first, second, third, fourth));
  }
  for (; count > 0; count--, x += 4, y++) store<u8>(y, load<i32>(x) != 0 ? 1 : 0);
}

function truthsToNumbers(x: usize, y: usize, count: i32, floats: bool): void {
  const zero = i32x4.splat(0), one = floats ? f32x4.splat(1) : i32x4.splat(1);
  for (; count >= 4; count -= 4, x += 4, y += 16) {
    v128.store(y, v128.and(i32x4.ne(fourBytes(x), zero), one));
  }
  for (; count > 0; count--, x++, y += 4) store<i32>(y, load<u8>(x) != 0 ? i32x4.extract_lane(one, 0) : 0);
}

/** Four bytes, each widened to 32 bits. */
// @ts-ignore: decorator
@inline export function fourBytes(place: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(place)));
}

function wholesToFloats(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.convert_i32x4_s(v128.load(x)));
  for (; count > 0; count--, x += 4, y += 4) store<f32>(y, <f32>load<i32>(x));
}

/** Towards 0; NaN is 0. What int32 does not hold keeps its last 32 bits, as JavaScript has it. */
function floatsToWholes(x: usize, y: usize, count: i32): void {
  const limit = f32x4.splat(2147483648);
  for (; count >= 4; count -= 4, x += 16, y += 16) {
    const numbers = v128.load(x);
    if (v128.any_true(f32x4.ge(f32x4.abs(numbers), limit))) {
      for (let i: usize = 0; i < 16; i += 4) store<i32>(y + i, lastBits(load<f32>(x + i)));
    } else {
      v128.store(y, i32x4.trunc_sat_f32x4_s(numbers));
    }
  }
  for (; count > 0; count--, x += 4, y += 4) store<i32>(y, lastBits(load<f32>(x)));
}

/** Numbers from 2⁶³ on are whole multiples of 2³², infinity is 0. */
export function lastBits(x: f32): i32 {
  return abs(x) < 9223372036854775808.0 ? <i32><i64>x : 0;
}
