import { cosTurns, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { LabelledColumns } from '../table/columns.ts';
import type { Table } from '../table/table.ts';
import { gaussianMixture } from './gaussian-mixture.ts';
import { requireFrom, requireMade } from './require.ts';

/** Options of `gaussianRing`. */
export interface GaussianRingOptions {
  /** How many points. @defaultValue 500 */
  readonly rows?: number;
  /** How many Gaussians. @defaultValue 8 */
  readonly components?: number;
  /** How far from (0, 0) they are. @defaultValue 2 */
  readonly radius?: number;
  /** The standard deviation of each. @defaultValue 0.02 */
  readonly deviation?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * A ring of Gaussians, all alike and evenly spaced: on it one sees which modes a generator has lost.
 *
 * Component i is around radius·(cos 2πi/n, sin 2πi/n).
 *
 * Shapes: input [rows, 2]; target [rows], the component from 0 on.
 *
 * @throws {ArgumentError} when rows or components is not a whole number from 1 on, or radius or deviation is below 0.
 * @see Metz et al. 2016, https://arxiv.org/abs/1611.02163, whose numbers are the defaults
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { gaussianRing } from '@thaw/datasets';
 *
 * console.log(gaussianRing({ rows: 100, random: new Random(7) }).column('input').shape); // [ 100, 2 ]
 * ```
 */
export function gaussianRing(options: GaussianRingOptions = {}): Table<LabelledColumns> {
  const {
    rows = 500,
    components = 8,
    radius = 2,
    deviation = 0.02,
    random = sharedRandom().fork(),
  } = options;
  const sizes = { rows: [rows, 1], components: [components, 1] } as const;
  requireMade('gaussianRing', options, sizes, ['radius', 'deviation']);
  requireFrom('gaussianRing', 'radius', radius, 0);
  requireFrom('gaussianRing', 'deviation', deviation, 0);
  const means = Array.from({ length: components }, (_, i) => [
    radius * cosTurns(i / components),
    radius * sinTurns(i / components),
  ]);
  return gaussianMixture(means, { rows, deviation, random });
}
