import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { gaussianMixture, type GaussianMixtureOptions } from './gaussian-mixture.ts';
import { gaussianRing, type GaussianRingOptions } from './gaussian-ring.ts';

test('without deviation every point is the mean of its component', () => {
  const means = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
  const { input, target } = gaussianMixture(means, { rows: 50, deviation: 0, random: new Random(3) }).columns;
  expect([input.shape, target.shape]).toEqual([[50, 3], [50]]);
  for (const [row, component] of target.data.entries()) {
    expect([...input.data.subarray(3 * row, 3 * row + 3)]).toEqual(means[component]);
  }
});

test('components come by their weights, and each has its mean and deviation', () => {
  const [rows, deviation, weights] = [20_000, [0.5, 2, 1], [1, 3, 0]] as const;
  const { input, target } = gaussianMixture([[0], [10], [99]], {
    rows,
    deviation,
    weights,
    random: new Random(4),
  }).columns;
  for (const [component, part] of [0.25, 0.75, 0].entries()) {
    const of = input.data.filter((_, row) => target.data[row] === component);
    expect(Math.abs(of.length / rows - part)).toBeLessThanOrEqual(4 * Math.sqrt((part * (1 - part)) / rows));
    if (of.length === 0) continue;
    const mean = of.reduce((sum, x) => sum + x, 0) / of.length;
    const variance = of.reduce((sum, x) => sum + (x - mean) ** 2, 0) / of.length;
    expect(Math.abs(mean - 10 * component)).toBeLessThan((4 * deviation[component]!) / Math.sqrt(of.length));
    expect(Math.abs(Math.sqrt(variance) / deviation[component]! - 1)).toBeLessThan(0.05);
  }
});

test('the ring: its means are evenly spaced around a circle, each drawn about as often', () => {
  const still = gaussianRing({ rows: 4000, components: 4, radius: 3, deviation: 0, random: new Random(5) });
  const { input, target } = still.columns;
  const counts = [0, 0, 0, 0];
  let furthest = 0;
  for (const [row, component] of target.data.entries()) {
    counts[component]!++;
    const [x, y] = [[3, 0], [0, 3], [-3, 0], [0, -3]][component]!; // prettier-ignore
    furthest = Math.max(
      furthest,
      Math.abs(input.data[2 * row]! - x!),
      Math.abs(input.data[2 * row + 1]! - y!),
    );
  }
  expect(furthest).toBe(0);
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(750));
  const moved = gaussianRing({ rows: 1000, random: new Random(5) }).column('input').data;
  const radii = Array.from({ length: 1000 }, (_, row) => Math.hypot(moved[2 * row]!, moved[2 * row + 1]!));
  const variance = radii.reduce((sum, radius) => sum + (radius - 2) ** 2, 0) / 1000;
  expect(Math.abs(Math.sqrt(variance) - 0.02)).toBeLessThan(0.002);
});

test.each<[readonly (readonly number[])[], GaussianMixtureOptions, string]>([
  [[], {}, 'means must be points of as many numbers each, such as [[0, 0], [4, 0]], got an array of 0.'],
  [[[1], [1, 2]], {}, 'means must be points of as many numbers each, such as [[0, 0], [4, 0]], got an array of 2.'],
  [3 as never, {}, 'means must be points of as many numbers each, such as [[0, 0], [4, 0]], got 3.'],
  [[[0], [1]], { deviation: [1] }, 'deviation must be 2 numbers, one for each mean, got an array of 1.'],
  [[[0], [1]], { deviation: -1 }, 'deviation must be a number from 0 on, got -1.'],
  [[[0], [1]], { weights: [1, 2, 3] }, 'weights must be 2 numbers, one for each mean, got an array of 3.'],
  [[[0], [1]], { weights: [1, NaN] }, 'weights must be a number from 0 on, got NaN.'],
  [[[0], [1]], { weights: [0, 0] }, 'weights are all 0; one must be above.'],
])('error text %#', (means, options, message) => {
  expect(() => gaussianMixture(means, options)).toThrow(new ArgumentError(`gaussianMixture: ${message}`));
}); // prettier-ignore

test.each<[GaussianRingOptions, string]>([
  [{ components: 0 }, 'components must be a whole number from 1 on, got 0.'],
  [{ radius: -1 }, 'radius must be a number from 0 on, got -1.'],
  [{ deviation: Infinity }, 'deviation must be a number from 0 on, got Infinity.'],
])('error text of the ring %#', (options, message) => {
  expect(() => gaussianRing(options)).toThrow(new ArgumentError(`gaussianRing: ${message}`));
});
