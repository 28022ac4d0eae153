import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { sineWaves, type SineWavesOptions } from './sine-waves.ts';

test('each is a sine that comes round in its period, and begins anywhere', () => {
  const options = { rows: 400, length: 30, period: 12, random: new Random(3) };
  const { input, target } = sineWaves(options).columns;
  expect([input.shape, target.shape]).toEqual([
    [400, 30, 1],
    [400, 30, 1],
  ]);
  let furthest = 0;
  for (let i = 0; i < input.data.length; i++) {
    const [t, now] = [i % 30, input.data[i]!];
    if (t >= 12) furthest = Math.max(furthest, Math.abs(now - input.data[i - 12]!));
    // sin(a + δ) + sin(a − δ) = 2 cos δ sin a: no other wave of this period does
    const sum = 2 * Math.cos((2 * Math.PI) / 12) * now;
    if (t > 0) furthest = Math.max(furthest, Math.abs(target.data[i]! + input.data[i - 1]! - sum));
  }
  expect(furthest).toBeLessThan(1e-6);
  expect(target.data.every((next, i) => i % 30 === 29 || next === input.data[i + 1])).toBe(true);
  const begins = Array.from({ length: 400 }, (_, row) => input.data[30 * row]!);
  const square = begins.reduce((sum, value) => sum + value * value, 0) / 400;
  expect(Math.abs(square - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 8 / 400)); // of sin² of an even phase
});

test('noise is added to what is seen and what is to be said', () => {
  const of = (noise: number): Float32Array =>
    sineWaves({ rows: 200, noise, random: new Random(4) }).column('target').data;
  const [still, moved] = [of(0), of(0.3)];
  const variance = moved.reduce((sum, value, i) => sum + (value - still[i]!) ** 2, 0) / moved.length;
  expect(Math.abs(Math.sqrt(variance) - 0.3)).toBeLessThan(0.01);
});

test.each<[SineWavesOptions, string]>([
  [{ period: 0.5 }, 'sineWaves: period must be a number from 1 on, got 0.5.'],
  [{ noise: -1 }, 'sineWaves: noise must be a number from 0 on, got -1.'],
  [{ length: 0 }, 'sineWaves: length must be a whole number from 1 on, got 0.'],
])('error text %#', (given, message) => {
  expect(() => sineWaves(given)).toThrow(new ArgumentError(message));
});
