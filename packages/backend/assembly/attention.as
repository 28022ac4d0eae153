// AssemblyScript: scaled dot-product attention of many heads, and its gradient, a block of queries at a time: the matrix of all scores
// never lies in memory. Queries, keys and values are [batch, time, heads·size], as the projections leave them.
//
// Dao et al. 2022, "FlashAttention", https://arxiv.org/abs/2205.14135, for the scores made anew in the backward pass; a block here
// has all keys of its queries, so that the softmax needs no second pass.
import { scoreTiles, seenBy, spreadTiles, sumTiles } from './attention-tiles';
import { expBelow0 } from './elementary';
import { bytes, ceilDiv, COLUMNS, pack, ROWS } from './pack';
import { maxAlongRow } from './reduce';
import { divideRow, exponentials, logarithm } from './row-softmax';
import { argument, argumentF32, parallel, setArgument, setArgumentF32, threadOf } from './threads';
import { loadRest, sumLanes, wholeBytes } from './vectors';

export const ATTENTION: i32 = 45;
export const ATTENTION_GRADIENT: i32 = 46;

const Q: i32 = 0, K: i32 = 1, V: i32 = 2, Y: i32 = 3, SUMS: i32 = 4, MASK: i32 = 5;
const HEADS: i32 = 6, QUERIES: i32 = 7, KEYS: i32 = 8, SIZE: i32 = 9, WIDTH: i32 = 10, SCALE: i32 = 11, CAUSAL: i32 = 12;
const MASK_BATCH: i32 = 13, MASK_HEAD: i32 = 14, MASK_QUERY: i32 = 15, MASK_KEY: i32 = 16;
const BLOCK: i32 = 17, WORKSPACE: i32 = 18, EACH: i32 = 19;
const DY: i32 = 20, DQ: i32 = 21, DK: i32 = 22, DV: i32 = 23;

/** Says what attends to what. `mask` is 0 where there is none, else float32 with a stride, in numbers, for each axis. */
export function setAttention(
  control: usize, q: usize, k: usize, v: usize, y: usize, sums: usize, heads: i32, queries: i32, keys: i32, size: i32, width: i32,
  scale: f32, causal: i32, mask: usize, maskBatch: i32, maskHead: i32, maskQuery: i32, maskKey: i32,
): void {
  setArgument(control, Q, <i32>q);
  setArgument(control, K, <i32>k);
  setArgument(control, V, <i32>v);
  setArgument(control, Y, <i32>y);
  setArgument(control, SUMS, <i32>sums);
  setArgument(control, HEADS, heads);
  setArgument(control, QUERIES, queries);
  setArgument(control, KEYS, keys);
  setArgument(control, SIZE, size);
  setArgument(control, WIDTH, width);
  setArgumentF32(control, SCALE, scale);
  setArgument(control, CAUSAL, causal);
  setArgument(control, MASK, <i32>mask);
  setArgument(control, MASK_BATCH, maskBatch);
  setArgument(control, MASK_HEAD, maskHead);
  setArgument(control, MASK_QUERY, maskQuery);
  setArgument(control, MASK_KEY, maskKey);
}

/** How many numbers a row of scores has room for: whole tiles, so that none has to stop before its end. */
// @ts-ignore: decorator
@inline function lineOf(keys: i32): i32 {
  return ceilDiv(keys, COLUMNS) * COLUMNS;
}

/** Numbers of a block of scores. */
// @ts-ignore: decorator
@inline function scoresRoom(block: i32, keys: i32): i32 {
  return ceilDiv(block, ROWS) * ROWS * lineOf(keys);
}

/** Numbers of packed operands, the rows or the columns of `count` steps in time. */
// @ts-ignore: decorator
@inline function packedRoom(count: i32, wide: i32): i32 {
  return lineOf(count) * lineOf(wide);
}

/**
 * How many bytes of workspace each thread needs for blocks of `block` queries; `wide` is the larger of size and width. Keys or values,
 * scores, a border; for the gradient keys, values, keys again, queries, what came back of them, scores and their gradients, a border.
 */
export function attentionRoom(block: i32, keys: i32, wide: i32, gradient: i32): i32 {
  const packed = gradient ? 3 * packedRoom(keys, wide) + 2 * packedRoom(block, wide) : packedRoom(keys, wide);
  return <i32>bytes(packed + (gradient ? 2 : 1) * scoresRoom(block, keys) + ROWS * COLUMNS);
}

/** y = softmax(q·kᵀ·scale)·v for each head, and sums = ln Σ e^score for each query, [batch, heads, queries]. */
export function attention(control: usize, batch: i32, block: i32, workspace: usize, each: i32): void {
  setArgument(control, BLOCK, block);
  setArgument(control, WORKSPACE, <i32>workspace);
  setArgument(control, EACH, each);
  parallel(control, ATTENTION, batch * argument(control, HEADS) * ceilDiv(argument(control, QUERIES), block));
}

/** The gradients in q, k and v; y and sums are those of the forward pass. */
export function attentionGradient(
  control: usize, batch: i32, block: i32, workspace: usize, each: i32, dy: usize, dq: usize, dk: usize, dv: usize,
): void {
  setArgument(control, BLOCK, block);
  setArgument(control, WORKSPACE, <i32>workspace);
  setArgument(control, EACH, each);
  setArgument(control, DY, <i32>dy);
  setArgument(control, DQ, <i32>dq);
  setArgument(control, DK, <i32>dk);
  setArgument(control, DV, <i32>dv);
  parallel(control, ATTENTION_GRADIENT, batch * argument(control, HEADS));
}

/** How many keys more than one the first query of a block sees; all where nothing is hidden. */
// @ts-ignore: decorator
@inline function aheadOf(control: usize, first: i32): i32 {
  const keys = argument(control, KEYS);
  return argument(control, CAUSAL) ? first + keys - argument(control, QUERIES) : keys;
}

/** Where head `h` of sequence `b` begins in a tensor [batch, time, heads·size]. */
// @ts-ignore: decorator
@inline function head(control: usize, base: i32, b: i32, h: i32, time: i32, size: i32): usize {
  return <usize>argument(control, base) + bytes((b * time * argument(control, HEADS) + h) * size);
}

/** The first `own` products of a query become its scores, −∞ where a mask hides the key; behind them stands −∞ up to the end of a vector. */
function scale(control: usize, scores: usize, b: i32, h: i32, query: i32, own: i32): void {
  const factor = f32x4.splat(argumentF32(control, SCALE)), end = scores + bytes(own), mask = <usize>argument(control, MASK);
  for (let at = scores; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), factor));
  for (let at = end; at & 15; at += 4) store<f32>(at, -Infinity);
  if (mask == 0) return;
  let place = mask + bytes(b * argument(control, MASK_BATCH) + h * argument(control, MASK_HEAD) + query * argument(control, MASK_QUERY));
  const next = bytes(argument(control, MASK_KEY));
  for (let at = scores; at < end; at += 4, place += next) if (load<f32>(place) == 0) store<f32>(at, -Infinity);
}

/** A row of `count` scores, whole vectors, becomes weights; returns ln Σ e^score. A row that sees nothing gets zeros. */
function softmax(scores: usize, count: i32, scratch: usize): f32 {
  const largest = maxAlongRow(scores, count, scratch);
  if (largest == -Infinity) {
    memory.fill(scores, 0, bytes(count));
    return 0;
  }
  const sum = exponentials(scores, scores, count, largest, scratch);
  divideRow(scores, count, sum);
  return largest + logarithm(sum);
}

/** Zeros behind a row of weights, as the tiles want them. */
// @ts-ignore: decorator
@inline function endRow(row: usize, count: i32, line: i32): void {
  if (count < line) v128.store(row + bytes(count), f32x4.splat(0));
}

/** Whole vectors for `own` numbers. */
// @ts-ignore: decorator
@inline function wholeVectors(own: i32): i32 {
  return (own + 3) & -4;
}

/** One block of queries of one head. */
export function attentionChunk(control: usize, chunk: i32, scratch: usize): void {
  const heads = argument(control, HEADS), queries = argument(control, QUERIES), keys = argument(control, KEYS);
  const size = argument(control, SIZE), width = argument(control, WIDTH), block = argument(control, BLOCK);
  const blocks = ceilDiv(queries, block), pair = chunk / blocks, b = pair / heads, h = pair % heads;
  const first = (chunk % blocks) * block, rows = min(block, queries - first);
  const ahead = aheadOf(control, first), seen = seenBy(rows - 1, ahead, keys), line = lineOf(keys);
  const packed = <usize>argument(control, WORKSPACE) + <usize>(threadOf(control, scratch) * argument(control, EACH));
  const weights = packed + bytes(packedRoom(keys, max(size, width))), border = weights + bytes(scoresRoom(block, keys));
  const q = head(control, Q, b, h, queries, size) + bytes(first * heads * size), k = head(control, K, b, h, keys, size);
  const v = head(control, V, b, h, keys, width), y = head(control, Y, b, h, queries, width) + bytes(first * heads * width);
  const sums = <usize>argument(control, SUMS) + bytes(pair * queries + first);
  pack(packed, k, seen, size, COLUMNS, heads * size, 1);
  scoreTiles(weights, bytes(line), q, bytes(heads * size), packed, rows, seen, size, ahead);
  for (let row = 0; row < rows; row++) {
    const place = weights + bytes(row * line), own = seenBy(row, ahead, keys), count = wholeVectors(own);
    scale(control, place, b, h, first + row, own);
    store<f32>(sums + bytes(row), softmax(place, count, scratch));
    endRow(place, count, line);
  }
  pack(packed, v, width, seen, COLUMNS, 1, heads * width);
  sumTiles(y, bytes(heads * width), weights, bytes(line), packed, rows, width, seen, ahead, border);
}

/** One head of one sequence: scores are made anew, a block of queries at a time. */
export function attentionGradientChunk(control: usize, chunk: i32, scratch: usize): void {
  const heads = argument(control, HEADS), queries = argument(control, QUERIES), keys = argument(control, KEYS);
  const size = argument(control, SIZE), width = argument(control, WIDTH), block = argument(control, BLOCK);
  const b = chunk / heads, h = chunk % heads, wide = max(size, width), line = lineOf(keys), next = bytes(line);
  const narrow = heads * size, broad = heads * width; // from one step in time to the next
  const keyRows = <usize>argument(control, WORKSPACE) + <usize>(threadOf(control, scratch) * argument(control, EACH));
  const valueRows = keyRows + bytes(packedRoom(keys, wide)), keyColumns = valueRows + bytes(packedRoom(keys, wide));
  const queryColumns = keyColumns + bytes(packedRoom(keys, wide)), dyColumns = queryColumns + bytes(packedRoom(block, wide));
  const weights = dyColumns + bytes(packedRoom(block, wide)), dscores = weights + bytes(scoresRoom(block, keys));
  const border = dscores + bytes(scoresRoom(block, keys));
  const k = head(control, K, b, h, keys, size), v = head(control, V, b, h, keys, width);
  const dk = head(control, DK, b, h, keys, size), dv = head(control, DV, b, h, keys, width);
  for (let key = 0; key < keys; key++) {
    memory.fill(dk + bytes(key * narrow), 0, bytes(size));
    memory.fill(dv + bytes(key * broad), 0, bytes(width));
  }
  pack(keyRows, k, keys, size, COLUMNS, narrow, 1);
  pack(valueRows, v, keys, width, COLUMNS, broad, 1);
  for (let first = 0; first < queries; first += block) {
    const rows = min(block, queries - first), ahead = aheadOf(control, first), seen = seenBy(rows - 1, ahead, keys);
    const q = head(control, Q, b, h, queries, size) + bytes(first * narrow), dq = head(control, DQ, b, h, queries, size) + bytes(first * narrow);
    const y = head(control, Y, b, h, queries, width) + bytes(first * broad), dy = head(control, DY, b, h, queries, width) + bytes(first * broad);
    const sums = <usize>argument(control, SUMS) + bytes(chunk * queries + first);
    scoreTiles(weights, next, q, bytes(narrow), keyRows, rows, seen, size, ahead);
    scoreTiles(dscores, next, dy, bytes(broad), valueRows, rows, seen, width, ahead); // of the weights until they are differentiated
    for (let row = 0; row < rows; row++) {
      const place = weights + <usize>row * next, gradients = dscores + <usize>row * next;
      const own = seenBy(row, ahead, keys), count = wholeVectors(own);
      scale(control, place, b, h, first + row, own);
      const along = dot(y + bytes(row * broad), dy + bytes(row * broad), width);
      differentiate(control, place, gradients, count, load<f32>(sums + bytes(row)), along);
      endRow(place, count, line);
      endRow(gradients, count, line);
    }
    pack(dyColumns, dy, width, rows, COLUMNS, 1, broad);
    spreadTiles(dv, bytes(broad), weights, next, dyColumns, rows, width, seen, ahead, border);
    pack(queryColumns, q, size, rows, COLUMNS, 1, narrow);
    spreadTiles(dk, bytes(narrow), dscores, next, queryColumns, rows, size, seen, ahead, border);
    pack(keyColumns, k, size, seen, COLUMNS, 1, narrow);
    sumTiles(dq, bytes(narrow), dscores, next, keyColumns, rows, size, seen, ahead, border);
  }
}

/** A row of scores, whole vectors, becomes weights, e^(score − sum), and the row of their gradients that of the products q·k. */
function differentiate(control: usize, scores: usize, gradients: usize, count: i32, sum: f32, along: f32): void {
  const shift = f32x4.splat(sum), middle = f32x4.splat(along), factor = f32x4.splat(argumentF32(control, SCALE));
  for (let at: usize = 0, end = bytes(count); at < end; at += 16) {
    const weight = expBelow0(f32x4.sub(v128.load(scores + at), shift));
    v128.store(scores + at, weight);
    v128.store(gradients + at, f32x4.mul(f32x4.mul(weight, f32x4.sub(v128.load(gradients + at), middle)), factor));
  }
}

function dot(a: usize, b: usize, count: i32): f32 {
  const whole = wholeBytes(count), rest = bytes(count) - whole;
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) total = f32x4.add(total, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  if (rest) total = f32x4.add(total, f32x4.mul(loadRest(a + whole, rest, 0), loadRest(b + whole, rest, 0)));
  return sumLanes(total);
}
