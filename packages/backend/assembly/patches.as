// AssemblyScript: the patches of images as rows of a matrix, packed straight from the image: the matrix itself, many times as large
// as the image, never lies in memory.
//
// Row (n, i, j) of it holds, for each tap (u, v) of a filter and each channel c,
//   image[n, (i·stride − top + u·dilation) / up, (j·stride − left + v·dilation) / up, c]
// where that is a whole place within the image, else 0. `up` is 1 but for the gradient in the input of a convolution that strides.
import { areNeighbours, packNeighbours, packTransposedNeighbours } from './narrow-patches';
import { bytes, ceilDiv, COLUMNS, packPanel, put4x4, ROWS } from './pack';
import { argument, setArgument } from './threads';

// Arguments of a job, after those of matmul.as.
export const IMAGE: i32 = 32, HEIGHT: i32 = 33, WIDTH: i32 = 34, CHANNELS: i32 = 35;
export const OUT_HEIGHT: i32 = 36, OUT_WIDTH: i32 = 37;
export const STRIDE_Y: i32 = 38, STRIDE_X: i32 = 39, TOP: i32 = 40, LEFT: i32 = 41;
export const DILATION_Y: i32 = 42, DILATION_X: i32 = 43;
export const FILTER_HEIGHT: i32 = 44, FILTER_WIDTH: i32 = 45;
export const UP_Y: i32 = 46, UP_X: i32 = 47;

/** Writes the arguments that say which patches. */
export function setPatches(
  control: usize, image: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  strideY: i32, strideX: i32, top: i32, left: i32, dilationY: i32, dilationX: i32, filterHeight: i32, filterWidth: i32,
  upY: i32, upX: i32,
): void {
  setArgument(control, IMAGE, <i32>image);
  setArgument(control, HEIGHT, height);
  setArgument(control, WIDTH, width);
  setArgument(control, CHANNELS, channels);
  setArgument(control, OUT_HEIGHT, outHeight);
  setArgument(control, OUT_WIDTH, outWidth);
  setArgument(control, STRIDE_Y, strideY);
  setArgument(control, STRIDE_X, strideX);
  setArgument(control, TOP, top);
  setArgument(control, LEFT, left);
  setArgument(control, DILATION_Y, dilationY);
  setArgument(control, DILATION_X, dilationX);
  setArgument(control, FILTER_HEIGHT, filterHeight);
  setArgument(control, FILTER_WIDTH, filterWidth);
  setArgument(control, UP_Y, upY);
  setArgument(control, UP_X, upX);
}

/**
 * Where the patch of row `row` begins, for `pixel`: its image, and the place of its first tap there, times `up`. Written to `corner`, since it
 * takes divisions, and all taps of a row need it.
 */
function findCorner(control: usize, row: i32, corner: usize): void {
  const outWidth = argument(control, OUT_WIDTH), outHeight = argument(control, OUT_HEIGHT);
  const above = row / outWidth, j = row - above * outWidth;
  const n = above / outHeight, i = above - n * outHeight;
  const image = n * argument(control, HEIGHT) * argument(control, WIDTH) * argument(control, CHANNELS);
  store<i32>(corner, argument(control, IMAGE) + <i32>bytes(image));
  store<i32>(corner, i * argument(control, STRIDE_Y) - argument(control, TOP), 4);
  store<i32>(corner, j * argument(control, STRIDE_X) - argument(control, LEFT), 8);
}

/** The pixel `down` and `right` of a corner, or 0 outside the image. */
// @ts-ignore: decorator
@inline function pixel(
  corner: usize, down: i32, right: i32, height: i32, width: i32, channels: i32, upY: i32, upX: i32,
): usize {
  const y = load<i32>(corner, 4) + down, x = load<i32>(corner, 8) + right;
  return pixelAt(<usize>load<i32>(corner), y, x, height, width, channels, upY, upX);
}

/** The pixel of an image at (y, x), both times `up`, or 0 outside. */
// @ts-ignore: decorator
@inline export function pixelAt(
  image: usize, y: i32, x: i32, height: i32, width: i32, channels: i32, upY: i32, upX: i32,
): usize {
  if (y < 0 || x < 0) return 0;
  if (upY != 1 || upX != 1) {
    if (y % upY != 0 || x % upX != 0) return 0;
    y /= upY;
    x /= upX;
  }
  if (y >= height || x >= width) return 0;
  return image + bytes((y * width + x) * channels);
}

/** Packs `rows` rows from row `first` on, steps [k0, k0 + depth) of (tap, channel), as a block of A. `corners` has room for 64 bytes. */
export function packPatches(
  control: usize, target: usize, first: i32, rows: i32, k0: i32, depth: i32, corners: usize,
): void {
  const channels = argument(control, CHANNELS), filterWidth = argument(control, FILTER_WIDTH);
  const height = argument(control, HEIGHT), width = argument(control, WIDTH);
  const dilationY = argument(control, DILATION_Y), dilationX = argument(control, DILATION_X);
  const upY = argument(control, UP_Y), upX = argument(control, UP_X);
  const narrow = areNeighbours(control);
  for (let i = 0; i < rows; i += ROWS) {
    const row = first + i, lines = min(ROWS, rows - i);
    const packed = narrow ? packNeighbours(control, target, row, rows - i, k0, depth) : 0;
    if (packed > 0) {
      i += packed - ROWS;
      target += bytes(packed * depth);
      continue;
    }
    for (let line = 0; line < lines; line++) findCorner(control, row + line, corners + 16 * <usize>line);
    const firstTap = k0 / channels;
    let u = firstTap / filterWidth, v = firstTap - u * filterWidth, channel = k0 - firstTap * channels;
    for (let k = k0; k < k0 + depth; ) {
      const run = min(channels - channel, k0 + depth - k), skip = bytes(channel);
      const down = u * dilationY, right = v * dilationX;
      const a = pixel(corners, down, right, height, width, channels, upY, upX);
      const b = lines > 1 ? pixel(corners + 16, down, right, height, width, channels, upY, upX) : 0;
      const c = lines > 2 ? pixel(corners + 32, down, right, height, width, channels, upY, upX) : 0;
      const d = lines > 3 ? pixel(corners + 48, down, right, height, width, channels, upY, upX) : 0;
      let at = skip;
      const end = skip + bytes(run);
      for (; at + 16 <= end; at += 16, target += 64) put4x4(target, 16, four(a, at), four(b, at), four(c, at), four(d, at));
      for (; at < end; at += 4, target += 16) {
        store<f32>(target, one(a, at));
        store<f32>(target, one(b, at), 4);
        store<f32>(target, one(c, at), 8);
        store<f32>(target, one(d, at), 12);
      }
      k += run;
      channel = 0;
      if (++v == filterWidth) {
        v = 0;
        u++;
      }
    }
  }
}

// @ts-ignore: decorator
@inline function four(base: usize, at: usize): v128 {
  return base == 0 ? f32x4.splat(0) : v128.load(base + at);
}

// @ts-ignore: decorator
@inline function one(base: usize, at: usize): f32 {
  return base == 0 ? 0 : load<f32>(base + at);
}

/**
 * Packs rows [first, first + lines) of the transposed matrix, at most ROWS of them, (tap, channel) each, over the pixels
 * [start, start + count): panel[pixel][line].
 */
export function packTransposedPatches(control: usize, target: usize, first: i32, lines: i32, start: i32, count: i32): void {
  const channels = argument(control, CHANNELS);
  if (lines == ROWS && channels % ROWS == 0) {
    copyPixels<v128>(control, target, first, start, count);
    return;
  }
  if (areNeighbours(control)) {
    packTransposedNeighbours(control, target, first, lines, start, count);
    return;
  }
  for (let line = 0; line < ROWS; line++) {
    if (line < lines) copyPixels<f32>(control, target + bytes(line), first + line, start, count);
    else for (let i = 0; i < count; i++) store<f32>(target + bytes(i * ROWS + line), 0);
  }
}

/** Copies what lies at a place; 0 where there is none. */
// @ts-ignore: decorator
@inline function put<T>(target: usize, place: usize): void {
  if (sizeof<T>() == 16) v128.store(target, place ? v128.load(place) : f32x4.splat(0));
  else store<f32>(target, place ? load<f32>(place) : <f32>0);
}

/** What lies at one (tap, channel) of each pixel's patch, and at the next ones for v128, ROWS numbers apart. */
function copyPixels<T>(control: usize, target: usize, line: i32, start: i32, count: i32): void {
  const channels = argument(control, CHANNELS), filterWidth = argument(control, FILTER_WIDTH);
  const height = argument(control, HEIGHT), width = argument(control, WIDTH), outWidth = argument(control, OUT_WIDTH);
  const outHeight = argument(control, OUT_HEIGHT), strideX = argument(control, STRIDE_X);
  const tap = line / channels, u = tap / filterWidth, v = tap - u * filterWidth;
  const offsetY = u * argument(control, DILATION_Y) - argument(control, TOP);
  const offsetX = v * argument(control, DILATION_X) - argument(control, LEFT);
  const source = <usize>argument(control, IMAGE) + bytes(line - tap * channels), next = bytes(strideX * channels);
  for (let done = 0; done < count; ) { // row by row of the output
    const above = (start + done) / outWidth, j = start + done - above * outWidth, run = min(outWidth - j, count - done);
    const n = above / outHeight, y = (above - n * outHeight) * argument(control, STRIDE_Y) + offsetY;
    const x = j * strideX + offsetX;
    // Pixels [from, to) of the run lie within the image.
    const inside = y >= 0 && y < height && x < width;
    const from = inside ? min(run, x >= 0 ? 0 : ceilDiv(-x, strideX)) : run;
    const to = inside ? max(from, min(run, ceilDiv(width - x, strideX))) : run;
    let place = source + bytes(((n * height + y) * width + x + from * strideX) * channels), i = 0;
    for (; i < from; i++, target += bytes(ROWS)) put<T>(target, 0);
    for (; i < to; i++, place += next, target += bytes(ROWS)) put<T>(target, place);
    for (; i < run; i++, target += bytes(ROWS)) put<T>(target, 0);
    done += run;
  }
}

/**
 * Packs columns of a filter as the gradient in the input needs it: k runs over the taps from the last and, within them, over the
 * filters; a column is a channel. `source` is the filter's first tap at the first of these channels.
 */
export function packTaps(control: usize, target: usize, source: usize, lines: i32): void {
  const filters = argument(control, CHANNELS); // those of the image that is dy
  const taps = argument(control, FILTER_HEIGHT) * argument(control, FILTER_WIDTH);
  const tapSize = argument(control, TAP_SIZE);
  for (let tap = taps - 1; tap >= 0; tap--, target += bytes(filters * COLUMNS)) {
    packPanel(target, source + bytes(tap * tapSize), lines, filters, COLUMNS, filters, 1);
  }
}

/** How many numbers each tap of the filter has. */
export const TAP_SIZE: i32 = 48;
