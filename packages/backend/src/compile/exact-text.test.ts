import { expect, test } from 'vitest';

import { exactText } from './exact-text.ts';

test('values have the same text exactly where their numbers have the same bits, but for the bits of NaN', () => {
  const numbers = [0, -0, 1, NaN, Infinity, -Infinity, '0', null, undefined];
  const texts = numbers.map((number) => exactText({ op: 'literal', parts: [number, 2] }));
  expect(new Set(texts).size).toBe(numbers.length - 1); // a list has null in the place of undefined
  expect(exactText([1, { a: -0 }])).toBe('[1,{"a":"number -0"}]');
  expect(exactText([0 / 0])).toBe(exactText([NaN]));
  expect(exactText(undefined)).toBe('undefined');
});
