import { ArgumentError, ShapeError } from '@thaw/backend';
import type { Module } from '@thaw/core';

import type { Rank } from './axes.ts';

/** How the border of an input is treated: 'same' pads with zeros to keep ⌈length/stride⌉, 'valid' pads nothing. */
export type Padding = 'same' | 'valid';

/**
 * Checks a `padding` option.
 *
 * @param known those the layer knows.
 * @throws {ArgumentError} when padding is none of them.
 */
export function checkPadding<Known extends string = Padding>(
  layer: string,
  value: Known,
  known: readonly string[] = ['same', 'valid'],
): Known {
  if (known.includes(value)) return value;
  const words = known.map((name) => `'${name}'`).join(', ');
  throw new ArgumentError(
    `${layer}: padding must be ${words.replace(/, (?=[^,]*$)/, ' or ')}, got ${JSON.stringify(value)}.`,
  );
}

/**
 * Checks that a window without padding fits into the input it should slide over.
 *
 * @param mend how to make it fit: the end of the message.
 * @throws {ShapeError} when it is larger along some axis.
 */
export function checkWindow(
  layer: Module,
  lengths: readonly number[],
  window: readonly number[],
  mend = "make it smaller, or use padding: 'same'",
): void {
  if (window.every((size, axis) => size <= lengths[axis]!)) return;
  throw new ShapeError(
    `${layer.title}: its window of ${window.join('x')} does not fit into ${inputs[lengths.length as Rank]} of ${lengths.join('x')}; ${mend}.`,
  );
}

const inputs = { 1: 'a sequence', 2: 'an image', 3: 'a volume' } as const;
