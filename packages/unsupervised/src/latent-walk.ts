import { ArgumentError, checkSize, describe } from '@thaw/backend';
import type { ArrayData } from '@thaw/core';

import { checkRate } from './check-arguments.ts';

/**
 * Codes on the way from one to another, both included, in equal steps.
 *
 * Shapes: two codes [latent] → [count, latent].
 *
 * @throws {ArgumentError} when the codes differ in length, or count is not a whole number from 2 on.
 * @example
 * ```ts
 * import { codeLine } from '@thaw/unsupervised';
 *
 * console.log([...codeLine([0, 0], [1, 2], 3).data]); // [ 0, 0, 0.5, 1, 1, 2 ]
 * ```
 */
export function codeLine(from: ArrayLike<number>, to: ArrayLike<number>, count: number): ArrayData {
  checkSize('codeLine', 'count', count, 2);
  if (!(from?.length > 0) || from.length !== to?.length) {
    throw new ArgumentError(
      `codeLine: expected two codes of the same length, got ${describe(from)} and ${describe(to)}.`,
    );
  }
  const latent = from.length;
  const data = Float32Array.from({ length: count * latent }, (_, place) => {
    const part = Math.floor(place / latent) / (count - 1);
    return (1 - part) * from[place % latent]! + part * to[place % latent]!;
  });
  return { data, shape: [count, latent] };
}

/**
 * Codes on a square grid of a plane, row by row, the highest row first, as an image is drawn.
 *
 * Shapes: [side·side, 2], both axes from −extent to extent.
 *
 * @throws {ArgumentError} when side is not a whole number from 2 on, or extent is not above 0.
 * @example
 * ```ts
 * import { codeGrid } from '@thaw/unsupervised';
 *
 * console.log([...codeGrid(2, 1).data]); // [ -1, 1, 1, 1, -1, -1, 1, -1 ]
 * ```
 */
export function codeGrid(side: number, extent = 2): ArrayData {
  checkSize('codeGrid', 'side', side, 2);
  checkRate('codeGrid', 'extent', extent);
  const at = (i: number): number => extent * ((2 * i) / (side - 1) - 1);
  const data = Float32Array.from({ length: 2 * side * side }, (_, place) => {
    const cell = place >> 1;
    return place % 2 === 0 ? at(cell % side) : at(side - 1 - Math.floor(cell / side));
  });
  return { data, shape: [side * side, 2] };
}
