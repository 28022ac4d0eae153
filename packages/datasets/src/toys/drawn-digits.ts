import { cosTurns, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { LabelledColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { digitStrokes, type Point } from './digit-strokes.ts';
import { drawStrokes } from './draw-strokes.ts';
import { requireBetween, requireFrom, requireMade } from './require.ts';

/** Options of `drawnDigits`. */
export interface DrawnDigitsOptions {
  /** How many images; the digits take turns, from 0. @defaultValue 100 */
  readonly rows?: number;
  /** Pixels of a side. @defaultValue 16 */
  readonly size?: number;
  /** How far a digit is moved at most along each axis, as a part of the side. @defaultValue 0.06 */
  readonly shift?: number;
  /** How far it is turned at most either way, in degrees. @defaultValue 12 */
  readonly rotation?: number;
  /** By which part it is made larger or smaller at most, along each axis for itself. @defaultValue 0.15 */
  readonly scale?: number;
  /** How thick the pen is, as a part of the side. @defaultValue 0.1 */
  readonly thickness?: number;
  /** By which part the pen is made thicker or thinner at most. @defaultValue 0.3 */
  readonly penScale?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Digits drawn with a pen whose strokes are shifted, turned, stretched and thicker or thinner by chance, evenly up to what
 * the options say: as many images as wanted for a net that reads them. With all of these 0 each digit is one image.
 *
 * Shapes: input [rows, size, size, 1], 0 where there is no ink, 1 in a stroke, between them on its edge; target [rows].
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on, size one from 8 on, thickness not above 0 and
 * at most 1, or another option below 0 or not below 1 (rotation: 360).
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { drawnDigits } from '@thaw/datasets';
 *
 * const { input, target } = drawnDigits({ rows: 20, random: new Random(7) }).columns;
 * console.log(input.shape, target.data[13]); // [ 20, 16, 16, 1 ] 3
 * ```
 */
export function drawnDigits(options: DrawnDigitsOptions = {}): Table<LabelledColumns> {
  const { rows = 100, size = 16, shift = 0.06, rotation = 12, scale = 0.15 } = options;
  const { thickness = 0.1, penScale = 0.3, random = sharedRandom().fork() } = options;
  const ends = { shift: 1, rotation: 360, scale: 1, penScale: 1 };
  const others = [...Object.keys(ends), 'thickness'];
  requireMade('drawnDigits', options, { rows: [rows, 1], size: [size, 8] }, others);
  for (const [name, value] of Object.entries({ shift, rotation, scale, penScale })) {
    requireFrom('drawnDigits', name, value, 0, ends[name as keyof typeof ends]);
  }
  requireBetween('drawnDigits', 'thickness', thickness, 0, 1);
  const digits = digitStrokes();
  const chance = random.uniform(6 * rows, -1, 1);
  const input = new Float32Array(rows * size * size);
  for (let row = 0; row < rows; row++) {
    const [right, down, turned, wider, taller, thicker] = chance.subarray(6 * row, 6 * row + 6);
    const turns = (rotation / 360) * turned!;
    const [cos, sin] = [cosTurns(turns), sinTurns(turns)];
    const [width, height] = [1 + scale * wider!, 1 + scale * taller!];
    const move = ([x, y]: Point): Point => {
      const [u, v] = [(x - 0.5) * 0.85 * width, (y - 0.5) * 0.85 * height];
      return [
        (0.5 + u * cos - v * sin + shift * right!) * size,
        (0.5 + u * sin + v * cos + shift * down!) * size,
      ];
    };
    const strokes = digits[row % 10]!.map((stroke) => stroke.map(move));
    const image = input.subarray(row * size * size, (row + 1) * size * size);
    drawStrokes(image, size, strokes, thickness * size * (1 + penScale * thicker!));
  }
  return new Table({
    input: { data: input, shape: [rows, size, size, 1] },
    target: { data: Int32Array.from({ length: rows }, (_, row) => row % 10), shape: [rows] },
  });
}
