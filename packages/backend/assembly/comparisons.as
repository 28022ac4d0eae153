// AssemblyScript: comparisons of two numbers, over runs of numbers that lie one after the other; the results are bytes, 0 or 1.
import { bytes } from './pack';

// The numbers of the comparisons, after those of binary.as.
const EQUAL: i32 = 0, NOT_EQUAL: i32 = 1, GREATER: i32 = 2, GREATER_EQUAL: i32 = 3, LESS: i32 = 4, LESS_EQUAL: i32 = 5;

class Equal { @inline apply(x: v128, y: v128): v128 { return f32x4.eq(x, y); } }
class NotEqual { @inline apply(x: v128, y: v128): v128 { return f32x4.ne(x, y); } }
class Greater { @inline apply(x: v128, y: v128): v128 { return f32x4.gt(x, y); } }
class GreaterEqual { @inline apply(x: v128, y: v128): v128 { return f32x4.ge(x, y); } }
class Less { @inline apply(x: v128, y: v128): v128 { return f32x4.lt(x, y); } }
class LessEqual { @inline apply(x: v128, y: v128): v128 { return f32x4.le(x, y); } }

/** c = whether a compares so with b, for `count` numbers. A step of 0 is one number for all. */
export function compareRun(operation: i32, a: usize, b: usize, c: usize, count: i32, stepA: i32, stepB: i32): void {
  switch (operation) {
    case EQUAL: run<Equal>(a, b, c, count, stepA, stepB); break;
    case NOT_EQUAL: run<NotEqual>(a, b, c, count, stepA, stepB); break;
    case GREATER: run<Greater>(a, b, c, count, stepA, stepB); break;
    case GREATER_EQUAL: run<GreaterEqual>(a, b, c, count, stepA, stepB); break;
    case LESS: run<Less>(a, b, c, count, stepA, stepB); break;
    case LESS_EQUAL: run<LessEqual>(a, b, c, count, stepA, stepB); break;
    default: unreachable();
  }
}

function run<Operation>(a: usize, b: usize, c: usize, count: i32, stepA: i32, stepB: i32): void {
  const operation = changetype<Operation>(0);
  const nextA = bytes(4 * stepA), nextB = bytes(4 * stepB);
  for (; count >= 16; count -= 16, c += 16, a += 4 * nextA, b += 4 * nextB) {
    const first = operation.apply(four(a, stepA), four(b, stepB));
    const second = operation.apply(four(a + nextA, stepA), four(b + nextB, stepB));
    const third = operation.apply(four(a + 2 * nextA, stepA), four(b + 2 * nextB, stepB));
    const fourth = operation.apply(four(a + 3 * nextA, stepA), four(b + 3 * nextB, stepB));
    v128.store(c, truths(first, second, third, fourth));
  }
  for (; count > 0; count--, c++, a += bytes(stepA), b += bytes(stepB)) {
    store<u8>(c, <u8>(i32x4.extract_lane(operation.apply(v128.load32_splat(a), v128.load32_splat(b)), 0) & 1));
  }
}

/** Sixteen bytes, 0 or 1, from sixteen results of comparisons. */
// @ts-ignore: decorator
@inline export function truths(first: v128, second: v128, third: v128, fourth: v128): v128 {
  const low = i16x8.narrow_i32x4_s(first, second), high = i16x8.narrow_i32x4_s(third, fourth);
  return v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
}

// @ts-ignore: decorator
@inline function four(place: usize, step: i32): v128 {
  return step == 0 ? v128.load32_splat(place) : v128.load(place);
}
