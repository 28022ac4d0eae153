/** Shades of grey in the palette of a bitmap: more than the eye tells apart, and a small file. */
const shades = 64;

/**
 * A square grey image as the address of a bitmap (BMP, 8 bits a pixel), which every browser shows and which needs no
 * canvas to make.
 *
 * Values from their least (black) to their greatest (white). Where some are negative, as the weights of a filter are,
 * zero is the middle grey and the greatest magnitude black or white.
 *
 * @param pixels row by row, the highest row first.
 */
export function bitmapAddress(pixels: readonly number[], side: number): string {
  const levels = greyLevels(pixels);
  const rowBytes = Math.ceil(side / 4) * 4; // a bitmap's rows fill whole words
  const start = 54 + 4 * shades;
  const bytes = new Uint8Array(start + rowBytes * side);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]); // BM
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, 40, true); // the size of the header that follows
  view.setInt32(18, side, true);
  view.setInt32(22, side, true);
  view.setUint16(26, 1, true); // planes
  view.setUint16(28, 8, true); // bits a pixel
  view.setUint32(46, shades, true);
  for (let shade = 0; shade < shades; shade++) {
    const grey = Math.round((255 * shade) / (shades - 1));
    bytes.set([grey, grey, grey], 54 + 4 * shade);
  }
  for (let row = 0; row < side; row++) {
    // The lowest row comes first in the file.
    bytes.set(levels.subarray(row * side, (row + 1) * side), start + (side - 1 - row) * rowBytes);
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}

function greyLevels(pixels: readonly number[]): Uint8Array {
  const least = Math.min(...pixels);
  const greatest = Math.max(...pixels);
  const high = least < 0 ? Math.max(-least, greatest) : greatest;
  const low = least < 0 ? -high : least;
  return Uint8Array.from(pixels, (value) => {
    const part = high === low ? 0 : (value - low) / (high - low);
    return Math.round(part * (shades - 1));
  });
}
