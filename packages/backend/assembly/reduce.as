// AssemblyScript: sums, products, largest and smallest numbers along an axis: x [outer, n, inner] becomes y [outer, inner].
//
// Numbers are combined in pairs, pairs of pairs and so on, so that the rounding errors of a sum grow with the logarithm of n and not with
// n. Results on the way lie on a stack whose levels are like the digits of a binary counter: level i holds that of 2ⁱ groups.
// Where n is long it is cut into parts; where, depends on the shape alone, and so the bits do.
//
// Higham 1993, "The accuracy of floating point summation", https://doi.org/10.1137/0914050
import { bytes, ceilDiv } from './pack';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';

export const REDUCE: i32 = 16;

const OPERATION: i32 = 0, X: i32 = 1, Y: i32 = 2, OUTER: i32 = 3, N: i32 = 4, INNER: i32 = 5;
const PART: i32 = 6, PARTS: i32 = 7, UNITS: i32 = 8, DIVISOR: i32 = 9;

// The numbers of the operations, as src/kernels/reduce.ts has them.
const SUM: i32 = 0, MAX: i32 = 1, MIN: i32 = 2, PRODUCT: i32 = 3;

/** NaN where `b` is, else x: in fewer instructions than f32x4.max and min, of which pmax and pmin only lose the NaN of `b`. */
// @ts-ignore: decorator
@inline function orNaN(x: v128, b: v128): v128 {
  return v128.or(x, f32x4.ne(b, b));
}

class Sum {
  @inline combine(a: v128, b: v128): v128 { return f32x4.add(a, b); }
  @inline none(): f32 { return 0; }
}
class Max {
  @inline combine(a: v128, b: v128): v128 { return orNaN(f32x4.pmax(a, b), b); }
  @inline none(): f32 { return -Infinity; }
}
class Min {
  @inline combine(a: v128, b: v128): v128 { return orNaN(f32x4.pmin(a, b), b); }
  @inline none(): f32 { return Infinity; }
}
class Product {
  @inline combine(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
  @inline none(): f32 { return 1; }
}

/** The most columns that are taken together, and how many numbers a chunk has, about. */
const COLUMNS: i32 = 1024;
const EACH: i32 = 1 << 15;

/**
 * y = x reduced along n, then divided. Nothing is empty. `part` is how many places of n are taken together; where those are not all,
 * `partial` has room for outer·⌈n/part⌉·inner numbers.
 */
export function reduce(
  control: usize, operation: i32, x: usize, y: usize, outer: i32, n: i32, inner: i32, part: i32, divisor: f32, partial: usize,
): void {
  const parts = ceilDiv(n, part);
  setArgument(control, OPERATION, operation);
  setArgument(control, OUTER, outer);
  setArgument(control, INNER, inner);
  if (parts > 1) {
    pass(control, x, partial, outer * parts, n, part, parts, 1);
    pass(control, partial, y, outer, parts, parts, 1, divisor);
  } else {
    pass(control, x, y, outer, n, n, 1, divisor);
  }
}

function pass(control: usize, x: usize, y: usize, count: i32, n: i32, part: i32, parts: i32, divisor: f32): void {
  const inner = argument(control, INNER), width = min(inner, COLUMNS), blocks = ceilDiv(inner, COLUMNS);
  const units = max(1, EACH / (part * width));
  setArgument(control, X, <i32>x);
  setArgument(control, Y, <i32>y);
  setArgument(control, OUTER, count);
  setArgument(control, N, n);
  setArgument(control, PART, part);
  setArgument(control, PARTS, parts);
  setArgument(control, UNITS, units);
  setArgumentF32(control, DIVISOR, divisor);
  parallel(control, REDUCE, ceilDiv(count * blocks, units));
}

export function reduceChunk(control: usize, chunk: i32, scratch: usize): void {
  switch (argument(control, OPERATION)) {
    case SUM: reduceUnits<Sum>(control, chunk, scratch); break;
    case MAX: reduceUnits<Max>(control, chunk, scratch); break;
    case MIN: reduceUnits<Min>(control, chunk, scratch); break;
    case PRODUCT: reduceUnits<Product>(control, chunk, scratch); break;
    default: unreachable();
  }
}

/** A unit is one part of one outer place, and for many columns a block of these. */
function reduceUnits<Operation>(control: usize, chunk: i32, scratch: usize): void {
  const x = <usize>argument(control, X), y = <usize>argument(control, Y), n = argument(control, N), inner = argument(control, INNER);
  const part = argument(control, PART), parts = argument(control, PARTS), units = argument(control, UNITS);
  const blocks = ceilDiv(inner, COLUMNS), all = argument(control, OUTER) * blocks, divisor = argumentF32(control, DIVISOR);
  for (let unit = chunk * units, end = min(all, unit + units); unit < end; unit++) {
    const place = blocks == 1 ? unit : unit / blocks, column = (unit - place * blocks) * COLUMNS;
    const outer = parts == 1 ? place : place / parts, first = (place - outer * parts) * part, count = min(part, n - first);
    const source = x + bytes((outer * n + first) * inner + column), target = y + bytes(place * inner + column);
    if (inner == 1) {
      store<f32>(target, alongRow<Operation>(source, count, scratch) / divisor);
    } else {
      const width = min(COLUMNS, inner - column);
      alongColumns<Operation>(source, bytes(inner), count, width, target, scratch);
      if (divisor != 1) divide(target, width, divisor);
    }
  }
}

function divide(place: usize, count: i32, divisor: f32): void {
  for (const end = place + bytes(count); place < end; place += 4) store<f32>(place, load<f32>(place) / divisor);
}

/** Of one row: the largest number, NaN if any is; and the sum. */
export function maxAlongRow(x: usize, count: i32, stack: usize): f32 {
  return alongRow<Max>(x, count, stack);
}

export function sumAlongRow(x: usize, count: i32, stack: usize): f32 {
  return alongRow<Sum>(x, count, stack);
}

/** Numbers that lie one after the other, 128 to a group. */
function alongRow<Operation>(x: usize, count: i32, stack: usize): f32 {
  const o = changetype<Operation>(0), none = f32x4.splat(o.none());
  const groups = count >> 7;
  for (let group = 0; group < groups; group++, x += 512) {
    let a = o.combine(o.combine(v128.load(x), v128.load(x, 128)), o.combine(v128.load(x, 256), v128.load(x, 384)));
    for (let at: usize = 16; at < 128; at += 16) {
      const p = x + at;
      a = o.combine(a, o.combine(o.combine(v128.load(p), v128.load(p, 128)), o.combine(v128.load(p, 256), v128.load(p, 384))));
    }
    const level = ctz(~group);
    for (let i = 0; i < level; i++) a = o.combine(v128.load(stack + <usize>(i << 4)), a);
    v128.store(stack + <usize>(level << 4), a);
  }
  let rest = count & 127, a = none, b = none, c = none, d = none;
  for (; rest >= 16; rest -= 16, x += 64) {
    a = o.combine(a, v128.load(x));
    b = o.combine(b, v128.load(x, 16));
    c = o.combine(c, v128.load(x, 32));
    d = o.combine(d, v128.load(x, 48));
  }
  for (; rest >= 4; rest -= 4, x += 16) a = o.combine(a, v128.load(x));
  for (; rest > 0; rest--, x += 4) b = o.combine(b, f32x4.replace_lane(none, 0, load<f32>(x)));
  a = o.combine(o.combine(a, b), o.combine(c, d));
  for (let level = 0, left = groups; left != 0; level++, left >>= 1) {
    if (left & 1) a = o.combine(v128.load(stack + <usize>(level << 4)), a);
  }
  a = o.combine(a, v128.shuffle<i64>(a, a, 1, 0));
  return f32x4.extract_lane(o.combine(a, v128.shuffle<f32>(a, a, 1, 0, 3, 2)), 0);
}

/** Columns next to each other, whose rows lie `next` bytes apart, eight rows to a group. */
function alongColumns<Operation>(x: usize, next: usize, rows: i32, width: i32, y: usize, stack: usize): void {
  const groups = ceilDiv(rows, 8), size = bytes(width), last = size - 16;
  for (let group = 0; group < groups; group++, x += 8 * next) {
    const level = ctz(~group), height = min(8, rows - 8 * group);
    const target = groups == 1 ? y : stack + <usize>level * size;
    if (width < 4) {
      for (let at: usize = 0; at < size; at += 4) {
        let a = v128.load32_splat(x + at);
        for (let row = 1, p = x + at + next; row < height; row++, p += next) a = changetype<Operation>(0).combine(a, v128.load32_splat(p));
        for (let i = 0; i < level; i++) a = changetype<Operation>(0).combine(v128.load32_splat(stack + <usize>i * size + at), a);
        store<f32>(target + at, f32x4.extract_lane(a, 0));
      }
      continue;
    }
    // The last four columns are taken on their own; they may overlap those before, which changes nothing.
    for (let at: usize = 0; at < last; at += 16) four<Operation>(x + at, next, height, target + at, stack + at, level, size);
    four<Operation>(x + last, next, height, target + last, stack + last, level, size);
  }
  if (groups > 1) collect<Operation>(y, groups, width, stack);
}

/** One group of four columns, and what lies on the stack below its level. */
// @ts-ignore: decorator
@inline function four<Operation>(x: usize, next: usize, height: i32, target: usize, stack: usize, level: i32, size: usize): void {
  const o = changetype<Operation>(0);
  let a = v128.load(x);
  if (height == 8) {
    const c = x + 2 * next, e = c + 2 * next, g = e + 2 * next;
    const low = o.combine(o.combine(a, v128.load(x + next)), o.combine(v128.load(c), v128.load(c + next)));
    const high = o.combine(o.combine(v128.load(e), v128.load(e + next)), o.combine(v128.load(g), v128.load(g + next)));
    a = o.combine(low, high);
  } else {
    for (let row = 1, p = x + next; row < height; row++, p += next) a = o.combine(a, v128.load(p));
  }
  for (let i = 0; i < level; i++, stack += size) a = o.combine(v128.load(stack), a);
  v128.store(target, a);
}

/** y = what lies on the stack after so many groups, combined from the lowest level on. */
function collect<Operation>(y: usize, groups: i32, width: i32, stack: usize): void {
  const size = bytes(width), last = size - 16;
  if (width < 4) {
    for (let at: usize = 0; at < size; at += 4) {
      let a = f32x4.splat(changetype<Operation>(0).none());
      for (let left = groups, from = stack + at; left != 0; left >>= 1, from += size) {
        if (left & 1) a = changetype<Operation>(0).combine(v128.load32_splat(from), a);
      }
      store<f32>(y + at, f32x4.extract_lane(a, 0));
    }
    return;
  }
  for (let at: usize = 0; at < last; at += 16) v128.store(y + at, collected<Operation>(groups, stack + at, size));
  v128.store(y + last, collected<Operation>(groups, stack + last, size));
}

// @ts-ignore: decorator
@inline function collected<Operation>(groups: i32, stack: usize, size: usize): v128 {
  let a = f32x4.splat(changetype<Operation>(0).none());
  for (let left = groups; left != 0; left >>= 1, stack += size) {
    if (left & 1) a = changetype<Operation>(0).combine(v128.load(stack), a);
  }
  return a;
}
