import { expect, test } from 'vitest';

import { codeGrid, codeLine } from './index.ts';

test('a line has both its ends and equal steps between', () => {
  expect(codeLine([0, 4], [2, 0], 5)).toEqual({
    data: Float32Array.of(0, 4, 0.5, 3, 1, 2, 1.5, 1, 2, 0),
    shape: [5, 2],
  });
  expect(codeLine(Float32Array.of(1, 2, 3), [1, 2, 3], 2).data).toEqual(Float32Array.of(1, 2, 3, 1, 2, 3));
});

test('a grid goes row by row, the highest first, from −extent to extent', () => {
  const { data, shape } = codeGrid(3, 1);
  expect(shape).toEqual([9, 2]);
  expect([...data]).toEqual([-1, 1, 0, 1, 1, 1, -1, 0, 0, 0, 1, 0, -1, -1, 0, -1, 1, -1]);
  expect(Math.max(...codeGrid(4).data)).toBe(2);
});
