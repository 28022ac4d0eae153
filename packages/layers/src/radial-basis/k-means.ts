import type { Random } from '@thaw/backend';

import type { Rows } from '../rows-of.ts';

/**
 * Centers of data: begun at rows that are drawn with a probability that grows with their squared distance to those
 * drawn before (k-means++), then moved `iterations` times, each to the mean of the rows that are nearest to it. Computed on the
 * host in float64. A center that no row is nearest to stays.
 *
 * @returns the centers, row by row.
 * @see Arthur and Vassilvitskii 2007, §2.2, https://theory.stanford.edu/~sergei/papers/kMeansPP-soda.pdf; Lloyd 1982
 */
export function kMeans(
  rows: Rows,
  width: number,
  clusters: number,
  random: Random,
  iterations: number,
): Float64Array {
  const centers = seeds(rows, width, clusters, random);
  for (let i = 0; i < iterations; i++) {
    const sums = new Float64Array(clusters * width);
    const counts = new Float64Array(clusters);
    for (let row = 0; row < rows.count; row++) {
      const nearest = nearestOf(rows, row, centers, width, clusters);
      counts[nearest]!++;
      for (let k = 0; k < width; k++) sums[nearest * width + k]! += rows.values[row * width + k]!;
    }
    let moved = false;
    for (let place = 0; place < sums.length; place++) {
      const count = counts[Math.floor(place / width)]!;
      if (count === 0 || centers[place] === sums[place]! / count) continue;
      centers[place] = sums[place]! / count;
      moved = true;
    }
    if (!moved) break;
  }
  return centers;
}

/** Rows to begin with; each is drawn at most once while there are others elsewhere. */
function seeds(rows: Rows, width: number, clusters: number, random: Random): Float64Array {
  const centers = new Float64Array(clusters * width);
  const distances = new Float64Array(rows.count).fill(Infinity);
  let chosen = random.integers(1, rows.count)[0]!;
  for (let cluster = 0; cluster < clusters; cluster++) {
    for (let k = 0; k < width; k++) centers[cluster * width + k] = rows.values[chosen * width + k]!;
    let whole = 0;
    for (let row = 0; row < rows.count; row++) {
      distances[row] = Math.min(distances[row]!, distance(rows.values, row, centers, cluster, width));
      whole += distances[row]!;
    }
    let left = random.uniform(1)[0]! * whole;
    chosen = 0;
    for (let row = 0; row < rows.count; row++) {
      if (distances[row]! === 0) continue;
      chosen = row;
      left -= distances[row]!;
      if (left < 0) break;
    }
  }
  return centers;
}

function nearestOf(rows: Rows, row: number, centers: Float64Array, width: number, clusters: number): number {
  let nearest = 0;
  let least = Infinity;
  for (let cluster = 0; cluster < clusters; cluster++) {
    const found = distance(rows.values, row, centers, cluster, width);
    if (found < least) [nearest, least] = [cluster, found];
  }
  return nearest;
}

/** ‖a[i] − b[j]‖². */
export function distance(
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  width: number,
): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += (a[i * width + k]! - b[j * width + k]!) ** 2;
  return sum;
}
