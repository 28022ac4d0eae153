import type { Tensor } from '@tensorflow/tfjs';
import { assert } from 'vitest';

/** Numbers on any device and in any nesting. */
export type Numbers = number | Tensor | ArrayLike<number> | readonly Numbers[];

/**
 * Asserts that two sets of numbers are alike: max|a − b| ≤ tolerance · max(max|b|, scale).
 *
 * Shapes are compared where both sides have one, counts always; NaN is like nothing, an infinity like itself. It waits
 * for the device, so it is awaited, and it disposes nothing.
 *
 * @param scale the least magnitude that counts: a tensor that is truly zero is judged on the scale of the others.
 */
export async function expectClose(
  actual: Numbers,
  expected: Numbers,
  tolerance = 1e-5,
  scale = 0,
): Promise<void> {
  const [a, b] = [await read(actual), await read(expected)];
  const shapes = `[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`;
  const comparable = isFlat(actual) || isFlat(expected);
  assert(a.values.length === b.values.length, `expected as many numbers; the shapes are ${shapes}`);
  assert(
    comparable || String(a.shape) === String(b.shape),
    `expected the same shape; the shapes are ${shapes}`,
  );
  const largest = b.values.reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  const allowed = tolerance * Math.max(largest, scale);
  const difference = (i: number): number =>
    Object.is(a.values[i], b.values[i]) ? 0 : Math.abs(a.values[i]! - b.values[i]!);
  const wrong = b.values.map((_, i) => i).filter((i) => !(difference(i) <= allowed));
  if (wrong.length === 0) return;
  const worst = wrong.reduce((most, i) => (difference(i) <= difference(most) ? most : i));
  assert.fail(
    `${wrong.length} of ${b.values.length} numbers differ by more than ${allowed}; the most at ${place(worst, b.shape)}: ` +
      `expected ${b.values[worst]}, got ${a.values[worst]}`,
  );
}

interface Host {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

async function read(numbers: Numbers): Promise<Host> {
  if (typeof numbers === 'number') return { values: [numbers], shape: [] };
  if (isTensor(numbers)) return { values: Array.from(await numbers.data()), shape: numbers.shape };
  const parts = await Promise.all(Array.from(numbers as readonly Numbers[], read));
  return { values: parts.flatMap((part) => part.values), shape: [parts.length, ...(parts[0]?.shape ?? [])] };
}

function isTensor(numbers: Numbers): numbers is Tensor {
  return typeof numbers === 'object' && 'dataSync' in numbers;
}

/** Whether there is no shape to compare: a typed array holds any shape, row by row. */
function isFlat(numbers: Numbers): boolean {
  return ArrayBuffer.isView(numbers);
}

function place(index: number, shape: readonly number[]): string {
  const coordinates: number[] = [];
  let rest = index;
  for (const length of [...shape].reverse()) {
    coordinates.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `[${coordinates.join(', ')}]`;
}
