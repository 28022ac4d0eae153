// AssemblyScript: 2D convolution and its gradients, as products of matrices of which one, the patches, is never written down.
import { B_COLUMN, B_NEXT, B_ROW, BLOCK_K, FLIPPED, KIND, PATCHES, product, tiles } from './matmul';
import { bytes, ceilDiv, COLUMNS, pack, ROWS } from './pack';
import { addParts } from './parts';
import { packTransposedPatches, TAP_SIZE } from './patches';
import { argument, parallel, setArgument } from './threads';

export const FILTER_GRADIENT: i32 = 2;

/** y = activation(x * filter + bias); `setPatches` was called with x as the image. Filter [taps, channels, filters], y [rows, filters]. */
export function convolution(
  control: usize, filter: usize, y: usize, rows: i32, k: i32, filters: i32,
  bias: usize, activation: i32, alpha: f32, workspace: usize, room: i32,
): void {
  setArgument(control, KIND, PATCHES);
  setArgument(control, B_ROW, filters);
  setArgument(control, B_COLUMN, 1);
  setArgument(control, B_NEXT, 0);
  product(control, 0, filter, y, rows, filters, k, 1, bias, activation, alpha, workspace, room);
}

/** The gradient in the input; `setPatches` was called with dy as the image. dx [rows, channels]. */
export function inputGradient(
  control: usize, filter: usize, dx: usize, rows: i32, taps: i32, channels: i32, filters: i32, workspace: usize, room: i32,
): void {
  setArgument(control, KIND, FLIPPED);
  setArgument(control, TAP_SIZE, channels * filters);
  setArgument(control, B_COLUMN, filters);
  setArgument(control, B_NEXT, 0);
  product(control, 0, filter, dx, rows, channels, taps * filters, 1, 0, 0, 0, workspace, room);
}

const DY: i32 = 0, PARTS: i32 = 1, TAPS: i32 = 2, FILTERS: i32 = 3, PIXELS: i32 = 4, EACH: i32 = 5, ROW_BLOCK: i32 = 6;

/** The most rows of the filter that a chunk takes: each packs its part of dy anew. */
const BLOCK_M: i32 = 256;
/** The most filters whose part of dy is packed at once: it shares a thread's scratch with A. */
const BLOCK_N: i32 = 256;

/**
 * The gradient in the filter: dW[(tap, channel), f] = Σ patches[p, (tap, channel)] · dy[p, f] over all pixels p of all images.
 * `setPatches` was called with x as the image.
 *
 * The pixels are cut into `parts`, whose sums come to lie in `workspace` one after the other and are then added in their order; how many
 * parts depends on the shape alone, so the bits do too.
 */
export function filterGradient(
  control: usize, dy: usize, dw: usize, rows: i32, filters: i32, pixels: i32, parts: i32, workspace: usize,
): void {
  const blocks = ceilDiv(rows, BLOCK_M);
  setArgument(control, DY, <i32>dy);
  setArgument(control, PARTS, <i32>(parts == 1 ? dw : workspace));
  setArgument(control, TAPS, rows);
  setArgument(control, FILTERS, filters);
  setArgument(control, PIXELS, pixels);
  setArgument(control, EACH, ceilDiv(pixels, parts));
  setArgument(control, ROW_BLOCK, ceilDiv(ceilDiv(rows, blocks), ROWS) * ROWS);
  parallel(control, FILTER_GRADIENT, parts * blocks);
  if (parts > 1) addParts(control, workspace, dw, rows * filters, parts);
}

/** The sums of one part of the pixels, for a block of rows. */
export function filterGradientChunk(control: usize, chunk: i32, scratch: usize): void {
  const rows = argument(control, TAPS), filters = argument(control, FILTERS), rowBlock = argument(control, ROW_BLOCK);
  const blocks = ceilDiv(rows, rowBlock), part = chunk / blocks, i = (chunk % blocks) * rowBlock;
  const each = argument(control, EACH), start = part * each, end = min(argument(control, PIXELS), start + each);
  const height = min(rowBlock, rows - i), stride = bytes(filters);
  if (height <= 0) return;
  const c = <usize>argument(control, PARTS) + bytes((part * rows + i) * filters);
  const packedB = scratch + bytes(BLOCK_M * BLOCK_K), border = packedB + bytes(BLOCK_N * BLOCK_K);
  if (start >= end) memory.fill(c, 0, bytes(height * filters));
  for (let p = start; p < end; p += BLOCK_K) {
    const depth = min(BLOCK_K, end - p);
    for (let line = 0; line < height; line += ROWS) {
      packTransposedPatches(control, scratch + bytes(line * depth), i + line, min(ROWS, height - line), p, depth);
    }
    for (let j = 0; j < filters; j += BLOCK_N) {
      const columns = min(BLOCK_N, filters - j);
      pack(packedB, <usize>argument(control, DY) + bytes(p * filters + j), columns, depth, COLUMNS, 1, filters);
      tiles(scratch, packedB, depth, c + bytes(j), stride, height, columns, depth, p > start, border);
    }
  }
}
