type Point = readonly [x: number, y: number];

/**
 * A curve of at most `most` points: neighbours are put together in groups of one size, each at the mean of its x and y.
 * What is not finite, as the loss of a net that ran away, is left out.
 */
export function thin(points: readonly Point[], most: number): Point[] {
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (finite.length <= most) return finite;
  const size = Math.ceil(finite.length / most);
  return Array.from({ length: Math.ceil(finite.length / size) }, (_, i) => {
    const group = finite.slice(i * size, (i + 1) * size);
    return [mean(group.map(([x]) => x)), mean(group.map(([, y]) => y))] as const;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
