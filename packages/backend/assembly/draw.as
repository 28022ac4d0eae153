// AssemblyScript: random numbers from words of Philox, and permutations. Whatever is computed in float64 here is computed so in
// src/random/random.ts, operation by operation, and rounded at the same places: the bits are the same.
import { cosTurnsExact, logExact, normalQuantileExact } from './elementary-exact';
import { bytes, ceilDiv } from './pack';
import { fillWords } from './philox';
import { argument, parallel, setArgument } from './threads';
import { storeRest, wholeBytes } from './vectors';

export const DRAW: i32 = 70;

// The kinds of draws, as src/ops/random/wasm.ts has them.
const WORDS: i32 = 0;
const UNIFORM: i32 = 1;
const INTEGERS: i32 = 2;
const BERNOULLI: i32 = 3;
const NORMAL: i32 = 4;
const TRUNCATED_NORMAL: i32 = 5;
const GUMBEL: i32 = 6;

const STATE: i32 = 0, TARGET: i32 = 1, SIZE: i32 = 2, KIND: i32 = 3, P: i32 = 4, Q: i32 = 6, LAST: i32 = 8;
/** How many numbers a chunk draws: whole blocks, whatever their kind. */
const EACH: i32 = 8192;

/**
 * Fills `target` with `size` draws of a kind, from where the six words at `state` stand. What p and q are the kind says: low and
 * high − low of uniforms, which are at most `last`; the bound of integers; how many of 2²⁴ are 1; mean and standard deviation of normals.
 */
export function draw(
  control: usize, state: usize, target: usize, size: i32, kind: i32, p: f64, q: f64, last: f64,
): void {
  setArgument(control, STATE, <i32>state);
  setArgument(control, TARGET, <i32>target);
  setArgument(control, SIZE, size);
  setArgument(control, KIND, kind);
  setNumber(control, P, p);
  setNumber(control, Q, q);
  setNumber(control, LAST, last);
  parallel(control, DRAW, ceilDiv(size, EACH));
}

export function drawChunk(control: usize, chunk: i32, scratch: usize): void {
  const state = <usize>argument(control, STATE), kind = argument(control, KIND), first = chunk * EACH;
  const count = min(EACH, argument(control, SIZE) - first), whole = wholeBytes(count), rest = bytes(count) - whole;
  const target = <usize>argument(control, TARGET) + bytes(first), shift = kind == NORMAL ? 1 : 0; // those take two words each
  fillWords(scratch, state, (first << shift) >> 2, ceilDiv(count << shift, 4));
  for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, four(control, kind, scratch + (at << shift)));
  if (rest) storeRest(target + whole, rest, four(control, kind, scratch + (whole << shift)));
}

/** Four draws of a kind from the words at a place. */
// @ts-ignore: decorator
@inline function four(control: usize, kind: i32, place: usize): v128 {
  const words = v128.load(place);
  switch (kind) {
    case UNIFORM: {
      const fractions = i32x4.shr_u(words, 8);
      return join(uniform(control, fractions), uniform(control, upper(fractions)));
    }
    case INTEGERS: {
      const bound = i32x4.splat(<i32><u32>number(control, P));
      const low = i64x2.extmul_low_i32x4_u(words, bound), high = i64x2.extmul_high_i32x4_u(words, bound);
      return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
    }
    case BERNOULLI:
      return v128.and(f32x4.splat(1), i32x4.lt_s(i32x4.shr_u(words, 8), i32x4.splat(<i32>number(control, P))));
    case NORMAL: {
      const more = v128.load(place, 16);
      return join(
        normal(control, words, v128.shuffle<i32>(words, words, 1, 3, 1, 3)),
        normal(control, more, v128.shuffle<i32>(more, more, 1, 3, 1, 3)),
      );
    }
    case TRUNCATED_NORMAL: return join(truncatedNormal(control, words), truncatedNormal(control, upper(words)));
    case GUMBEL: return join(gumbel(words), gumbel(upper(words)));
    default: return words;
  }
}

/** low + u·(high − low), from 24 bits in each of the lower two lanes. */
// @ts-ignore: decorator
@inline function uniform(control: usize, fractions: v128): v128 {
  const u = f64x2.mul(f64x2.convert_low_i32x4_u(fractions), f64x2.splat(1.0 / 16777216.0));
  const x = f64x2.add(f64x2.splat(number(control, P)), f64x2.mul(u, f64x2.splat(number(control, Q))));
  return f64x2.min(x, f64x2.splat(number(control, LAST)));
}

/** mean + deviation·√(−2 ln u)·cos(2πv); u is made of lanes 0 and 2, v of the lower two lanes of `turns`. */
// @ts-ignore: decorator
@inline function normal(control: usize, words: v128, turns: v128): v128 {
  const lengths = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(words, words, 0, 2, 0, 2));
  const u = f64x2.mul(f64x2.add(lengths, f64x2.splat(1)), f64x2.splat(1.0 / 4294967296.0));
  const length = f64x2.sqrt(f64x2.mul(f64x2.splat(-2), logExact(u)));
  const v = f64x2.mul(f64x2.convert_low_i32x4_u(turns), f64x2.splat(1.0 / 4294967296.0));
  const wide = f64x2.mul(f64x2.splat(number(control, Q)), length);
  return f64x2.add(f64x2.splat(number(control, P)), f64x2.mul(wide, cosTurnsExact(v)));
}

/** mean + deviation·Φ⁻¹(½ + (u − ½)·(Φ(2) − Φ(−2))). */
// @ts-ignore: decorator
@inline function truncatedNormal(control: usize, words: v128): v128 {
  const centred = f64x2.sub(f64x2.convert_low_i32x4_u(words), f64x2.splat(2147483647.5));
  const q = f64x2.mul(f64x2.mul(centred, f64x2.splat(1.0 / 4294967296.0)), f64x2.splat(0.9544997361036416));
  return f64x2.add(f64x2.splat(number(control, P)), f64x2.mul(f64x2.splat(number(control, Q)), normalQuantileExact(q)));
}

/** −ln(−ln u). */
// @ts-ignore: decorator
@inline function gumbel(words: v128): v128 {
  const u = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(words), f64x2.splat(0.5)), f64x2.splat(1.0 / 4294967296.0));
  return f64x2.neg(logExact(f64x2.neg(logExact(u))));
}

// @ts-ignore: decorator
@inline function upper(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

/** Two pairs of float64, rounded to four float32. */
// @ts-ignore: decorator
@inline function join(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Arguments `i` and `i + 1` of the job as one float64. */
// @ts-ignore: decorator
@inline function number(control: usize, i: i32): f64 {
  return reinterpret<f64>(<i64>argument(control, i + 1) << 32 | <i64>argument(control, i) & 0xffffffff);
}

function setNumber(control: usize, i: i32, value: f64): void {
  const bits = reinterpret<i64>(value);
  setArgument(control, i, <i32>bits);
  setArgument(control, i + 1, <i32>(bits >> 32));
}

/** The whole numbers below `size` in random order (Fisher and Yates, from the end), one after the other; `words` has room for as many. */
export function permutation(control: usize, state: usize, target: usize, size: i32, words: usize): void {
  draw(control, state, words, size, WORDS, 0, 0, 0);
  for (let i = 0; i < size; i++) store<i32>(target + bytes(i), i);
  for (let i = size - 1; i > 0; i--) {
    const j = <i32>(<u64>load<u32>(words + bytes(i)) * <u64>(i + 1) >> 32);
    const held = load<i32>(target + bytes(i));
    store<i32>(target + bytes(i), load<i32>(target + bytes(j)));
    store<i32>(target + bytes(j), held);
  }
}
