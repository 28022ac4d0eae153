import { colours, type SceneObject } from './scene.ts';

/**
 * Draws things on black, [size, size, 3]. A pixel is of a thing or it is not, told by whole numbers: the same bits anywhere.
 *
 * @param out where the image goes, all zeros.
 * @param reach how far a thing goes from its middle, in pixels.
 */
export function drawScene(
  out: Float32Array,
  size: number,
  objects: readonly SceneObject[],
  reach: number,
): void {
  for (const { colour, shape, x, y } of objects) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        if (isInside(shape, dx, dy, reach)) out.set(colours[colour], ((y + dy) * size + x + dx) * 3);
      }
    }
  }
}

function isInside(shape: SceneObject['shape'], dx: number, dy: number, reach: number): boolean {
  if (shape === 'circle') return dx * dx + dy * dy <= reach * (reach + 1); // half a pixel rounder than the radius
  return shape === 'square' || 2 * Math.abs(dx) <= dy + reach; // a triangle stands on its base
}
