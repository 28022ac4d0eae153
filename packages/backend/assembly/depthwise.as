// AssemblyScript: depthwise convolution and its gradients, four channels of four neighbouring columns at a time; a chunk is some rows of
// the images.
//
// Every place of the output has a list of the pixels under its taps, each with the place of its weights, made once for all channels, and
// once for all columns of a row that lie far enough from the border. Each number is a sum in the order of the taps, whichever columns it
// was computed with, so how rows are shared among threads changes no bits.
//
// Dukhan 2019, "The Indirect Convolution Algorithm", https://arxiv.org/abs/1907.02129, for the list.
import { finish } from './activations';
import { computeColumns } from './depthwise-columns';
import { bytes, ceilDiv } from './pack';
import { addParts } from './parts';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';

export const DEPTHWISE: i32 = 91;
export const DEPTHWISE_FILTER_GRADIENT: i32 = 92;

const BATCH: i32 = 4, HEIGHT: i32 = 5, WIDTH: i32 = 6, CHANNELS: i32 = 7, OUT_HEIGHT: i32 = 8, OUT_WIDTH: i32 = 9;
const STRIDE_Y: i32 = 10, STRIDE_X: i32 = 11, TOP: i32 = 12, LEFT: i32 = 13, DILATION_Y: i32 = 14, DILATION_X: i32 = 15;
const FILTER_HEIGHT: i32 = 16, FILTER_WIDTH: i32 = 17, UP_Y: i32 = 18, UP_X: i32 = 19;
const IMAGE: i32 = 21, FILTER: i32 = 22, OTHER: i32 = 23, FLIPPED: i32 = 24, EACH: i32 = 25;
const BIAS: i32 = 26, ACTIVATION: i32 = 27, ALPHA: i32 = 28;

/**
 * Says how windows slide: output (i, j) has under tap (u, v) the pixel ((i·strideY − top + u·dilationY) / upY, …), where that is a whole
 * place within the image. `up` is 1 but for the gradient in the input of a convolution that strides, and then the strides are 1.
 */
export function setDepthwise(
  control: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, strideY: i32, strideX: i32,
  top: i32, left: i32, dilationY: i32, dilationX: i32, filterHeight: i32, filterWidth: i32, upY: i32, upX: i32,
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
  setArgument(control, UP_Y, upY);
  setArgument(control, UP_X, upX);
}

/**
 * y = activation(image * filter + bias), y [batch, outHeight, outWidth, channels]; with `flipped` the filter is turned by half
 * a turn. Nothing is empty but the image.
 */
export function depthwise(
  control: usize, image: usize, filter: usize, y: usize, flipped: i32, bias: usize, activation: i32, alpha: f32,
): void {
  const taps = argument(control, FILTER_HEIGHT) * argument(control, FILTER_WIDTH);
  const each = max(1, (1 << 16) / (argument(control, OUT_WIDTH) * argument(control, CHANNELS)) / taps);
  setArgument(control, IMAGE, <i32>image);
  setArgument(control, FILTER, <i32>filter);
  setArgument(control, OTHER, <i32>y);
  setArgument(control, FLIPPED, flipped);
  setArgument(control, BIAS, <i32>bias);
  setArgument(control, ACTIVATION, activation);
  setArgumentF32(control, ALPHA, alpha);
  setArgument(control, EACH, each);
  parallel(control, DEPTHWISE, ceilDiv(argument(control, BATCH) * argument(control, OUT_HEIGHT), each));
}

export function depthwiseChunk(control: usize, chunk: i32, scratch: usize): void {
  const each = argument(control, EACH), rows = argument(control, BATCH) * argument(control, OUT_HEIGHT);
  const channels = argument(control, CHANNELS), columns = argument(control, OUT_WIDTH), filter = <usize>argument(control, FILTER);
  for (let row = chunk * each, end = min(rows, row + each); row < end; row++) {
    walk(control, row, scratch, filter, false);
    const y = <usize>argument(control, OTHER) + bytes(row * columns * channels), alpha = argumentF32(control, ALPHA);
    finish(y, bytes(channels), columns, channels, <usize>argument(control, BIAS), argument(control, ACTIVATION), alpha);
  }
}

/**
 * dw[u, v, c] = Σ image[pixel under (u, v), c] · dy[pixel, c] over all pixels of all images, made in `parts`, which lie in `workspace` one after
 * the other where there are several.
 */
export function depthwiseFilterGradient(control: usize, image: usize, dy: usize, dw: usize, parts: i32, workspace: usize): void {
  const size = argument(control, FILTER_HEIGHT) * argument(control, FILTER_WIDTH) * argument(control, CHANNELS);
  const target = parts == 1 ? dw : workspace;
  setArgument(control, IMAGE, <i32>image);
  setArgument(control, FILTER, <i32>target);
  setArgument(control, OTHER, <i32>dy);
  setArgument(control, FLIPPED, 0);
  setArgument(control, EACH, ceilDiv(argument(control, BATCH) * argument(control, OUT_HEIGHT), parts));
  parallel(control, DEPTHWISE_FILTER_GRADIENT, parts);
  if (parts > 1) addParts(control, workspace, dw, size, parts);
}

export function depthwiseFilterGradientChunk(control: usize, chunk: i32, scratch: usize): void {
  const each = argument(control, EACH), rows = argument(control, BATCH) * argument(control, OUT_HEIGHT);
  const size = bytes(argument(control, FILTER_HEIGHT) * argument(control, FILTER_WIDTH) * argument(control, CHANNELS));
  const sums = <usize>argument(control, FILTER) + <usize>chunk * size;
  memory.fill(sums, 0, size);
  for (let row = chunk * each, end = min(rows, row + each); row < end; row++) walk(control, row, scratch, sums, true);
}

/** The columns of one row of the output, four together where all of them have all their taps across within the image. */
function walk(control: usize, row: i32, list: usize, filter: usize, gradient: bool): void {
  const outHeight = argument(control, OUT_HEIGHT), outWidth = argument(control, OUT_WIDTH), width = argument(control, WIDTH);
  const channels = argument(control, CHANNELS), strideX = argument(control, STRIDE_X), up = argument(control, UP_X);
  const n = row / outHeight, i = row - n * outHeight, left = argument(control, LEFT), line = bytes(channels);
  const image = argument(control, HEIGHT) * width * channels, start = <usize>argument(control, IMAGE);
  const first = start + bytes(n * image), limit = start + bytes(argument(control, BATCH) * image);
  const right = width * up + left - (argument(control, FILTER_WIDTH) - 1) * argument(control, DILATION_X);
  const other = <usize>argument(control, OTHER) + <usize>(row * outWidth) * line, across = <usize>up * line;
  const move = bytes(strideX * channels); // from the pixel under a tap to that of the next column
  // Columns `up` apart have the same taps, and where they are all within the image one list serves them.
  for (let phase = 0; phase < up; phase++) {
    for (let j = phase; j < outWidth; ) {
      const end = listTaps(control, list, first, i, j);
      let at = j * strideX, shift: usize = 0;
      const inside = at >= left && at < right;
      do {
        const four = inside && j + 3 * up < outWidth && at + 3 * up * strideX < right;
        computeColumns(gradient, four, list, end, shift, move, filter, other + <usize>j * line, across, channels, limit);
        const columns = four ? 4 : 1;
        j += columns * up;
        at = j * strideX;
        shift += columns * move;
      } while (inside && j < outWidth && at < right);
    }
  }
}

/** Writes for each tap of output (i, j) within the image its pixel's place and its weights' after the filter's; returns the list's end. */
function listTaps(control: usize, list: usize, image: usize, i: i32, j: i32): usize {
  const height = argument(control, HEIGHT), width = argument(control, WIDTH), pixel = bytes(argument(control, CHANNELS));
  const filterHeight = argument(control, FILTER_HEIGHT), filterWidth = argument(control, FILTER_WIDTH);
  const dilationX = argument(control, DILATION_X), upY = argument(control, UP_Y), upX = argument(control, UP_X);
  const last = argument(control, FLIPPED) ? filterHeight * filterWidth - 1 : 0;
  let above = i * argument(control, STRIDE_Y) - argument(control, TOP);
  const before = j * argument(control, STRIDE_X) - argument(control, LEFT);
  for (let u = 0; u < filterHeight; u++, above += argument(control, DILATION_Y)) {
    if (above < 0 || above >= height * upY || (upY > 1 && above % upY != 0)) continue;
    const y = upY > 1 ? above / upY : above;
    let tap = u * filterWidth, at = before;
    for (let v = 0; v < filterWidth; v++, tap++, at += dilationX) {
      if (at < 0 || at >= width * upX || (upX > 1 && at % upX != 0)) continue;
      const x = upX > 1 ? at / upX : at;
      store<usize>(list, image + <usize>(y * width + x) * pixel);
      store<i32>(list, (last ? last - tap : tap) * <i32>pixel, 4);
      list += 8;
    }
  }
  return list;
}
