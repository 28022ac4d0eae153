import { expect, test } from 'vitest';

import { bufferOf, copyOf, dispatchOf } from '../../conformance/commands.ts';
import { Random } from '../../index.ts';
import { livesOf, shareBuffers } from './share-buffers.ts';

test('a buffer lives from the first command that names it to the last', () => {
  const [a, b, c] = [bufferOf(4), bufferOf(4), bufferOf(4)];
  const lives = livesOf([dispatchOf([a], [b]), copyOf(b, c), dispatchOf([c], [a])]);
  expect([a, b, c].map((buffer) => lives.get(buffer))).toEqual([
    { first: 0, last: 2 },
    { first: 0, last: 1 },
    { first: 1, last: 2 },
  ]);
});

test('buffers whose lives do not meet share one, the smallest that is large enough', () => {
  const [large, small, after, meanwhile] = [bufferOf(64), bufferOf(16), bufferOf(12), bufferOf(8)];
  const places = shareBuffers(
    new Map([
      [large, { first: 0, last: 1 }],
      [small, { first: 0, last: 1 }],
      [after, { first: 2, last: 4 }],
      [meanwhile, { first: 3, last: 3 }],
    ]),
  );
  expect(places.get(after)).toBe(places.get(small));
  expect(places.get(meanwhile)).toBe(places.get(large));
  expect(new Set([...places.values()].map(({ bytes }) => bytes))).toEqual(new Set([64, 16]));
});

test('of 200 buffers that are drawn no two share one while both live, and each has room', () => {
  const random = new Random(3);
  const draw = (below: number): number[] => Array.from(random.uniform(200, 0, below), Math.floor);
  const [sizes, starts, lengths] = [draw(1000), draw(100), draw(12)];
  const lives = new Map(
    sizes.map((size, i) => [bufferOf(4 + size), { first: starts[i]!, last: starts[i]! + lengths[i]! }]),
  );
  const places = shareBuffers(lives);
  const all = [...lives];
  const clashes = all.filter(([a, life], i) =>
    all.some(
      ([b, other], j) =>
        i < j && places.get(a) === places.get(b) && life.first <= other.last && other.first <= life.last,
    ),
  );
  expect(clashes).toEqual([]);
  expect(all.filter(([buffer]) => places.get(buffer)!.bytes < buffer.size)).toEqual([]);
  const shared = [...new Set(places.values())].reduce((sum, { bytes }) => sum + bytes, 0);
  expect(shared).toBeLessThan(0.3 * all.reduce((sum, [{ size }]) => sum + size, 0));
});
