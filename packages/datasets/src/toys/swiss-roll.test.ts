import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { swissRoll } from './swiss-roll.ts';

test('without noise every point is (t cos t, 21 v, t sin t), t being the target', () => {
  const { input, target } = swissRoll({ rows: 500, random: new Random(3) }).columns;
  expect([input.shape, target.shape]).toEqual([
    [500, 3],
    [500, 1],
  ]);
  for (const [row, t] of target.data.entries()) {
    const [x, y, z] = input.data.subarray(3 * row, 3 * row + 3);
    expect(t >= 1.5 * Math.PI - 1e-5 && t < 4.5 * Math.PI && y! >= 0 && y! < 21).toBe(true);
    expect(Math.abs(x! - t * Math.cos(t)) + Math.abs(z! - t * Math.sin(t))).toBeLessThan(4e-5); // t is a float32
  }
});

test('the sheet is evenly strewn: t in the middle third is a third of the points', () => {
  const { data } = swissRoll({ rows: 9000, random: new Random(4) }).column('target');
  const middle = data.filter((t) => t >= 2.5 * Math.PI && t < 3.5 * Math.PI).length;
  expect(Math.abs(middle - 3000)).toBeLessThan(4 * Math.sqrt(2000)); // four deviations
});

test('noise moves the points by its deviation', () => {
  const of = (noise: number): Float32Array =>
    swissRoll({ rows: 2000, noise, random: new Random(5) }).column('input').data;
  const [still, moved] = [of(0), of(0.5)];
  const variance = moved.reduce((sum, value, i) => sum + (value - still[i]!) ** 2, 0) / moved.length;
  expect(Math.abs(variance - 0.25)).toBeLessThan(0.02);
});

test('noise below 0 is refused', () => {
  expect(() => swissRoll({ noise: -1 })).toThrow(
    new ArgumentError('swissRoll: noise must be a number from 0 on, got -1.'),
  );
});
