import type { Point } from './digit-strokes.ts';

/**
 * Draws lines with a round pen, [size, size]: the ink of a pixel is min(1, max(0, w/2 + ½ − d)), d being how far its middle
 * is from the nearest line and w the width of the pen, in pixels.
 *
 * Its arithmetic is sums, products, quotients and square roots, which IEEE 754 fixes to the bit.
 *
 * @param out where the image goes, all zeros.
 */
export function drawStrokes(
  out: Float32Array,
  size: number,
  strokes: readonly (readonly Point[])[],
  pen: number,
): void {
  const reach = pen / 2 + 0.5;
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) {
      const [[x0, y0], [x1, y1]] = [stroke[i - 1]!, stroke[i]!];
      const pixel = (value: number): number => Math.max(0, Math.min(size - 1, Math.floor(value)));
      for (let y = pixel(Math.min(y0, y1) - reach); y <= pixel(Math.max(y0, y1) + reach); y++) {
        for (let x = pixel(Math.min(x0, x1) - reach); x <= pixel(Math.max(x0, x1) + reach); x++) {
          const ink = Math.min(1, reach - distance(x + 0.5, y + 0.5, x0, y0, x1, y1));
          if (ink > out[y * size + x]!) out[y * size + x] = ink;
        }
      }
    }
  }
}

/** How far a point is from a line that ends at both its points. */
function distance(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [width, height] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * width + (y - y0) * height) / (width * width + height * height || 1);
  const held = Math.max(0, Math.min(1, along));
  const [dx, dy] = [x - x0 - held * width, y - y0 - held * height];
  return Math.sqrt(dx * dx + dy * dy);
}
