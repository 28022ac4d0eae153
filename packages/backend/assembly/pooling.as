// AssemblyScript: 2D pooling and its gradients, four channels at a time; a chunk is an image, or a few.
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';
import { loadRest, storeRest } from './vectors';

export const POOL: i32 = 60;
export const POOL_GRADIENT: i32 = 61;

const X: i32 = 0, Y: i32 = 1, DY: i32 = 2, DX: i32 = 3, BATCH: i32 = 4, HEIGHT: i32 = 5, WIDTH: i32 = 6, CHANNELS: i32 = 7;
const OUT_HEIGHT: i32 = 8, OUT_WIDTH: i32 = 9, STRIDE_Y: i32 = 10, STRIDE_X: i32 = 11, TOP: i32 = 12, LEFT: i32 = 13;
const FILTER_HEIGHT: i32 = 14, FILTER_WIDTH: i32 = 15, MAXIMUM: i32 = 16, DILATION_Y: i32 = 17, DILATION_X: i32 = 18;

/** Says what windows there are; `maximum` is 1 for the largest number of each window, 0 for their mean. */
export function setPooling(
  control: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, strideY: i32, strideX: i32,
  top: i32, left: i32, dilationY: i32, dilationX: i32, filterHeight: i32, filterWidth: i32, maximum: i32,
): void {
  setArgument(control, BATCH, batch);
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
  setArgument(control, MAXIMUM, maximum);
}

function imagesPerChunk(control: usize): i32 {
  const size = argument(control, HEIGHT) * argument(control, WIDTH) * argument(control, CHANNELS);
  return max(1, 8192 / max(1, size));
}

/** y = the largest number or the mean of each window; places outside the image do not count. */
export function pool(control: usize, x: usize, y: usize): void {
  setArgument(control, X, <i32>x);
  setArgument(control, Y, <i32>y);
  parallel(control, POOL, ceilDiv(argument(control, BATCH), imagesPerChunk(control)));
}

/**
 * The gradient in x. The largest number of a window, the first of several, gets its gradient; of a mean each place gets
 * 1 / (filterHeight·filterWidth) of it.
 */
export function poolGradient(control: usize, x: usize, dy: usize, dx: usize): void {
  setArgument(control, X, <i32>x);
  setArgument(control, DY, <i32>dy);
  setArgument(control, DX, <i32>dx);
  parallel(control, POOL_GRADIENT, ceilDiv(argument(control, BATCH), imagesPerChunk(control)));
}

export function poolChunk(control: usize, chunk: i32): void {
  const each = imagesPerChunk(control), last = min(argument(control, BATCH), (chunk + 1) * each);
  const outHeight = argument(control, OUT_HEIGHT), outWidth = argument(control, OUT_WIDTH), pairs = arePairs(control);
  for (let n = chunk * each; n < last; n++) {
    if (pairs) {
      maxOfPairs(control, n);
      continue;
    }
    for (let i = 0; i < outHeight; i++) for (let j = 0; j < outWidth; j++) forward(control, n, i, j);
  }
}

export function poolGradientChunk(control: usize, chunk: i32): void {
  const each = imagesPerChunk(control), last = min(argument(control, BATCH), (chunk + 1) * each);
  const outHeight = argument(control, OUT_HEIGHT), outWidth = argument(control, OUT_WIDTH), pairs = arePairs(control);
  const size = bytes(argument(control, HEIGHT) * argument(control, WIDTH) * argument(control, CHANNELS));
  for (let n = chunk * each; n < last; n++) {
    if (pairs) {
      maxOfPairsGradient(control, n);
      continue;
    }
    memory.fill(<usize>argument(control, DX) + <usize>n * size, 0, size);
    for (let i = 0; i < outHeight; i++) for (let j = 0; j < outWidth; j++) backward(control, n, i, j);
  }
}

/** Whether this is the usual case: the largest of two by two places, no window over another, every place in one. */
function arePairs(control: usize): bool {
  return argument(control, MAXIMUM) != 0 && argument(control, FILTER_HEIGHT) == 2 && argument(control, FILTER_WIDTH) == 2
    && argument(control, STRIDE_Y) == 2 && argument(control, STRIDE_X) == 2
    && argument(control, DILATION_Y) == 1 && argument(control, DILATION_X) == 1
    && argument(control, TOP) == 0 && argument(control, LEFT) == 0
    && argument(control, HEIGHT) == 2 * argument(control, OUT_HEIGHT) && argument(control, WIDTH) == 2 * argument(control, OUT_WIDTH)
    && argument(control, CHANNELS) % 4 == 0;
}

function maxOfPairs(control: usize, n: i32): void {
  const line = bytes(argument(control, CHANNELS)), row = <usize>argument(control, WIDTH) * line;
  const outHeight = argument(control, OUT_HEIGHT), outWidth = argument(control, OUT_WIDTH);
  let x = <usize>argument(control, X) + <usize>(n * argument(control, HEIGHT)) * row;
  let y = <usize>argument(control, Y) + <usize>(n * outHeight * outWidth) * line;
  for (let i = 0; i < outHeight; i++, x += row) {
    for (let j = 0; j < outWidth; j++, x += line) {
      for (const end = x + line; x < end; x += 16, y += 16) {
        const above = f32x4.max(v128.load(x), v128.load(x + line));
        v128.store(y, f32x4.max(f32x4.max(above, v128.load(x + row)), v128.load(x + row + line)));
      }
    }
  }
}

function maxOfPairsGradient(control: usize, n: i32): void {
  const line = bytes(argument(control, CHANNELS)), row = <usize>argument(control, WIDTH) * line;
  const outHeight = argument(control, OUT_HEIGHT), outWidth = argument(control, OUT_WIDTH);
  const image = <usize>(n * argument(control, HEIGHT)) * row;
  let x = <usize>argument(control, X) + image, dx = <usize>argument(control, DX) + image;
  let dy = <usize>argument(control, DY) + <usize>(n * outHeight * outWidth) * line;
  for (let i = 0; i < outHeight; i++, x += row, dx += row) {
    for (let j = 0; j < outWidth; j++, x += line, dx += line) {
      for (const end = x + line; x < end; x += 16, dx += 16, dy += 16) {
        const a = v128.load(x), b = v128.load(x + line), c = v128.load(x + row), d = v128.load(x + row + line);
        const second = f32x4.gt(b, a), ab = v128.bitselect(b, a, second);
        const third = f32x4.gt(c, ab), abc = v128.bitselect(c, ab, third);
        const fourth = f32x4.gt(d, abc), gradient = v128.load(dy);
        const below = v128.or(third, fourth);
        v128.store(dx, v128.andnot(gradient, v128.or(second, below)));
        v128.store(dx + line, v128.andnot(v128.and(gradient, second), below));
        v128.store(dx + row, v128.andnot(v128.and(gradient, third), fourth));
        v128.store(dx + row + line, v128.and(gradient, fourth));
      }
    }
  }
}

// @ts-ignore: decorator
@inline function window(control: usize, base: i32, n: i32, i: i32, j: i32): usize {
  const place = (n * argument(control, OUT_HEIGHT) + i) * argument(control, OUT_WIDTH) + j;
  return <usize>argument(control, base) + bytes(place * argument(control, CHANNELS));
}

// @ts-ignore: decorator
@inline function get(place: usize, rest: usize): v128 {
  return rest ? loadRest(place, rest, 0) : v128.load(place);
}

// @ts-ignore: decorator
@inline function put(place: usize, rest: usize, x: v128): void {
  if (rest) storeRest(place, rest, x);
  else v128.store(place, x);
}

/** The first place from `begin` on, in steps, that is not before 0. */
// @ts-ignore: decorator
@inline function firstInside(begin: i32, step: i32): i32 {
  return begin >= 0 ? begin : begin + ceilDiv(-begin, step) * step;
}

function forward(control: usize, n: i32, i: i32, j: i32): void {
  const height = argument(control, HEIGHT), width = argument(control, WIDTH), channels = argument(control, CHANNELS);
  const top = i * argument(control, STRIDE_Y) - argument(control, TOP), left = j * argument(control, STRIDE_X) - argument(control, LEFT);
  const dilationY = argument(control, DILATION_Y), dilationX = argument(control, DILATION_X);
  const bottom = min(height, top + argument(control, FILTER_HEIGHT) * dilationY);
  const right = min(width, left + argument(control, FILTER_WIDTH) * dilationX);
  const y0 = firstInside(top, dilationY), x0 = firstInside(left, dilationX);
  const maximum = argument(control, MAXIMUM) != 0, target = window(control, Y, n, i, j), line = bytes(channels);
  const corner = <usize>argument(control, X) + bytes(((n * height + y0) * width + x0) * channels);
  const down = <usize>(dilationY * width) * line, across = <usize>dilationX * line;
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0;
    let result = f32x4.splat(maximum ? -Infinity : 0), count: f32 = 0;
    for (let y = y0, begin = corner + at; y < bottom; y += dilationY, begin += down) {
      for (let x = x0, place = begin; x < right; x += dilationX, place += across) {
        const value = get(place, rest);
        result = maximum ? f32x4.max(result, value) : f32x4.add(result, value);
        count++;
      }
    }
    put(target + at, rest, maximum ? result : f32x4.div(result, f32x4.splat(count)));
  }
}

function backward(control: usize, n: i32, i: i32, j: i32): void {
  const height = argument(control, HEIGHT), width = argument(control, WIDTH), channels = argument(control, CHANNELS);
  const filterHeight = argument(control, FILTER_HEIGHT), filterWidth = argument(control, FILTER_WIDTH);
  const top = i * argument(control, STRIDE_Y) - argument(control, TOP), left = j * argument(control, STRIDE_X) - argument(control, LEFT);
  const dilationY = argument(control, DILATION_Y), dilationX = argument(control, DILATION_X);
  const bottom = min(height, top + filterHeight * dilationY), right = min(width, left + filterWidth * dilationX);
  const y0 = firstInside(top, dilationY), x0 = firstInside(left, dilationX);
  const maximum = argument(control, MAXIMUM) != 0, source = window(control, DY, n, i, j), line = bytes(channels);
  const corner = bytes(((n * height + y0) * width + x0) * channels);
  const down = <usize>(dilationY * width) * line, across = <usize>dilationX * line;
  const share = f32x4.splat(1 / <f32>(filterHeight * filterWidth));
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0;
    const gradient = get(source + at, rest), part = f32x4.mul(gradient, share);
    let best = f32x4.splat(0), where = i32x4.splat(-1), tap = 0;
    if (maximum) {
      for (let y = y0, begin = <usize>argument(control, X) + corner + at; y < bottom; y += dilationY, begin += down) {
        for (let x = x0, place = begin; x < right; x += dilationX, place += across) {
          const value = get(place, rest);
          const better = v128.or(f32x4.gt(value, best), i32x4.lt_s(where, i32x4.splat(0)));
          best = v128.bitselect(value, best, better);
          where = v128.bitselect(i32x4.splat(tap++), where, better);
        }
      }
    }
    tap = 0;
    for (let y = y0, begin = <usize>argument(control, DX) + corner + at; y < bottom; y += dilationY, begin += down) {
      for (let x = x0, place = begin; x < right; x += dilationX, place += across) {
        const more = maximum ? v128.and(gradient, i32x4.eq(where, i32x4.splat(tap++))) : part;
        put(place, rest, f32x4.add(get(place, rest), more));
      }
    }
  }
}
