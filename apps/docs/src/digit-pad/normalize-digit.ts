/** A place of the pen, in any unit, x to the right and y down. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels along each side of the bitmap, as in the programs of NIST that made the UCI digits. */
const SIDE = 32;
/** Each number of an image counts the ink in a block of this many pixels squared. */
const BLOCK = 4;
/** How much of a UCI digit's bitmap is ink: 19.5 of 64 blocks, whatever the digit. */
const INK = (19.5 / 64) * SIDE * SIDE;
/** The widest that the middle of the pen may go, as most of those digits leave a column free on both sides. */
const WIDEST = 20;

/**
 * Strokes as an image like those of the UCI digits: scaled to fill the height, centred, with a pen as thick as makes the
 * usual amount of ink, then counted in blocks of 4 by 4 pixels.
 *
 * @returns 64 numbers from 0 to 1, row by row, the highest row first; all zero where nothing is drawn.
 */
export function normalizeDigit(strokes: readonly (readonly Place[])[]): number[] {
  const places = strokes.flat();
  if (places.length === 0) return Array.from({ length: (SIDE / BLOCK) ** 2 }, () => 0);
  let [thin, thick] = [0.5, 8];
  let bitmap = draw(strokes, places, thin);
  for (let i = 0; i < 7; i++) {
    const radius = (thin + thick) / 2;
    bitmap = draw(strokes, places, radius);
    if (bitmap.reduce((sum, pixel) => sum + pixel, 0) > INK) thick = radius;
    else thin = radius;
  }
  return countBlocks(bitmap);
}

/** A bitmap of the strokes, scaled so that with this pen they touch the upper and the lower edge. */
function draw(strokes: readonly (readonly Place[])[], places: readonly Place[], radius: number): Uint8Array {
  const [left, right] = extent(places.map(({ x }) => x));
  const [top, bottom] = extent(places.map(({ y }) => y));
  const room = SIDE - 2 * radius;
  const scale = Math.min(room / (bottom - top || 1e-6), WIDEST / (right - left || 1e-6), room / 1e-3);
  const at = ({ x, y }: Place): Place => ({
    x: SIDE / 2 + scale * (x - (left + right) / 2),
    y: SIDE / 2 + scale * (y - (top + bottom) / 2),
  });
  const bitmap = new Uint8Array(SIDE * SIDE);
  for (const stroke of strokes) {
    const line = stroke.map(at);
    for (const [i, to] of line.entries()) fillSegment(bitmap, line[Math.max(0, i - 1)]!, to, radius);
  }
  return bitmap;
}

/** Inks every pixel whose middle lies within `radius` of the segment. */
function fillSegment(bitmap: Uint8Array, from: Place, to: Place, radius: number): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const steps = Math.max(1, Math.ceil(2 * length));
  for (let i = 0; i <= steps; i++) {
    const x = from.x + ((to.x - from.x) * i) / steps;
    const y = from.y + ((to.y - from.y) * i) / steps;
    const clamp = (value: number): number => Math.min(SIDE - 1, Math.max(0, Math.floor(value)));
    for (let row = clamp(y - radius); row <= clamp(y + radius); row++) {
      for (let column = clamp(x - radius); column <= clamp(x + radius); column++) {
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius) bitmap[row * SIDE + column] = 1;
      }
    }
  }
}

function countBlocks(bitmap: Uint8Array): number[] {
  const side = SIDE / BLOCK;
  const counts = Array.from({ length: side * side }, () => 0);
  for (const [i, pixel] of bitmap.entries()) {
    const row = Math.floor(i / SIDE / BLOCK);
    const column = Math.floor((i % SIDE) / BLOCK);
    counts[row * side + column]! += pixel;
  }
  return counts.map((count) => count / BLOCK ** 2);
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
