import { cosTurns, sinTurns } from '@thaw/backend';

/** A point, from (0, 0) at the top left to (1, 1) at the bottom right. */
export type Point = readonly [x: number, y: number];

/** The strokes of the digits 0 to 9: each is a line through its points. */
export function digitStrokes(): readonly (readonly (readonly Point[])[])[] {
  return [
    [arc(0.5, 0.5, 0.28, 0.42, 0, 1)],
    [[[0.34, 0.24], [0.54, 0.08], [0.54, 0.92]]],
    [[...arc(0.49, 0.33, 0.27, 0.25, 0.52, 1.1), [0.22, 0.92], [0.8, 0.92]]],
    [[...arc(0.46, 0.29, 0.27, 0.21, 0.6, 1.25), ...arc(0.46, 0.71, 0.3, 0.21, 0.75, 1.4)]],
    [[[0.66, 0.92], [0.66, 0.08], [0.18, 0.66], [0.86, 0.66]]],
    [[[0.76, 0.08], [0.32, 0.08], [0.28, 0.44], ...arc(0.47, 0.64, 0.3, 0.28, 0.66, 1.4)]],
    [[[0.66, 0.08], [0.44, 0.24], [0.29, 0.46], [0.23, 0.67]], arc(0.5, 0.67, 0.27, 0.25, 0, 1)],
    [[[0.2, 0.08], [0.8, 0.08], [0.42, 0.92]]],
    [arc(0.5, 0.28, 0.23, 0.2, 0, 1), arc(0.5, 0.7, 0.28, 0.22, 0, 1)],
    [arc(0.5, 0.33, 0.27, 0.25, 0, 1), [[0.77, 0.33], [0.74, 0.6], [0.6, 0.92]]],
  ]; // prettier-ignore
}

/** A part of an ellipse, from turn to turn: 0 is to the right, 1/4 down. */
function arc(x: number, y: number, width: number, height: number, from: number, to: number): Point[] {
  const pieces = Math.ceil((to - from) * 16);
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const turn = from + ((to - from) * i) / pieces;
    return [x + width * cosTurns(turn), y + height * sinTurns(turn)];
  });
}
