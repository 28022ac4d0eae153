// AssemblyScript: rows given mean 0 and variance 1 (layer norm), or mean square 1 (RMS norm), and the gradients.
import { bytes, ceilDiv } from './pack';
import { addParts } from './parts';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { loadRest, storeRest, sumLanes, wholeBytes } from './vectors';

export const NORMALIZE: i32 = 42;
export const NORMALIZE_GRADIENT: i32 = 43;

const X: i32 = 0, GAMMA: i32 = 1, BETA: i32 = 2, Y: i32 = 3, STATISTICS: i32 = 4, ROWS: i32 = 5, UNITS: i32 = 6, EPSILON: i32 = 7;
const CENTRE: i32 = 8, DY: i32 = 9, DX: i32 = 10, PARTS: i32 = 11, EACH: i32 = 12, ADDEND: i32 = 13;

// @ts-ignore: decorator
@inline function rowsPerChunk(units: i32): i32 {
  return max(1, 8192 / max(1, units));
}

/**
 * y = (x − μ)·s ⊙ gamma + beta, row by row, with statistics [rows, 2] of μ and s = 1/√(σ² + ε). `gamma` and `beta` are 0 where there
 * are none; without `centre` μ is 0 and σ² the mean square.
 */
export function normalize(
  control: usize, x: usize, gamma: usize, beta: usize, y: usize, statistics: usize, rows: i32, units: i32, epsilon: f32, centre: i32,
): void {
  setArgument(control, X, <i32>x);
  setArgument(control, GAMMA, <i32>gamma);
  setArgument(control, BETA, <i32>beta);
  setArgument(control, Y, <i32>y);
  setArgument(control, STATISTICS, <i32>statistics);
  setArgument(control, ROWS, rows);
  setArgument(control, UNITS, units);
  setArgumentF32(control, EPSILON, epsilon);
  setArgument(control, CENTRE, centre);
  parallel(control, NORMALIZE, ceilDiv(rows, rowsPerChunk(units)));
}

function sum(x: usize, whole: usize, rest: usize): f32 {
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) total = f32x4.add(total, v128.load(x + at));
  if (rest) total = f32x4.add(total, loadRest(x + whole, rest, 0));
  return sumLanes(total);
}

function sumOfSquares(x: usize, mean: f32, whole: usize, rest: usize): f32 {
  const centre = f32x4.splat(mean);
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    const d = f32x4.sub(v128.load(x + at), centre);
    total = f32x4.add(total, f32x4.mul(d, d));
  }
  if (rest) {
    const d = f32x4.sub(loadRest(x + whole, rest, mean), centre);
    total = f32x4.add(total, f32x4.mul(d, d));
  }
  return sumLanes(total);
}

// @ts-ignore: decorator
@inline function scaled(x: v128, mean: v128, scale: v128, gamma: v128, beta: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.mul(f32x4.sub(x, mean), scale), gamma), beta);
}

export function normalizeChunk(control: usize, chunk: i32): void {
  const units = argument(control, UNITS), each = rowsPerChunk(units), first = chunk * each;
  const last = min(argument(control, ROWS), first + each), whole = wholeBytes(units), rest = bytes(units) - whole;
  const gamma = <usize>argument(control, GAMMA), beta = <usize>argument(control, BETA);
  const centre = argument(control, CENTRE) != 0, epsilon = argumentF32(control, EPSILON);
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  let x = <usize>argument(control, X) + bytes(first * units), y = <usize>argument(control, Y) + bytes(first * units);
  let statistics = <usize>argument(control, STATISTICS) + bytes(2 * first);
  for (let row = first; row < last; row++, x += bytes(units), y += bytes(units), statistics += 8) {
    const mean: f32 = centre ? sum(x, whole, rest) / <f32>units : 0;
    const scale: f32 = 1 / sqrt<f32>(sumOfSquares(x, mean, whole, rest) / <f32>units + epsilon);
    store<f32>(statistics, mean);
    store<f32>(statistics, scale, 4);
    const m = f32x4.splat(mean), s = f32x4.splat(scale);
    for (let at: usize = 0; at < whole; at += 16) {
      const g = gamma ? v128.load(gamma + at) : one, b = beta ? v128.load(beta + at) : zero;
      v128.store(y + at, scaled(v128.load(x + at), m, s, g, b));
    }
    if (rest) {
      const g = gamma ? loadRest(gamma + whole, rest, 0) : one, b = beta ? loadRest(beta + whole, rest, 0) : zero;
      storeRest(y + whole, rest, scaled(loadRest(x + whole, rest, 0), m, s, g, b));
    }
  }
}

/**
 * dx = (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂))·s with g = dy ⊙ gamma, dgamma = Σ dy ⊙ x̂, dbeta = Σ dy over the rows; without `centre` the
 * mean of g is left out. `addend`, 0 where there is none, is added to dx. The sums over rows are made in `parts`, which lie in
 * `workspace` as [2, parts, units].
 */
export function normalizeGradient(
  control: usize, x: usize, gamma: usize, statistics: usize, dy: usize, addend: usize, dx: usize, dgamma: usize, dbeta: usize,
  rows: i32, units: i32, centre: i32, parts: i32, workspace: usize,
): void {
  setArgument(control, X, <i32>x);
  setArgument(control, GAMMA, <i32>gamma);
  setArgument(control, STATISTICS, <i32>statistics);
  setArgument(control, DY, <i32>dy);
  setArgument(control, ADDEND, <i32>addend);
  setArgument(control, DX, <i32>dx);
  setArgument(control, ROWS, rows);
  setArgument(control, UNITS, units);
  setArgument(control, CENTRE, centre);
  setArgument(control, PARTS, <i32>workspace);
  setArgument(control, EACH, ceilDiv(rows, parts));
  setArgument(control, BETA, parts);
  parallel(control, NORMALIZE_GRADIENT, parts);
  addParts(control, workspace, dgamma, units, parts);
  addParts(control, workspace + bytes(parts * units), dbeta, units, parts);
}

export function normalizeGradientChunk(control: usize, chunk: i32): void {
  const units = argument(control, UNITS), each = argument(control, EACH), first = chunk * each;
  const last = min(argument(control, ROWS), first + each), whole = wholeBytes(units), rest = bytes(units) - whole;
  const gamma = <usize>argument(control, GAMMA), centre = argument(control, CENTRE) != 0;
  const one = f32x4.splat(1), share: f32 = 1 / <f32>units;
  const dgamma = <usize>argument(control, PARTS) + bytes(chunk * units);
  const dbeta = <usize>argument(control, PARTS) + bytes((argument(control, BETA) + chunk) * units);
  memory.fill(dgamma, 0, bytes(units));
  memory.fill(dbeta, 0, bytes(units));
  const offset = bytes(first * units);
  let x = <usize>argument(control, X) + offset, dy = <usize>argument(control, DY) + offset, dx = <usize>argument(control, DX) + offset;
  let statistics = <usize>argument(control, STATISTICS) + bytes(2 * first);
  const isAdded = argument(control, ADDEND) != 0, addend = <usize>argument(control, ADDEND) - <usize>argument(control, DX);
  for (let row = first; row < last; row++, x += bytes(units), dy += bytes(units), dx += bytes(units), statistics += 8) {
    const m = f32x4.splat(load<f32>(statistics)), s = f32x4.splat(load<f32>(statistics, 4));
    let sums = f32x4.splat(0), products = sums;
    for (let at: usize = 0; at < whole; at += 16) {
      const d = v128.load(dy + at), n = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
      const g = gamma ? f32x4.mul(d, v128.load(gamma + at)) : d, dn = f32x4.mul(d, n);
      sums = f32x4.add(sums, g);
      products = f32x4.add(products, f32x4.mul(g, n));
      v128.store(dgamma + at, f32x4.add(v128.load(dgamma + at), dn));
      v128.store(dbeta + at, f32x4.add(v128.load(dbeta + at), d));
    }
    if (rest) {
      const d = loadRest(dy + whole, rest, 0), n = f32x4.mul(f32x4.sub(loadRest(x + whole, rest, 0), m), s);
      const g = gamma ? f32x4.mul(d, loadRest(gamma + whole, rest, 0)) : d, dn = f32x4.mul(d, n);
      sums = f32x4.add(sums, g);
      products = f32x4.add(products, f32x4.mul(g, n));
      storeRest(dgamma + whole, rest, f32x4.add(loadRest(dgamma + whole, rest, 0), dn));
      storeRest(dbeta + whole, rest, f32x4.add(loadRest(dbeta + whole, rest, 0), d));
    }
    const mean = f32x4.splat(centre ? sumLanes(sums) * share : 0), along = f32x4.splat(sumLanes(products) * share);
    for (let at: usize = 0; at < whole; at += 16) {
      const d = v128.load(dy + at), n = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
      const g = f32x4.mul(d, gamma ? v128.load(gamma + at) : one);
      const value = f32x4.mul(f32x4.sub(f32x4.sub(g, mean), f32x4.mul(n, along)), s);
      v128.store(dx + at, isAdded ? f32x4.add(v128.load(addend + dx + at), value) : value);
    }
    if (rest) {
      const d = loadRest(dy + whole, rest, 0), n = f32x4.mul(f32x4.sub(loadRest(x + whole, rest, 0), m), s);
      const g = f32x4.mul(d, gamma ? loadRest(gamma + whole, rest, 0) : one);
      const value = f32x4.mul(f32x4.sub(f32x4.sub(g, mean), f32x4.mul(n, along)), s);
      storeRest(dx + whole, rest, isAdded ? f32x4.add(loadRest(addend + dx + whole, rest, 0), value) : value);
    }
  }
}
