// AssemblyScript: a block of a convolution straight from its image, without packing it: of each patch only the places of its pixels are
// written down, each a piece of a row of the matrix of patches.
//
// Dukhan 2019, "The indirect convolution algorithm", https://arxiv.org/abs/1907.02129
import { copy } from './matmul';
import { bytes, ceilDiv, COLUMNS, ROWS } from './pack';
import {
  CHANNELS, DILATION_X, DILATION_Y, FILTER_HEIGHT, FILTER_WIDTH, HEIGHT, IMAGE, LEFT, OUT_HEIGHT, OUT_WIDTH, pixelAt, STRIDE_X, STRIDE_Y,
  TOP, UP_X, UP_Y, WIDTH,
} from './patches';
import { argument } from './threads';
import { tileOfPieces } from './tile';

/** The most taps whose places are written down, and the most channels of which there are that many zeros. */
const MOST_TAPS: i32 = 128, MOST_CHANNELS: i32 = 8192;

/** Whether it pays: pixels of few channels are packed better. */
export function areIndirect(control: usize): bool {
  const taps = argument(control, FILTER_HEIGHT) * argument(control, FILTER_WIDTH), channels = argument(control, CHANNELS);
  return channels >= 8 && channels <= MOST_CHANNELS && taps > 0 && taps <= MOST_TAPS;
}

/**
 * C = patches · B for rows [first, first + rows), at most 128, and `columns` columns; B is packed. `table` has room for the places of their
 * pixels, `beside` for a tile and the zeros.
 */
export function indirectTiles(
  control: usize, table: usize, beside: usize, first: i32, b: usize, c: usize, stride: usize, rows: i32, columns: i32,
): void {
  const taps = argument(control, FILTER_HEIGHT) * argument(control, FILTER_WIDTH), channels = argument(control, CHANNELS);
  const zeros = beside + bytes(ROWS * COLUMNS), size = bytes(ROWS * taps);
  memory.fill(zeros, 0, bytes(channels));
  writePlaces(control, table, zeros, first, rows, taps);
  for (let j = 0; j < columns; j += COLUMNS) {
    const panel = b + bytes(j * taps * channels), width = min(COLUMNS, columns - j);
    let places = table;
    for (let i = 0; i < rows; i += ROWS, places += size) {
      const place = c + <usize>i * stride + bytes(j), height = min(ROWS, rows - i);
      if (height == ROWS && width == COLUMNS) {
        tileOfPieces(places, taps, channels, panel, place, stride);
        continue;
      }
      tileOfPieces(places, taps, channels, panel, beside, bytes(COLUMNS));
      copy(place, stride, beside, bytes(COLUMNS), height, width);
    }
  }
}

/** table[row / ROWS][tap][row % ROWS] = the place of a pixel, or of zeros outside the image and beyond the rows. */
function writePlaces(control: usize, table: usize, zeros: usize, first: i32, rows: i32, taps: i32): void {
  const height = argument(control, HEIGHT), width = argument(control, WIDTH), channels = argument(control, CHANNELS);
  const outHeight = argument(control, OUT_HEIGHT), outWidth = argument(control, OUT_WIDTH);
  const strideY = argument(control, STRIDE_Y), strideX = argument(control, STRIDE_X);
  const top = argument(control, TOP), left = argument(control, LEFT);
  const dilationY = argument(control, DILATION_Y), dilationX = argument(control, DILATION_X);
  const filterHeight = argument(control, FILTER_HEIGHT), filterWidth = argument(control, FILTER_WIDTH);
  const upY = argument(control, UP_Y), upX = argument(control, UP_X), plain = upY == 1 && upX == 1;
  const bottom = height - (filterHeight - 1) * dilationY, right = width - (filterWidth - 1) * dilationX;
  const down = (dilationY * width - filterWidth * dilationX) * channels * 4, across = dilationX * channels * 4;
  const size = height * width * channels * 4, all = ceilDiv(rows, ROWS) * ROWS;
  const above = first / outWidth, n = above / outHeight;
  let i = above - n * outHeight, j = first - above * outWidth, image = argument(control, IMAGE) + n * size;
  for (let row = 0; row < all; row++) {
    let target = table + bytes(row / ROWS * taps * ROWS + row % ROWS);
    if (row >= rows) {
      for (let tap = 0; tap < taps; tap++, target += bytes(ROWS)) store<i32>(target, <i32>zeros);
      continue;
    }
    const y = i * strideY - top, x = j * strideX - left;
    if (plain && y >= 0 && x >= 0 && y < bottom && x < right) { // all of it lies within
      let place = image + (y * width + x) * channels * 4;
      for (let u = 0; u < filterHeight; u++, place += down) {
        for (let v = 0; v < filterWidth; v++, place += across, target += bytes(ROWS)) store<i32>(target, place);
      }
    } else {
      for (let u = 0; u < filterHeight; u++) {
        for (let v = 0; v < filterWidth; v++, target += bytes(ROWS)) {
          const place = pixelAt(<usize>image, y + u * dilationY, x + v * dilationX, height, width, channels, upY, upX);
          store<i32>(target, <i32>(place ? place : zeros));
        }
      }
    }
    if (++j < outWidth) continue;
    j = 0;
    if (++i < outHeight) continue;
    i = 0;
    image += size;
  }
}
