import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { lowRankRatings, type LowRankRatingsOptions } from './low-rank-ratings.ts';

test('the truth is the product of the factors, and without noise so is each rating', () => {
  const made = lowRankRatings({ users: 8, items: 5, rank: 2, noise: 0, observed: 0.5, random: new Random(3) });
  const { input, target } = made.ratings.columns;
  const [users, items] = [made.userFactors.data, made.itemFactors.data];
  expect([made.truth.shape, made.userFactors.shape, made.itemFactors.shape, input.shape, target.shape]).toEqual(
    [[8, 5], [8, 2], [5, 2], [20, 2], [20]],
  );
  for (let u = 0; u < 8; u++) {
    for (let i = 0; i < 5; i++) {
      const product = users[2 * u]! * items[2 * i]! + users[2 * u + 1]! * items[2 * i + 1]!;
      expect(made.truth.data[5 * u + i]).toBe(Math.fround(product));
    }
  }
  const places = new Set<number>();
  for (const [row, rating] of target.data.entries()) {
    const place = 5 * input.data[2 * row]! + input.data[2 * row + 1]!;
    places.add(place);
    expect(rating).toBe(made.truth.data[place]);
  }
  expect(places.size).toBe(20); // no place is told twice
}); // prettier-ignore

test('true ratings have variance 1 at any rank, and the noise is what it says', () => {
  for (const rank of [1, 4, 16]) {
    const { ratings, truth } = lowRankRatings({
      users: 400,
      items: 400,
      rank,
      noise: 0.5,
      observed: 0.1,
      random: new Random(5),
    });
    const variance = truth.data.reduce((sum, x) => sum + x * x, 0) / truth.data.length;
    expect(Math.abs(variance - 1)).toBeLessThan(0.25); // of 800 factors each: four deviations at rank 1
    const { input, target } = ratings.columns;
    const noise = target.data.map((x, row) => x - truth.data[400 * input.data[2 * row]! + input.data[2 * row + 1]!]!);
    const deviation = Math.sqrt(noise.reduce((sum, x) => sum + x * x, 0) / noise.length);
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.5 * 4 / Math.sqrt(2 * 16_000));
  }
}); // prettier-ignore

test('however little is observed, one rating is', () => {
  expect(lowRankRatings({ users: 2, items: 2, observed: 0.001 }).ratings.rows).toBe(1);
});

test.each<[LowRankRatingsOptions, string]>([
  [{ observed: 0 }, 'lowRankRatings: observed must be a number above 0 and at most 1, got 0.'],
  [{ observed: 1.5 }, 'lowRankRatings: observed must be a number above 0 and at most 1, got 1.5.'],
  [{ noise: -1 }, 'lowRankRatings: noise must be a number from 0 on, got -1.'],
  [{ users: 0 }, 'lowRankRatings: users must be a whole number from 1 on, got 0.'],
])('error text %#', (given, message) => {
  expect(() => lowRankRatings(given)).toThrow(new ArgumentError(message));
});
