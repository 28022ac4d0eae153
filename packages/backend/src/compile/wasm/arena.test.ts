import { expect, test } from 'vitest';

import { Random } from '../../index.ts';
import { arrange } from './arena.ts';
import { type Block, Blocks } from './blocks.ts';
import type { Span } from './touches.ts';

/** Blocks of so many bytes, needed from one step to another. */
function spans(
  ...rows: readonly (readonly [bytes: number, first: number, last: number])[]
): Map<Block, Span> {
  const blocks = new Blocks();
  return new Map(rows.map(([bytes, first, last]) => [blocks.add(bytes, 'arena'), { first, last }]));
}

test('blocks that follow one another share a place; those of one step do not', () => {
  const { offsets, bytes } = arrange(spans([256, 0, 1], [256, 1, 2], [256, 2, 3]));
  expect([...offsets.values()]).toEqual([0, 256, 0]);
  expect(bytes).toBe(512);
});

test('a block takes the smallest gap that it fits in', () => {
  const rows = spans([1024, 0, 0], [512, 0, 9], [256, 1, 1], [128, 0, 9]);
  const { offsets, bytes } = arrange(rows);
  expect([...offsets.values()]).toEqual([0, 1024, 0, 1536]);
  expect(bytes).toBe(1664);
});

test('each block begins at a multiple of 64 bytes, the largest first', () => {
  const rows = spans([4, 0, 0], [4, 0, 0], [65, 0, 0]);
  const { offsets, bytes } = arrange(rows);
  expect([...rows.keys()].map((block) => offsets.get(block))).toEqual([128, 192, 0]);
  expect(bytes).toBe(256);
});

test('of 300 blocks that are drawn no two share a byte while both are needed', () => {
  const random = new Random(5);
  const draw = (below: number): Float32Array => random.uniform(300, 0, below).map(Math.floor);
  const [sizes, starts, lengths] = [draw(5000), draw(100), draw(20)];
  const rows = spans(
    ...[...sizes].map((size, i) => [1 + size, starts[i]!, starts[i]! + lengths[i]!] as const),
  );
  const { offsets, bytes } = arrange(rows);
  const placed = [...rows].map(([block, span]) => ({
    ...span,
    from: offsets.get(block)!,
    to: offsets.get(block)! + block.bytes,
  }));
  const clashes = placed.filter((a, i) =>
    placed.some((b, j) => i < j && a.first <= b.last && b.first <= a.last && a.from < b.to && b.from < a.to),
  );
  expect(clashes).toEqual([]);
  expect(Math.max(...placed.map(({ to }) => to))).toBeLessThanOrEqual(bytes);
});
