/** What a symmetric matrix is made of: A = Σ values[i] · vectors[i]·vectors[i]ᵀ. */
export interface SymmetricEigen {
  /** The largest first. */
  readonly values: Float64Array;
  /** A vector of length 1 for each value; its largest component in size is positive. */
  readonly vectors: readonly Float64Array[];
}

const MOST_SWEEPS = 60; // it converges quadratically: fewer than ten are ever taken

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations in float64: one after another the entries
 * off the diagonal are turned to zero, in sweeps over all of them, until they vanish beside the diagonal.
 *
 * @param matrix size·size numbers, row by row; it is not changed.
 * @see Golub and Van Loan, "Matrix Computations", §8.5 (the cyclic Jacobi method)
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Array.from({ length: size }, (_, i) => matrix.slice(i * size, (i + 1) * size));
  const vectors = Array.from({ length: size }, (_, i) => {
    const unit = new Float64Array(size);
    unit[i] = 1;
    return unit;
  });
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a) > 0; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
    }
  }
  const order = Array.from(a.keys()).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return {
    values: Float64Array.from(order, (i) => a[i]![i]!),
    vectors: order.map((i) => pointingUp(vectors[i]!)),
  };
}

/** Turns the plane of axes p and q so that a[p][q] becomes zero, and the vectors with it. */
function rotate(a: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const [rowP, rowQ] = [a[p]!, a[q]!];
  const off = rowP[q]!;
  if (off === 0) return;
  const theta = (rowQ[q]! - rowP[p]!) / (2 * off);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1)); // the smaller angle
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of a) turn(row, row, p, q, cosine, sine);
  for (let i = 0; i < a.length; i++) turn(rowP, rowQ, i, i, cosine, sine);
  for (let i = 0; i < a.length; i++) turn(vectors[p]!, vectors[q]!, i, i, cosine, sine);
  rowP[q] = 0; // exactly, as it is but for rounding
  rowQ[p] = 0;
}

/** (first[i], second[j]) ← (c·first[i] − s·second[j], s·first[i] + c·second[j]). */
function turn(
  first: Float64Array,
  second: Float64Array,
  i: number,
  j: number,
  cosine: number,
  sine: number,
): void {
  const [x, y] = [first[i]!, second[j]!];
  first[i] = cosine * x - sine * y;
  second[j] = sine * x + cosine * y;
}

/** The size of what is off the diagonal; 0 once it is lost in the rounding of what is on it. */
function offDiagonal(a: readonly Float64Array[]): number {
  let [off, all] = [0, 0];
  for (const [i, row] of a.entries()) {
    for (const [j, value] of row.entries()) {
      all += value * value;
      if (i !== j) off += value * value;
    }
  }
  return off <= (Number.EPSILON / 2) ** 2 * all ? 0 : off;
}

/** The vector or its opposite: the one whose largest component in size is positive. */
function pointingUp(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}
