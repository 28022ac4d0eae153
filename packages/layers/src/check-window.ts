import { ArgumentError, checkSize, ShapeError, type tf } from '@thaw/backend';
import type { Module } from '@thaw/core';

/**
 * One size for height and width, or both.
 * @throws {ArgumentError} when one of them is not a whole number from 1 on.
 */
export function checkPair(
  layer: string,
  name: string,
  value: number | readonly [number, number],
): [number, number] {
  const pair = typeof value === 'number' ? [value, value] : value;
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new ArgumentError(
      `${layer}: ${name} must be one whole number or two, [height, width], got ${String(value)}.`,
    );
  }
  return [checkSize(layer, name, pair[0] as number), checkSize(layer, name, pair[1] as number)];
}

/** How the border of an image is treated: 'same' pads with zeros to keep ⌈length/stride⌉, 'valid' pads nothing. */
export type Padding = 'same' | 'valid';

/** @throws {ArgumentError} when padding is neither 'same' nor 'valid'. */
export function checkPadding(layer: string, value: Padding): Padding {
  if (value === 'same' || value === 'valid') return value;
  throw new ArgumentError(`${layer}: padding must be 'same' or 'valid', got ${JSON.stringify(value)}.`);
}

/** @throws {ShapeError} when a window without padding is larger than the image it should slide over. */
export function checkWindow(
  layer: Module,
  input: tf.Tensor,
  size: readonly [number, number],
  padding: Padding,
): void {
  const [, height, width] = input.shape as [number, number, number, number];
  if (padding === 'same' || (size[0] <= height && size[1] <= width)) return;
  throw new ShapeError(
    `${layer.title}: its window of ${size[0]}x${size[1]} does not fit into an image of ${height}x${width}; ` +
      "make it smaller, or use padding: 'same'.",
  );
}
