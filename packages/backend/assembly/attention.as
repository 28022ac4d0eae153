// AssemblyScript: scaled dot-product attention of many heads, and its gradient, a block of queries at a time: the matrix of all scores
// never lies in memory. Queries, keys and values are [batch, time, heads·size], as the projections leave them.
//
// Dao et al. 2022, "FlashAttention", https://arxiv.org/abs/2205.14135, for the scores made anew in the backward pass; a block here
// has all keys of its queries, so that the softmax needs no second pass.
import { expBelow0 } from './elementary';
import { tiles } from './matmul';
import { bytes, ceilDiv, COLUMNS, pack, ROWS } from './pack';
import { maxAlongRow } from './reduce';
import { divideRow, exponentials, logarithm } from './row-softmax';
import { argument, argumentF32, parallel, setArgument, setArgumentF32, threadOf } from './threads';
import { loadRest, storeRest, sumLanes, wholeBytes } from './vectors';

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

// What a thread needs for itself: packed rows, packed columns, two blocks of scores, a border.
// @ts-ignore: decorator
@inline function rowsRoom(block: i32, keys: i32, wide: i32): i32 {
  return max((block + ROWS) * max(keys, wide), (keys + ROWS) * block);
}

// @ts-ignore: decorator
@inline function columnsRoom(block: i32, keys: i32, wide: i32): i32 {
  return max((keys + COLUMNS) * wide, (wide + COLUMNS) * max(keys, block));
}

/** How many bytes of workspace each thread needs for blocks of `block` queries; `wide` is the larger of size and width. */
export function attentionRoom(block: i32, keys: i32, wide: i32): i32 {
  return <i32>bytes(rowsRoom(block, keys, wide) + columnsRoom(block, keys, wide) + 2 * block * keys + ROWS * COLUMNS);
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

/** How many keys the queries before `end` see at most. */
// @ts-ignore: decorator
@inline function keysSeen(control: usize, end: i32): i32 {
  const keys = argument(control, KEYS);
  return argument(control, CAUSAL) ? min(keys, end + keys - argument(control, QUERIES)) : keys;
}

/** Where head `h` of sequence `b` begins in a tensor [batch, time, heads·size]. */
// @ts-ignore: decorator
@inline function head(control: usize, base: i32, b: i32, h: i32, time: i32, size: i32): usize {
  return <usize>argument(control, base) + bytes((b * time * argument(control, HEADS) + h) * size);
}

/** scores[row, key] = q·k for a block of queries and their `seen` keys. */
function products(
  control: usize, rowsAt: usize, columnsAt: usize, border: usize, scores: usize, q: usize, k: usize, rows: i32, seen: i32,
): void {
  const size = argument(control, SIZE), stride = argument(control, HEADS) * size;
  pack(rowsAt, q, rows, size, ROWS, stride, 1);
  pack(columnsAt, k, seen, size, COLUMNS, stride, 1);
  tiles(rowsAt, columnsAt, size, scores, bytes(argument(control, KEYS)), rows, seen, size, false, border);
}

/** Scales the scores of a query and hides those it may not see, which become −∞; its keys are the first `seen`. */
function hide(control: usize, scores: usize, b: i32, h: i32, query: i32, seen: i32): void {
  const own = keysSeen(control, query + 1), scale = f32x4.splat(argumentF32(control, SCALE));
  const mask = <usize>argument(control, MASK);
  const whole = wholeBytes(own), rest = bytes(own) - whole;
  for (let at: usize = 0; at < whole; at += 16) v128.store(scores + at, f32x4.mul(v128.load(scores + at), scale));
  if (rest) storeRest(scores + whole, rest, f32x4.mul(loadRest(scores + whole, rest, 0), scale));
  for (let key = max(0, own); key < seen; key++) store<f32>(scores + bytes(key), -Infinity);
  if (mask == 0) return;
  let place = mask + bytes(b * argument(control, MASK_BATCH) + h * argument(control, MASK_HEAD) + query * argument(control, MASK_QUERY));
  const next = bytes(argument(control, MASK_KEY));
  for (let key = 0; key < own; key++, place += next) if (load<f32>(place) == 0) store<f32>(scores + bytes(key), -Infinity);
}

/** A row of scores becomes weights; returns ln Σ e^score. A row that sees nothing gets zeros. */
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

/** One block of queries of one head. */
export function attentionChunk(control: usize, chunk: i32, scratch: usize): void {
  const heads = argument(control, HEADS), queries = argument(control, QUERIES), keys = argument(control, KEYS);
  const size = argument(control, SIZE), width = argument(control, WIDTH), block = argument(control, BLOCK);
  const blocks = ceilDiv(queries, block), pair = chunk / blocks, b = pair / heads, h = pair % heads;
  const first = (chunk % blocks) * block, rows = min(block, queries - first), seen = keysSeen(control, first + rows);
  const wide = max(size, width);
  const rowsAt = <usize>argument(control, WORKSPACE) + <usize>(threadOf(control, scratch) * argument(control, EACH));
  const columnsAt = rowsAt + bytes(rowsRoom(block, keys, wide)), scores = columnsAt + bytes(columnsRoom(block, keys, wide));
  const border = scores + bytes(2 * block * keys);
  const q = head(control, Q, b, h, queries, size) + bytes(first * heads * size), k = head(control, K, b, h, keys, size);
  const v = head(control, V, b, h, keys, width), y = head(control, Y, b, h, queries, width) + bytes(first * heads * width);
  const sums = <usize>argument(control, SUMS) + bytes(pair * queries + first);
  products(control, rowsAt, columnsAt, border, scores, q, k, rows, seen);
  for (let row = 0; row < rows; row++) {
    const place = scores + bytes(row * keys);
    hide(control, place, b, h, first + row, seen);
    store<f32>(sums + bytes(row), softmax(place, seen, scratch));
  }
  pack(rowsAt, scores, rows, seen, ROWS, keys, 1);
  pack(columnsAt, v, width, seen, COLUMNS, 1, heads * width);
  tiles(rowsAt, columnsAt, seen, y, bytes(heads * width), rows, width, seen, false, border);
}

/** One head of one sequence: scores are made anew, a block of queries at a time. */
export function attentionGradientChunk(control: usize, chunk: i32, scratch: usize): void {
  const heads = argument(control, HEADS), queries = argument(control, QUERIES), keys = argument(control, KEYS);
  const size = argument(control, SIZE), width = argument(control, WIDTH), block = argument(control, BLOCK);
  const b = chunk / heads, h = chunk % heads, wide = max(size, width);
  const narrow = heads * size, broad = heads * width; // from one step in time to the next
  const rowsAt = <usize>argument(control, WORKSPACE) + <usize>(threadOf(control, scratch) * argument(control, EACH));
  const columnsAt = rowsAt + bytes(rowsRoom(block, keys, wide)), weights = columnsAt + bytes(columnsRoom(block, keys, wide));
  const dscores = weights + bytes(block * keys), border = dscores + bytes(block * keys);
  const k = head(control, K, b, h, keys, size), v = head(control, V, b, h, keys, width);
  const dk = head(control, DK, b, h, keys, size), dv = head(control, DV, b, h, keys, width);
  for (let key = 0; key < keys; key++) {
    memory.fill(dk + bytes(key * narrow), 0, bytes(size));
    memory.fill(dv + bytes(key * broad), 0, bytes(width));
  }
  for (let first = 0; first < queries; first += block) {
    const rows = min(block, queries - first), seen = keysSeen(control, first + rows);
    const q = head(control, Q, b, h, queries, size) + bytes(first * narrow), dq = head(control, DQ, b, h, queries, size) + bytes(first * narrow);
    const y = head(control, Y, b, h, queries, width) + bytes(first * broad), dy = head(control, DY, b, h, queries, width) + bytes(first * broad);
    const sums = <usize>argument(control, SUMS) + bytes(chunk * queries + first);
    products(control, rowsAt, columnsAt, border, weights, q, k, rows, seen);
    // The gradient in the weights: dy·vᵀ.
    pack(rowsAt, dy, rows, width, ROWS, broad, 1);
    pack(columnsAt, v, seen, width, COLUMNS, broad, 1);
    tiles(rowsAt, columnsAt, width, dscores, bytes(keys), rows, seen, width, false, border);
    for (let row = 0; row < rows; row++) {
      const place = weights + bytes(row * keys);
      hide(control, place, b, h, first + row, seen);
      const along = dot(y + bytes(row * broad), dy + bytes(row * broad), width);
      differentiate(control, place, dscores + bytes(row * keys), seen, load<f32>(sums + bytes(row)), along);
    }
    // dv += weightsᵀ·dy
    pack(rowsAt, weights, seen, rows, ROWS, 1, keys);
    pack(columnsAt, dy, width, rows, COLUMNS, 1, broad);
    tiles(rowsAt, columnsAt, rows, dv, bytes(broad), seen, width, rows, true, border);
    // dk += dscoresᵀ·q
    pack(rowsAt, dscores, seen, rows, ROWS, 1, keys);
    pack(columnsAt, q, size, rows, COLUMNS, 1, narrow);
    tiles(rowsAt, columnsAt, rows, dk, bytes(narrow), seen, size, rows, true, border);
    // dq = dscores·k
    pack(rowsAt, dscores, rows, seen, ROWS, keys, 1);
    pack(columnsAt, k, size, seen, COLUMNS, 1, narrow);
    tiles(rowsAt, columnsAt, seen, dq, bytes(narrow), rows, size, seen, false, border);
  }
}

/** A row of scores becomes weights, e^(score − sum), and the row of their gradients that of the products q·k. */
function differentiate(control: usize, scores: usize, gradients: usize, count: i32, sum: f32, along: f32): void {
  const whole = wholeBytes(count), rest = bytes(count) - whole, shift = f32x4.splat(sum), middle = f32x4.splat(along);
  const scale = f32x4.splat(argumentF32(control, SCALE));
  for (let at: usize = 0; at < whole; at += 16) {
    const weight = expBelow0(f32x4.sub(v128.load(scores + at), shift));
    v128.store(scores + at, weight);
    v128.store(gradients + at, f32x4.mul(f32x4.mul(weight, f32x4.sub(v128.load(gradients + at), middle)), scale));
  }
  if (!rest) return;
  const weight = expBelow0(f32x4.sub(loadRest(scores + whole, rest, -Infinity), shift));
  storeRest(scores + whole, rest, weight);
  const gradient = f32x4.sub(loadRest(gradients + whole, rest, 0), middle);
  storeRest(gradients + whole, rest, f32x4.mul(f32x4.mul(weight, gradient), scale));
}

function dot(a: usize, b: usize, count: i32): f32 {
  const whole = wholeBytes(count), rest = bytes(count) - whole;
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) total = f32x4.add(total, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  if (rest) total = f32x4.add(total, f32x4.mul(loadRest(a + whole, rest, 0), loadRest(b + whole, rest, 0)));
  return sumLanes(total);
}
