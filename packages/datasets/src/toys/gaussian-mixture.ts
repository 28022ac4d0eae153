import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

import type { LabelledColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { requireFrom, requireMade } from './require.ts';

/** Options of `gaussianMixture`. */
export interface GaussianMixtureOptions {
  /** How many points. @defaultValue 200 */
  readonly rows?: number;
  /** The standard deviation of every component, or of each, the same in all directions. @defaultValue 1 */
  readonly deviation?: number | readonly number[];
  /** How often each component is drawn, in any unit. @defaultValue all alike */
  readonly weights?: readonly number[];
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Points of a mixture of Gaussians, and the component of each: for clustering, density models and generators.
 *
 * k ~ weights;  x = μ_k + σ_k·ε, ε normal.
 *
 * Shapes: input [rows, features]; target [rows], the component from 0 on.
 *
 * @param means the middle of each component, all with as many features.
 * @throws {ArgumentError} when means is no list of points of one length, deviations or weights are not as many or below 0,
 * no weight is above 0, or rows is not a whole number from 1 on.
 * @see Pearson 1894, https://doi.org/10.1098/rsta.1894.0003
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { gaussianMixture } from '@thaw/datasets';
 *
 * const means = [[0, 0], [4, 0], [0, 4]];
 * const points = gaussianMixture(means, { rows: 300, weights: [1, 1, 2], random: new Random(7) });
 * console.log(points.column('input').shape); // [ 300, 2 ]
 * ```
 */
export function gaussianMixture(
  means: readonly (readonly number[])[],
  options: GaussianMixtureOptions = {},
): Table<LabelledColumns> {
  const { rows = 200, deviation = 1, weights, random = sharedRandom().fork() } = options;
  requireMade('gaussianMixture', options, { rows: [rows, 1] }, ['deviation', 'weights']);
  const features = requireMeans(means);
  const ones = means.map(() => 1);
  const deviations = requireEach('deviation', typeof deviation === 'number' ? ones.map(() => deviation) : deviation, means.length); // prettier-ignore
  const shares = requireEach('weights', weights ?? ones, means.length);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) throw new ArgumentError('gaussianMixture: weights are all 0; one must be above.');
  const last = shares.findLastIndex((share) => share > 0);
  const target = Int32Array.from(random.uniform(rows), (chance) => {
    let left = chance * total;
    const found = shares.findIndex((share) => (left -= share) < 0);
    return found < 0 ? last : found;
  });
  const input = random.normal(rows * features);
  for (let i = 0; i < input.length; i++) {
    const component = target[Math.floor(i / features)]!;
    input[i] = means[component]![i % features]! + deviations[component]! * input[i]!;
  }
  return new Table({
    input: { data: input, shape: [rows, features] },
    target: { data: target, shape: [rows] },
  });
}

function requireMeans(means: readonly (readonly number[])[]): number {
  const features = Array.isArray(means) && Array.isArray(means[0]) ? means[0].length : 0;
  const fit = (mean: readonly number[]): boolean =>
    Array.isArray(mean) && mean.length === features && mean.every(Number.isFinite);
  if (features > 0 && means.every(fit)) return features;
  throw new ArgumentError(
    `gaussianMixture: means must be points of as many numbers each, such as [[0, 0], [4, 0]], got ${describe(means)}.`,
  );
}

function requireEach(name: string, values: readonly number[], components: number): readonly number[] {
  if (!Array.isArray(values) || values.length !== components) {
    throw new ArgumentError(
      `gaussianMixture: ${name} must be ${components} numbers, one for each mean, got ${describe(values)}.`,
    );
  }
  for (const value of values as readonly number[]) requireFrom('gaussianMixture', name, value, 0);
  return values as readonly number[];
}
