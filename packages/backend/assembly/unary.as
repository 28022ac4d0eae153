// AssemblyScript: operations on each number, over runs of numbers.
import { erf } from './erf';
import { exp, expBelow0, log, sigmoid, tanh } from './elementary';
import { expm1, log1p } from './near-one';
import { bytes } from './pack';

// The numbers of the operations, as src/kernels/elementwise.ts has them.
const RELU: i32 = 0, RELU6: i32 = 1, LEAKY_RELU: i32 = 2, ELU: i32 = 3, SELU: i32 = 4, SIGMOID: i32 = 5, TANH: i32 = 6;
const SOFTPLUS: i32 = 7, EXP: i32 = 8, EXPM1: i32 = 9, LOG: i32 = 10, LOG1P: i32 = 11, ERF: i32 = 12;
const SQRT: i32 = 13, RSQRT: i32 = 14, SQUARE: i32 = 15, NEG: i32 = 16, ABS: i32 = 17, RECIPROCAL: i32 = 18;
const STEP: i32 = 19, SIGN: i32 = 20, CLIP: i32 = 21;

// @ts-ignore: decorator
@inline function number(value: f32): v128 {
  return f32x4.splat(value);
}

/** x where it is no less than `low` and no more than `high`; NaN is neither. (f32x4.min and max keep NaN too, in many instructions.) */
// @ts-ignore: decorator
@inline function between(x: v128, low: v128, high: v128): v128 {
  return v128.bitselect(high, v128.bitselect(low, x, f32x4.lt(x, low)), f32x4.gt(x, high));
}

/** What is done to four numbers at a time. No object is ever made: the methods do not look at `this`. */
class Relu { @inline apply(x: v128, a: v128, b: v128): v128 { return v128.andnot(x, f32x4.le(x, number(0))); } }
class Relu6 { @inline apply(x: v128, a: v128, b: v128): v128 { return between(x, number(0), number(6)); } }
/** `a` is the slope below 0. */
class LeakyRelu {
  @inline apply(x: v128, a: v128, b: v128): v128 { return v128.bitselect(f32x4.mul(x, a), x, f32x4.lt(x, number(0))); }
}
class Elu {
  @inline apply(x: v128, a: v128, b: v128): v128 { return v128.bitselect(expm1(x), x, f32x4.lt(x, number(0))); }
}
/** `a` is the scale, `b` that times the limit. */
class Selu {
  @inline apply(x: v128, a: v128, b: v128): v128 {
    return v128.bitselect(f32x4.mul(expm1(x), b), f32x4.mul(x, a), f32x4.lt(x, number(0)));
  }
}
class Sigmoid { @inline apply(x: v128, a: v128, b: v128): v128 { return sigmoid(x); } }
class Tanh { @inline apply(x: v128, a: v128, b: v128): v128 { return tanh(x); } }
/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), which overflows nowhere. */
class Softplus {
  @inline apply(x: v128, a: v128, b: v128): v128 {
    return f32x4.add(v128.andnot(x, f32x4.le(x, number(0))), log1p(expBelow0(f32x4.neg(f32x4.abs(x)))));
  }
}
class Exp { @inline apply(x: v128, a: v128, b: v128): v128 { return exp(x); } }
class Expm1 { @inline apply(x: v128, a: v128, b: v128): v128 { return expm1(x); } }
class Log { @inline apply(x: v128, a: v128, b: v128): v128 { return log(x); } }
class Log1p { @inline apply(x: v128, a: v128, b: v128): v128 { return log1p(x); } }
class Erf { @inline apply(x: v128, a: v128, b: v128): v128 { return erf(x); } }
class Sqrt { @inline apply(x: v128, a: v128, b: v128): v128 { return f32x4.sqrt(x); } }
class Rsqrt { @inline apply(x: v128, a: v128, b: v128): v128 { return f32x4.div(number(1), f32x4.sqrt(x)); } }
class Square { @inline apply(x: v128, a: v128, b: v128): v128 { return f32x4.mul(x, x); } }
class Neg { @inline apply(x: v128, a: v128, b: v128): v128 { return f32x4.neg(x); } }
class Abs { @inline apply(x: v128, a: v128, b: v128): v128 { return f32x4.abs(x); } }
class Reciprocal { @inline apply(x: v128, a: v128, b: v128): v128 { return f32x4.div(number(1), x); } }
/** 1 above 0, `a` elsewhere, NaN of NaN. */
class Step {
  @inline apply(x: v128, a: v128, b: v128): v128 {
    return v128.bitselect(v128.bitselect(number(1), a, f32x4.gt(x, number(0))), x, f32x4.eq(x, x));
  }
}
/** 0 of NaN, as TensorFlow.js has it. */
class Sign {
  @inline apply(x: v128, a: v128, b: v128): v128 {
    const above = v128.and(number(1), f32x4.gt(x, number(0)));
    return v128.or(above, v128.and(number(-1), f32x4.lt(x, number(0))));
  }
}
/** Between `a` and `b`. */
class Clip { @inline apply(x: v128, a: v128, b: v128): v128 { return between(x, a, b); } }

/** y = operation(x) over `count` numbers, at least one. */
export function unaryRun(operation: i32, x: usize, y: usize, count: i32, first: f32, second: f32): void {
  const a = number(first), b = number(second);
  switch (operation) {
    case RELU: run<Relu>(x, y, count, a, b); break;
    case RELU6: run<Relu6>(x, y, count, a, b); break;
    case LEAKY_RELU: run<LeakyRelu>(x, y, count, a, b); break;
    case ELU: runOnce<Elu>(x, y, count, a, b); break;
    case SELU: runOnce<Selu>(x, y, count, a, b); break;
    case SIGMOID: runOnce<Sigmoid>(x, y, count, a, b); break;
    case TANH: runOnce<Tanh>(x, y, count, a, b); break;
    case SOFTPLUS: runOnce<Softplus>(x, y, count, a, b); break;
    case EXP: runOnce<Exp>(x, y, count, a, b); break;
    case EXPM1: runOnce<Expm1>(x, y, count, a, b); break;
    case LOG: runOnce<Log>(x, y, count, a, b); break;
    case LOG1P: runOnce<Log1p>(x, y, count, a, b); break;
    case ERF: runOnce<Erf>(x, y, count, a, b); break;
    case SQRT: run<Sqrt>(x, y, count, a, b); break;
    case RSQRT: run<Rsqrt>(x, y, count, a, b); break;
    case SQUARE: run<Square>(x, y, count, a, b); break;
    case NEG: run<Neg>(x, y, count, a, b); break;
    case ABS: run<Abs>(x, y, count, a, b); break;
    case RECIPROCAL: run<Reciprocal>(x, y, count, a, b); break;
    case STEP: run<Step>(x, y, count, a, b); break;
    case SIGN: run<Sign>(x, y, count, a, b); break;
    case CLIP: run<Clip>(x, y, count, a, b); break;
    default: unreachable();
  }
}

function run<Operation>(x: usize, y: usize, count: i32, a: v128, b: v128): void {
  const operation = changetype<Operation>(0);
  if (count < 4) {
    for (; count > 0; count--, x += 4, y += 4) {
      store<f32>(y, one<Operation>(load<f32>(x), a, b));
    }
    return;
  }
  // The last four are computed on their own, and first, since they may overlap those before and y may lie where x does.
  const last = bytes(count) - 16;
  const tail = operation.apply(v128.load(x + last), a, b);
  let at: usize = 0;
  for (; at + 48 < last; at += 64) {
    v128.store(y + at, operation.apply(v128.load(x + at), a, b), 0);
    v128.store(y + at, operation.apply(v128.load(x + at, 16), a, b), 16);
    v128.store(y + at, operation.apply(v128.load(x + at, 32), a, b), 32);
    v128.store(y + at, operation.apply(v128.load(x + at, 48), a, b), 48);
  }
  for (; at < last; at += 16) v128.store(y + at, operation.apply(v128.load(x + at), a, b));
  v128.store(y + last, tail);
}

/** The same with the operation written down once, for those of many instructions: more copies of them would make nothing faster. */
function runOnce<Operation>(x: usize, y: usize, count: i32, a: v128, b: v128): void {
  if (count < 4) {
    for (; count > 0; count--, x += 4, y += 4) store<f32>(y, one<Operation>(load<f32>(x), a, b));
    return;
  }
  // The last four first, which are stored last: they may overlap those before, and y may lie where x does.
  const last = bytes(count) - 16;
  let tail = i32x4.splat(0);
  for (let at = last, isTail = true; ; isTail = false) {
    const four = changetype<Operation>(0).apply(v128.load(x + at), a, b);
    if (isTail) {
      tail = four;
      at = 0;
    } else {
      v128.store(y + at, four);
      at += 16;
    }
    if (at >= last) break;
  }
  v128.store(y + last, tail);
}

// @ts-ignore: decorator
@inline function one<Operation>(x: f32, a: v128, b: v128): f32 {
  return f32x4.extract_lane(changetype<Operation>(0).apply(f32x4.splat(x), a, b), 0);
}
