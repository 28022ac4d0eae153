import { tf } from '@thaw/backend';

import type { Drawn } from './draw-tensors.ts';

/** A part of an image: rows top … bottom − 1, columns left … right − 1. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The box of the given size around a pixel, as far as it lies in the image; the pixel is the one at ⌊size / 2⌋. */
export function boxAround(
  [row, column]: readonly [number, number],
  [boxHeight, boxWidth]: readonly [number, number],
  [height, width]: readonly [number, number],
): Box {
  const cut = (first: number, length: number, end: number): [number, number] => [
    Math.min(Math.max(first, 0), end),
    Math.min(Math.max(first + length, 0), end),
  ];
  const [top, bottom] = cut(row - Math.floor(boxHeight / 2), boxHeight, height);
  const [left, right] = cut(column - Math.floor(boxWidth / 2), boxWidth, width);
  return { top, bottom, left, right };
}

/** Which rows lie in the box of each image, and which columns: what `boxNumbers` gives. */
export const boxShapes = (batch: number, height: number, width: number): [Drawn, Drawn] => [
  { shape: [batch, height, 1, 1] },
  { shape: [batch, 1, width, 1] },
];

/** 1 for each row in the box of an image and 0 for the others, and the same for columns. */
export function boxNumbers(
  boxes: readonly Box[],
  height: number,
  width: number,
): [Float32Array, Float32Array] {
  const side = (length: number, low: 'top' | 'left', high: 'bottom' | 'right'): Float32Array =>
    Float32Array.from({ length: boxes.length * length }, (_, i) => {
      const [box, place] = [boxes[Math.floor(i / length)]!, i % length];
      return Number(place >= box[low] && place < box[high]);
    });
  return [side(height, 'top', 'bottom'), side(width, 'left', 'right')];
}

/** Elsewhere than in the boxes what one holds, in them the other: (1 − box)·a + box·b. */
export function inBoxes(
  outside: tf.Tensor4D,
  rows: tf.Tensor,
  columns: tf.Tensor,
  inside: tf.Tensor | number,
): tf.Tensor {
  const box = tf.mul(rows, columns); // [batch, height, width, 1]
  return tf.add(tf.mul(outside, tf.sub(1, box)), tf.mul(inside, box));
}
