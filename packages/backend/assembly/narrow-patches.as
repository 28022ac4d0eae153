// AssemblyScript: the patches of images of one channel, whose pixels are neighbours in memory: four of them are packed at a time.
import { bytes, put4x4, ROWS } from './pack';
import {
  CHANNELS, DILATION_X, DILATION_Y, FILTER_WIDTH, HEIGHT, IMAGE, LEFT, OUT_HEIGHT, OUT_WIDTH, STRIDE_X, STRIDE_Y, TOP, UP_X, UP_Y, WIDTH,
} from './patches';
import { argument } from './threads';

/** Whether the patches side by side begin at pixels side by side, and pixels have one number. */
export function areNeighbours(control: usize): bool {
  return argument(control, CHANNELS) == 1 && argument(control, STRIDE_X) == 1
    && argument(control, UP_X) == 1 && argument(control, UP_Y) == 1;
}

/**
 * Packs rows from `row` on, at most `rows` and as many groups of ROWS as lie in one row of the output, as `packPatches` does. Returns how many
 * it packed.
 */
export function packNeighbours(control: usize, target: usize, row: i32, rows: i32, k0: i32, depth: i32): i32 {
  const outWidth = argument(control, OUT_WIDTH), outHeight = argument(control, OUT_HEIGHT);
  const above = row / outWidth, j = row - above * outWidth, n = above / outHeight;
  const groups = min(rows, outWidth - j) / ROWS, next = bytes(ROWS * depth);
  const height = argument(control, HEIGHT), width = argument(control, WIDTH), filterWidth = argument(control, FILTER_WIDTH);
  const dilationY = argument(control, DILATION_Y), dilationX = argument(control, DILATION_X);
  const y = (above - n * outHeight) * argument(control, STRIDE_Y) - argument(control, TOP), x = j - argument(control, LEFT);
  const image = argument(control, IMAGE) + <i32>bytes(n * height * width);
  let u = k0 / filterWidth, v = k0 - u * filterWidth;
  for (let k = 0; k < depth; k++, target += 16) {
    const line = y + u * dilationY, inside = line >= 0 && line < height;
    const source = <usize>(image + line * width * 4);
    let at = x + v * dilationX, place = target;
    for (let group = 0; group < groups; group++, at += ROWS, place += next) {
      v128.store(place, inside ? neighbours(source, at, width) : f32x4.splat(0));
    }
    if (++v == filterWidth) {
      v = 0;
      u++;
    }
  }
  return groups * ROWS;
}

/** Packs as `packTransposedPatches` does. */
export function packTransposedNeighbours(control: usize, target: usize, first: i32, lines: i32, start: i32, count: i32): void {
  const outWidth = argument(control, OUT_WIDTH), outHeight = argument(control, OUT_HEIGHT);
  const height = argument(control, HEIGHT), width = argument(control, WIDTH);
  for (let done = 0; done < count; ) { // row by row of the output
    const above = (start + done) / outWidth, j = start + done - above * outWidth, run = min(outWidth - j, count - done);
    const n = above / outHeight, y = (above - n * outHeight) * argument(control, STRIDE_Y) - argument(control, TOP);
    const x = j - argument(control, LEFT), image = argument(control, IMAGE) + <i32>bytes(n * height * width);
    const a = line(control, image, y, first, lines, 0), ax = x + right(control, first);
    const b = line(control, image, y, first, lines, 1), bx = x + right(control, first + 1);
    const c = line(control, image, y, first, lines, 2), cx = x + right(control, first + 2);
    const d = line(control, image, y, first, lines, 3), dx = x + right(control, first + 3);
    let i = 0;
    for (; i + 4 <= run; i += 4, target += 64) {
      put4x4(target, 16, seen(a, ax + i, width), seen(b, bx + i, width), seen(c, cx + i, width), seen(d, dx + i, width));
    }
    for (; i < run; i++, target += 16) {
      store<f32>(target, a ? one(a, ax + i, width) : 0);
      store<f32>(target, b ? one(b, bx + i, width) : 0, 4);
      store<f32>(target, c ? one(c, cx + i, width) : 0, 8);
      store<f32>(target, d ? one(d, dx + i, width) : 0, 12);
    }
    done += run;
  }
}

/** The row of the image under tap `first + i` of windows whose top is at y; 0 where it lies outside, or `lines` taps are all. */
// @ts-ignore: decorator
@inline function line(control: usize, image: i32, y: i32, first: i32, lines: i32, i: i32): usize {
  const here = y + (first + i) / argument(control, FILTER_WIDTH) * argument(control, DILATION_Y);
  if (i >= lines || here < 0 || here >= argument(control, HEIGHT)) return 0;
  return <usize>image + bytes(here * argument(control, WIDTH));
}

/** How far right a tap lies. */
// @ts-ignore: decorator
@inline function right(control: usize, tap: i32): i32 {
  return tap % argument(control, FILTER_WIDTH) * argument(control, DILATION_X);
}

// @ts-ignore: decorator
@inline function seen(source: usize, at: i32, width: i32): v128 {
  return source ? neighbours(source, at, width) : f32x4.splat(0);
}

/** Four pixels of a row from place `at` on; 0 outside. */
// @ts-ignore: decorator
@inline function neighbours(source: usize, at: i32, width: i32): v128 {
  return at >= 0 && at + 4 <= width ? v128.load(source + bytes(at)) : border(source, at, width);
}

function border(source: usize, at: i32, width: i32): v128 {
  const left = f32x4.replace_lane(f32x4.splat(one(source, at, width)), 1, one(source, at + 1, width));
  return f32x4.replace_lane(f32x4.replace_lane(left, 2, one(source, at + 2, width)), 3, one(source, at + 3, width));
}

// @ts-ignore: decorator
@inline function one(source: usize, at: i32, width: i32): f32 {
  return at >= 0 && at < width ? load<f32>(source + bytes(at)) : 0;
}
