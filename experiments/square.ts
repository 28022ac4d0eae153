import type { ArrayData } from '@thaw/core';

import type { Field } from './picture.ts';

const CELLS = 48;
const LOW = -0.5;
const HIGH = 1.5;

/**
 * What a model answers all over the square around the four cases of two bits.
 *
 * @param answer from places, shape [rows, 2], to a value from 0 to 1 for each.
 */
export async function drawSquare(
  title: string,
  cases: { readonly input: ArrayData; readonly target: ArrayData },
  answer: (places: ArrayData) => Promise<readonly number[]>,
): Promise<Field> {
  const at = (i: number): number => LOW + ((i + 0.5) / CELLS) * (HIGH - LOW);
  const data = Float32Array.from({ length: 2 * CELLS * CELLS }, (_, i) => {
    const cell = i >> 1;
    return at(i % 2 === 0 ? cell % CELLS : Math.floor(cell / CELLS));
  });
  const values = await answer({ data, shape: [CELLS * CELLS, 2] });
  const inputs = cases.input.data;
  const points = Array.from(cases.target.data, (target, i) => ({
    x: inputs[2 * i]!,
    y: inputs[2 * i + 1]!,
    target,
  }));
  return { kind: 'field', title, low: LOW, high: HIGH, cells: CELLS, values, points };
}
