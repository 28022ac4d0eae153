/** The dual of a soft-margin classifier: what is to be solved, and when that is done. */
export interface MarginProblem {
  /** −1 or 1 of each example. */
  readonly signs: ArrayLike<number>;
  /** The kernel of example i with all, in float64. */
  readonly row: (i: number) => Float64Array;
  /** The kernel of each example with itself. */
  readonly diagonal: ArrayLike<number>;
  /** The most that an example may count. */
  readonly C: number;
  /** By how much the conditions of the optimum may be missed. */
  readonly tolerance: number;
  readonly maxSteps: number;
}

/** What was found. */
export interface MarginSolution {
  /** How much each example counts: α. */
  readonly alphas: Float64Array;
  readonly bias: number;
  /** ‖w‖² in the kernel's features; the margin is 1/‖w‖. */
  readonly squaredNorm: number;
  readonly steps: number;
  /** By how much the conditions are missed still. */
  readonly gap: number;
}

/**
 * Sequential minimal optimization: minimize ½·αᵀQα − Σα with 0 ≤ α ≤ C and Σyα = 0, Q[i, j] = y_i·y_j·k(x_i, x_j), by solving
 * for two α at a time, the pair that misses the conditions most (i by the gradient, j by what the step gains).
 *
 * @see Platt 1998, https://www.microsoft.com/en-us/research/publication/sequential-minimal-optimization-a-fast-algorithm-for-training-support-vector-machines/
 * @see Fan, Chen and Lin 2005, working set selection 2, https://www.jmlr.org/papers/v6/fan05a.html
 */
export function solveMargin({
  signs: y,
  row,
  diagonal,
  C,
  tolerance,
  maxSteps,
}: MarginProblem): MarginSolution {
  const n = y.length;
  const alphas = new Float64Array(n);
  const gradient = new Float64Array(n).fill(-1); // Qα − 1
  const mayRise = (i: number): boolean => (y[i]! > 0 ? alphas[i]! < C : alphas[i]! > 0);
  const mayFall = (i: number): boolean => (y[i]! > 0 ? alphas[i]! > 0 : alphas[i]! < C);
  let steps = 0;
  for (; ; steps++) {
    const { i, highest, lowest } = ends(y, gradient, mayRise, mayFall);
    const gap = highest - lowest;
    if (gap <= tolerance || steps >= maxSteps) {
      const bias = biasOf(y, alphas, gradient, C, (highest + lowest) / 2);
      const squaredNorm = alphas.reduce((sum, alpha, t) => sum + alpha * (gradient[t]! + 1), 0);
      return { alphas, bias, squaredNorm, steps, gap };
    }
    const ki = row(i);
    let j = -1;
    let most = 0;
    for (let t = 0; t < n; t++) {
      const behind = highest + y[t]! * gradient[t]!;
      if (!mayFall(t) || behind <= 0) continue;
      const gain = behind ** 2 / Math.max(diagonal[i]! + diagonal[t]! - 2 * ki[t]!, FLATTEST);
      if (gain > most) [j, most] = [t, gain];
    }
    const kj = row(j);
    // Along α_i + y_i·step, α_j − y_j·step, which keeps Σyα, until the optimum or a bound.
    const curvature = Math.max(diagonal[i]! + diagonal[j]! - 2 * ki[j]!, FLATTEST);
    const free = (highest + y[j]! * gradient[j]!) / curvature;
    const roomOfI = y[i]! > 0 ? C - alphas[i]! : alphas[i]!;
    const roomOfJ = y[j]! > 0 ? alphas[j]! : C - alphas[j]!;
    const step = Math.min(free, roomOfI, roomOfJ);
    alphas[i] = step === roomOfI ? (y[i]! > 0 ? C : 0) : alphas[i]! + y[i]! * step; // a bound is met exactly
    alphas[j] = step === roomOfJ ? (y[j]! > 0 ? 0 : C) : alphas[j]! - y[j]! * step;
    for (let t = 0; t < n; t++) gradient[t]! += y[t]! * step * (ki[t]! - kj[t]!);
  }
}

/** Curvatures below this are taken for it: two examples alike have none. */
const FLATTEST = 1e-12;

/** The example that should rise most, and the ends between which −y·gradient must lie closed for an optimum. */
function ends(
  y: ArrayLike<number>,
  gradient: Float64Array,
  mayRise: (i: number) => boolean,
  mayFall: (i: number) => boolean,
): { i: number; highest: number; lowest: number } {
  let [i, highest, lowest] = [-1, -Infinity, Infinity];
  for (let t = 0; t < y.length; t++) {
    const value = -y[t]! * gradient[t]!;
    if (value > highest && mayRise(t)) [i, highest] = [t, value];
    if (value < lowest && mayFall(t)) lowest = value;
  }
  return { i, highest, lowest };
}

/** −y·gradient where 0 < α < C, where it is the bias, in the mean; `otherwise` where every α is at a bound. */
function biasOf(
  y: ArrayLike<number>,
  alphas: Float64Array,
  gradient: Float64Array,
  C: number,
  otherwise: number,
): number {
  let [sum, count] = [0, 0];
  for (const [t, alpha] of alphas.entries()) {
    if (alpha <= 0 || alpha >= C) continue;
    sum -= y[t]! * gradient[t]!;
    count++;
  }
  return count > 0 ? sum / count : otherwise;
}
