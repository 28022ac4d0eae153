/**
 * The sine of the largest principal angle between the spans of two sets of vectors: 0 when they span the same subspace,
 * 1 when one of them has a direction that is square to all of the other.
 *
 * With orthonormal A and B it is the largest singular value of A − B·BᵀA, what of A lies outside of B.
 *
 * @param a vectors of the same length, linearly independent; `b` has as many.
 */
export function sineOfLargestAngle(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  const [first, second] = [orthonormal(a), orthonormal(b)];
  const outside = first.map((vector) => second.reduce((rest, axis) => less(rest, axis), vector));
  // The largest singular value, by power iteration on the small matrix of products.
  const products = outside.map((v) => Float64Array.from(outside, (w) => dot(v, w)));
  let direction = Float64Array.from(products, (_, i) => 1 + i / 10); // square to no eigenvector, but by accident
  let largest = 0;
  for (let i = 0; i < 500; i++) {
    const next = Float64Array.from(products, (row) => dot(row, direction));
    largest = Math.hypot(...next) / Math.hypot(...direction);
    if (largest === 0) return 0;
    direction = next.map((value) => value / largest);
  }
  return Math.sqrt(largest);
}

/** Vectors that span the same, of length 1 and square to each other (Gram and Schmidt, twice for exactness). */
function orthonormal(vectors: readonly ArrayLike<number>[]): Float64Array[] {
  const axes: Float64Array[] = [];
  for (const vector of vectors) {
    let rest: Float64Array = Float64Array.from(vector);
    for (let pass = 0; pass < 2; pass++) rest = axes.reduce((left, axis) => less(left, axis), rest);
    const length = Math.hypot(...rest);
    axes.push(rest.map((value) => value / length));
  }
  return axes;
}

/** The vector without its part along an axis of length 1. */
function less(vector: Float64Array, axis: Float64Array): Float64Array {
  const along = dot(vector, axis);
  return vector.map((value, i) => value - along * axis[i]!);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
