import { expect, test } from 'vitest';

import { fuzz, mutations } from './index.ts';

const file = Uint8Array.from({ length: 40 }, (_, i) => i);

test('a seed gives the same copies, shorter, longer and changed, and leaves the file as it was', () => {
  const copies = [...mutations([file], 1000)];
  expect([...mutations([file], 1000)]).toEqual(copies);
  expect([...mutations([file], 1000, 2)]).not.toEqual(copies);
  expect([...file]).toEqual([...file.keys()]);
  const lengths = copies.map(({ length }) => length);
  expect(Math.min(...lengths)).toBeLessThan(40);
  expect(Math.max(...lengths)).toBeGreaterThan(40);
  const changed = copies.filter((copy) => copy.length === 40 && copy.some((byte, i) => byte !== i));
  expect(changed.length).toBeGreaterThan(100);
});

test('fuzz counts what is read and refused, and throws at what fails otherwise or cannot be', async () => {
  const files = [file];
  const even = (bytes: Uint8Array): number => {
    if (bytes.length % 2 > 0) throw new RangeError('odd');
    return bytes.length;
  };
  const { read, refused } = await fuzz({ files, count: 500, read: even, refusal: RangeError });
  expect(read + refused).toBe(500);
  expect(Math.min(read, refused)).toBeGreaterThan(50);
  await expect(fuzz({ files, count: 500, read: even, refusal: TypeError })).rejects.toThrow(
    /^fails on ".*": RangeError: odd$/,
  );
  await expect(
    fuzz({ files, count: 500, read: even, refusal: RangeError, holds: (length) => length > 30 }),
  ).rejects.toThrow(/^reads what cannot be from "/);
});
