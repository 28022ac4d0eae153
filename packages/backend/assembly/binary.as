// AssemblyScript: operations on two numbers, over runs of numbers that lie one after the other. Either operand may be one number for
// the whole run.
import { bytes } from './pack';
import { compareRun } from './comparisons';

// The numbers of the operations, as src/kernels/elementwise.ts has them; from 16 on they compare.
const ADD: i32 = 0, SUB: i32 = 1, MULTIPLY: i32 = 2, DIVIDE: i32 = 3;
const MAXIMUM: i32 = 4, MINIMUM: i32 = 5, SQUARED_DIFFERENCE: i32 = 6, ELU_GRADIENT: i32 = 7;
export const COMPARISONS: i32 = 16;

/** What is done to four pairs at a time. No object is ever made: the methods do not look at `this`. */
class Add { @inline apply(x: v128, y: v128): v128 { return f32x4.add(x, y); } }
class Sub { @inline apply(x: v128, y: v128): v128 { return f32x4.sub(x, y); } }
class Multiply { @inline apply(x: v128, y: v128): v128 { return f32x4.mul(x, y); } }
class Divide { @inline apply(x: v128, y: v128): v128 { return f32x4.div(x, y); } }
class Maximum { @inline apply(x: v128, y: v128): v128 { return f32x4.max(x, y); } }
class Minimum { @inline apply(x: v128, y: v128): v128 { return f32x4.min(x, y); } }
class SquaredDifference {
  @inline apply(x: v128, y: v128): v128 {
    const d = f32x4.sub(x, y);
    return f32x4.mul(d, d);
  }
}
/** x is the gradient in elu's value, y that value. */
class EluGradient {
  @inline apply(x: v128, y: v128): v128 {
    const below = f32x4.mul(x, f32x4.add(y, f32x4.splat(1)));
    return v128.bitselect(x, below, f32x4.ge(y, f32x4.splat(0)));
  }
}

/** c = a operation b over `count` numbers, at least one. A step of 0 is one number for all. */
export function binaryRun(operation: i32, a: usize, b: usize, c: usize, count: i32, stepA: i32, stepB: i32): void {
  switch (operation) {
    case ADD: run<Add>(a, b, c, count, stepA, stepB); break;
    case SUB: run<Sub>(a, b, c, count, stepA, stepB); break;
    case MULTIPLY: run<Multiply>(a, b, c, count, stepA, stepB); break;
    case DIVIDE: run<Divide>(a, b, c, count, stepA, stepB); break;
    case MAXIMUM: run<Maximum>(a, b, c, count, stepA, stepB); break;
    case MINIMUM: run<Minimum>(a, b, c, count, stepA, stepB); break;
    case SQUARED_DIFFERENCE: run<SquaredDifference>(a, b, c, count, stepA, stepB); break;
    case ELU_GRADIENT: run<EluGradient>(a, b, c, count, stepA, stepB); break;
    default: compareRun(operation - COMPARISONS, a, b, c, count, stepA, stepB);
  }
}

function run<Operation>(a: usize, b: usize, c: usize, count: i32, stepA: i32, stepB: i32): void {
  const operation = changetype<Operation>(0);
  if (count < 4) {
    const nextA = bytes(stepA), nextB = bytes(stepB);
    for (; count > 0; count--, a += nextA, b += nextB, c += 4) {
      store<f32>(c, f32x4.extract_lane(operation.apply(v128.load32_splat(a), v128.load32_splat(b)), 0));
    }
    return;
  }
  // The last four are computed on their own, and first, since they may overlap those before and c may lie where a or b does.
  const last = bytes(count) - 16;
  const x = stepA == 0 ? v128.load32_splat(a) : v128.load(a + last);
  const tail = operation.apply(x, stepB == 0 ? v128.load32_splat(b) : v128.load(b + last));
  let at: usize = 0;
  if (stepA == 0) {
    for (; at < last; at += 16) v128.store(c + at, operation.apply(x, v128.load(b + at)));
  } else if (stepB == 0) {
    const y = v128.load32_splat(b);
    for (; at + 48 < last; at += 64) {
      v128.store(c + at, operation.apply(v128.load(a + at), y));
      v128.store(c + at, operation.apply(v128.load(a + at, 16), y), 16);
      v128.store(c + at, operation.apply(v128.load(a + at, 32), y), 32);
      v128.store(c + at, operation.apply(v128.load(a + at, 48), y), 48);
    }
    for (; at < last; at += 16) v128.store(c + at, operation.apply(v128.load(a + at), y));
  } else {
    for (; at + 48 < last; at += 64) {
      v128.store(c + at, operation.apply(v128.load(a + at), v128.load(b + at)));
      v128.store(c + at, operation.apply(v128.load(a + at, 16), v128.load(b + at, 16)), 16);
      v128.store(c + at, operation.apply(v128.load(a + at, 32), v128.load(b + at, 32)), 32);
      v128.store(c + at, operation.apply(v128.load(a + at, 48), v128.load(b + at, 48)), 48);
    }
    for (; at < last; at += 16) v128.store(c + at, operation.apply(v128.load(a + at), v128.load(b + at)));
  }
  v128.store(c + last, tail);
}
