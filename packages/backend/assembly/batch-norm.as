// AssemblyScript: columns given mean 0 and variance 1 (batch norm in training), and the gradient.
//
// Rows are taken in blocks that stay in the cache. Each block has its own mean and squared deviations, which are then put together, so that
// memory is read once and nothing cancels where the mean is large. Where blocks begin depends on the shape alone, and so the bits do.
//
// Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance", https://doi.org/10.1080/00031305.1983.10483115
import { bytes, ceilDiv } from './pack';
import { reduce } from './reduce';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { get, put } from './vectors';

export const MOMENTS: i32 = 84;
export const DEVIATIONS: i32 = 85;
export const BATCH_NORM: i32 = 86;
export const BATCH_SUMS: i32 = 87;
export const BATCH_NORM_GRADIENT: i32 = 88;

// Arguments after those of reduce.as.
const X: i32 = 16, GAMMA: i32 = 17, BETA: i32 = 18, Y: i32 = 19, STATISTICS: i32 = 20, ROWS: i32 = 21, UNITS: i32 = 22, EPSILON: i32 = 23;
const DY: i32 = 24, SUMS: i32 = 25, SQUARES: i32 = 26, DBETA: i32 = 27, DGAMMA: i32 = 28, DSTATISTICS: i32 = 29;

/** How many rows a block has. The more blocks there are, the fewer numbers are added one after the other. */
export function batchNormBlock(units: i32): i32 {
  return max(1, min(512, 8192 / max(1, units)));
}

/**
 * statistics [2, units] = mean and variance of each column of x [rows, units]; y = gamma ⊙ (x − mean)/√(variance + epsilon) + beta.
 * Nothing is empty. `workspace` has room for [2, blocks, units].
 */
export function batchNorm(
  control: usize, x: usize, gamma: usize, beta: usize, y: usize, statistics: usize, rows: i32, units: i32, epsilon: f32,
  workspace: usize,
): void {
  const blocks = ceilDiv(rows, batchNormBlock(units)), squares = workspace + bytes(blocks * units);
  setUp(control, x, gamma, statistics, rows, units, epsilon, workspace, squares);
  setArgument(control, BETA, <i32>beta);
  setArgument(control, Y, <i32>y);
  parallel(control, MOMENTS, blocks);
  reduce(control, 0, workspace, statistics, 1, blocks, units, blocks, <f32>rows, 0);
  parallel(control, DEVIATIONS, blocks);
  reduce(control, 0, squares, statistics + bytes(units), 1, blocks, units, blocks, <f32>rows, 0);
  parallel(control, BATCH_NORM, blocks);
}

function setUp(
  control: usize, x: usize, gamma: usize, statistics: usize, rows: i32, units: i32, epsilon: f32, sums: usize, squares: usize,
): void {
  setArgument(control, X, <i32>x);
  setArgument(control, GAMMA, <i32>gamma);
  setArgument(control, STATISTICS, <i32>statistics);
  setArgument(control, ROWS, rows);
  setArgument(control, UNITS, units);
  setArgumentF32(control, EPSILON, epsilon);
  setArgument(control, SUMS, <i32>sums);
  setArgument(control, SQUARES, <i32>squares);
}

/** How many rows this block has; the last may have fewer. */
// @ts-ignore: decorator
@inline function rowsOf(control: usize, block: i32): i32 {
  const each = batchNormBlock(argument(control, UNITS));
  return min(each, argument(control, ROWS) - block * each);
}

// @ts-ignore: decorator
@inline function startOf(control: usize, block: i32): usize {
  const units = argument(control, UNITS);
  return bytes(block * batchNormBlock(units) * units);
}

/** The sums of a block's columns, and of their squared deviations from the block's own mean. */
export function momentsChunk(control: usize, block: i32): void {
  const rows = rowsOf(control, block), line = bytes(argument(control, UNITS)), offset = <usize>block * line;
  const first = <usize>argument(control, X) + startOf(control, block), end = <usize>rows * line;
  const sums = <usize>argument(control, SUMS) + offset, squares = <usize>argument(control, SQUARES) + offset;
  const share = f32x4.splat(1 / <f32>rows);
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0, x = first + at;
    let sum = f32x4.splat(0), square = sum;
    for (let row: usize = 0; row < end; row += line) sum = f32x4.add(sum, get(x + row, rest));
    const mean = f32x4.mul(sum, share);
    for (let row: usize = 0; row < end; row += line) {
      const d = f32x4.sub(get(x + row, rest), mean);
      square = f32x4.add(square, f32x4.mul(d, d));
    }
    put(sums + at, rest, sum);
    put(squares + at, rest, square);
  }
}

/** The squared deviations of a block from the mean of all: those from its own mean, and that one's for each row. */
export function deviationsChunk(control: usize, block: i32): void {
  const rows = <f32>rowsOf(control, block), line = bytes(argument(control, UNITS)), offset = <usize>block * line;
  const sums = <usize>argument(control, SUMS) + offset, squares = <usize>argument(control, SQUARES) + offset;
  const means = <usize>argument(control, STATISTICS), share = f32x4.splat(1 / rows), count = f32x4.splat(rows);
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0;
    const d = f32x4.sub(f32x4.mul(get(sums + at, rest), share), get(means + at, rest));
    put(squares + at, rest, f32x4.add(get(squares + at, rest), f32x4.mul(count, f32x4.mul(d, d))));
  }
}

/** 1/√(variance + epsilon) of four columns. */
// @ts-ignore: decorator
@inline function scaleOf(control: usize, at: usize, rest: usize): v128 {
  const variances = <usize>argument(control, STATISTICS) + bytes(argument(control, UNITS));
  const variance = f32x4.add(get(variances + at, rest), f32x4.splat(argumentF32(control, EPSILON)));
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(variance));
}

export function batchNormChunk(control: usize, block: i32): void {
  const line = bytes(argument(control, UNITS)), start = startOf(control, block), end = <usize>rowsOf(control, block) * line;
  const first = <usize>argument(control, X) + start, target = <usize>argument(control, Y) + start;
  const gamma = <usize>argument(control, GAMMA), beta = <usize>argument(control, BETA), means = <usize>argument(control, STATISTICS);
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0, x = first + at, y = target + at;
    const mean = get(means + at, rest), shift = get(beta + at, rest);
    const scale = f32x4.mul(scaleOf(control, at, rest), get(gamma + at, rest));
    for (let row: usize = 0; row < end; row += line) {
      put(y + row, rest, f32x4.add(f32x4.mul(f32x4.sub(get(x + row, rest), mean), scale), shift));
    }
  }
}

/**
 * dbeta = Σ dy, dgamma = Σ dy ⊙ x̂, and dx = gamma·s·(dy − dbeta/rows − x̂ ⊙ dgamma/rows) + (dmean + 2·(x − mean)·dvariance)/rows, with
 * x̂ = (x − mean)·s and s = 1/√(variance + epsilon). `dstatistics` [2, units] are dmean and dvariance; `workspace` is as in `batchNorm`.
 */
export function batchNormGradient(
  control: usize, x: usize, gamma: usize, statistics: usize, dy: usize, dstatistics: usize, dx: usize, dgamma: usize, dbeta: usize,
  rows: i32, units: i32, epsilon: f32, workspace: usize,
): void {
  const blocks = ceilDiv(rows, batchNormBlock(units)), along = workspace + bytes(blocks * units);
  setUp(control, x, gamma, statistics, rows, units, epsilon, workspace, along);
  setArgument(control, Y, <i32>dx);
  setArgument(control, DY, <i32>dy);
  setArgument(control, DBETA, <i32>dbeta);
  setArgument(control, DGAMMA, <i32>dgamma);
  setArgument(control, DSTATISTICS, <i32>dstatistics);
  parallel(control, BATCH_SUMS, blocks);
  reduce(control, 0, workspace, dbeta, 1, blocks, units, blocks, 1, 0);
  reduce(control, 0, along, dgamma, 1, blocks, units, blocks, 1, 0);
  parallel(control, BATCH_NORM_GRADIENT, blocks);
}

/** Σ dy and Σ dy ⊙ x̂ of a block. */
export function batchSumsChunk(control: usize, block: i32): void {
  const line = bytes(argument(control, UNITS)), start = startOf(control, block), end = <usize>rowsOf(control, block) * line;
  const first = <usize>argument(control, X) + start, given = <usize>argument(control, DY) + start, offset = <usize>block * line;
  const sums = <usize>argument(control, SUMS) + offset, along = <usize>argument(control, SQUARES) + offset;
  const means = <usize>argument(control, STATISTICS);
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0, x = first + at, dy = given + at;
    const mean = get(means + at, rest);
    let sum = f32x4.splat(0), product = sum;
    for (let row: usize = 0; row < end; row += line) {
      const d = get(dy + row, rest);
      sum = f32x4.add(sum, d);
      product = f32x4.add(product, f32x4.mul(d, f32x4.sub(get(x + row, rest), mean)));
    }
    put(sums + at, rest, sum);
    put(along + at, rest, f32x4.mul(product, scaleOf(control, at, rest)));
  }
}

export function batchNormGradientChunk(control: usize, block: i32): void {
  const units = argument(control, UNITS), line = bytes(units), start = startOf(control, block);
  const end = <usize>rowsOf(control, block) * line, share = f32x4.splat(1 / <f32>argument(control, ROWS));
  const first = <usize>argument(control, X) + start, given = <usize>argument(control, DY) + start;
  const target = <usize>argument(control, Y) + start, gamma = <usize>argument(control, GAMMA);
  const means = <usize>argument(control, STATISTICS), dbeta = <usize>argument(control, DBETA), dgamma = <usize>argument(control, DGAMMA);
  const dmean = <usize>argument(control, DSTATISTICS), dvariance = dmean + line;
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0, x = first + at, dy = given + at, dx = target + at;
    const mean = get(means + at, rest), scale = scaleOf(control, at, rest), factor = f32x4.mul(scale, get(gamma + at, rest));
    // dx = factor·dy + level + tilt·(x − mean)
    const level = f32x4.mul(share, f32x4.sub(get(dmean + at, rest), f32x4.mul(factor, get(dbeta + at, rest))));
    const spread = get(dvariance + at, rest), bend = f32x4.mul(f32x4.mul(factor, scale), get(dgamma + at, rest));
    const tilt = f32x4.mul(share, f32x4.sub(f32x4.add(spread, spread), bend));
    for (let row: usize = 0; row < end; row += line) {
      const d = f32x4.mul(tilt, f32x4.sub(get(x + row, rest), mean));
      put(dx + row, rest, f32x4.add(f32x4.add(f32x4.mul(factor, get(dy + row, rest)), level), d));
    }
  }
}
