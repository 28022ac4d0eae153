import { tf } from '@thaw/backend';

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

/** 1 in the box of each image and 0 around it: [batch, height, width, 1]. */
export function boxMasks(boxes: readonly Box[], height: number, width: number): tf.Tensor4D {
  const side = (length: number, low: 'top' | 'left', high: 'bottom' | 'right'): tf.Tensor =>
    tf.tensor(
      Uint8Array.from({ length: boxes.length * length }, (_, i) => {
        const [box, place] = [boxes[Math.floor(i / length)]!, i % length];
        return Number(place >= box[low] && place < box[high]);
      }),
      [boxes.length, length],
      'float32',
    );
  const rows = tf.reshape(side(height, 'top', 'bottom'), [-1, height, 1, 1]);
  return tf.mul(rows, tf.reshape(side(width, 'left', 'right'), [-1, 1, width, 1]));
}
