import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { digits, digitsCard } from './index.ts';

const raw = digits({ normalize: false });

test('the figures are those of the card, byte for byte', () => {
  const bytes = Uint8Array.from([...raw.column('input').data, ...raw.column('target').data]);
  expect(bytes.length).toBe(1797 * 65);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(digitsCard.sha256);
});

test('1,797 rows, whose pixels of 0 to 16 add up to 561,718', () => {
  const { data, shape } = raw.column('input');
  expect(shape).toEqual([1797, 64]);
  expect(data.reduce((sum, pixel) => sum + pixel, 0)).toBe(561_718);
  expect([Math.min(...data.subarray(0, 10_000)), Math.max(...data.subarray(0, 10_000))]).toEqual([0, 16]);
});

test('the classes are as frequent as UCI says', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const label of raw.column('target').data) counts[label]! += 1;
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
});

test('the first image is a nought, the last an eight', () => {
  const image = (row: number): string =>
    Array.from({ length: 8 }, (_, y) => {
      const line = raw.column('input').data.subarray(row * 64 + y * 8, row * 64 + y * 8 + 8);
      return Array.from(line, (pixel) => '-.:+*#'[Math.ceil(pixel / 3.2)]).join('');
    }).join('\n');
  expect(`${image(0)}\n${raw.column('target').data[0]}`).toMatchInlineSnapshot(`
    "--:#+.--
    --##*#:-
    -.#.-*+-
    -:*--++-
    -:+--++-
    -:*-.*+-
    -.#:**--
    --:#*---
    0"
  `);
  expect(`${image(1796)}\n${raw.column('target').data[1796]}`).toMatchInlineSnapshot(`
    "--*#+.--
    -.##:.--
    --##+#--
    --:##*--
    --*##*--
    -:#::#:-
    -+#*+#+-
    -.+*#*.-
    8"
  `);
});

test('pixels are scaled by 1/16, and images have one channel', () => {
  const scaled = digits({ images: true });
  expect(scaled.column('input').shape).toEqual([1797, 8, 8, 1]);
  const { data } = raw.column('input');
  expect(scaled.column('input').data.every((pixel, i) => pixel === data[i]! / 16)).toBe(true);
  expect(scaled.column('target')).toEqual(raw.column('target'));
});

test('two calls share no numbers', () => {
  const first = digits();
  first.column('input').data.fill(-1);
  first.column('target').data.fill(-1);
  expect(digits().column('input').data.slice(0, 4)).toEqual(Float32Array.of(0, 0, 5 / 16, 13 / 16));
  expect(digits().column('target').data.slice(0, 4)).toEqual(Int32Array.of(0, 1, 2, 3));
});

test('the card agrees with the table', () => {
  expect(digitsCard.rows).toBe(raw.rows);
  expect(digitsCard.classes.length).toBe(10);
});
