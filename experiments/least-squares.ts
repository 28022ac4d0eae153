import type { ArrayData } from '@thaw/core';

/**
 * The weights, the bias last, of the linear unit whose squared error over all rows is least: the solution of the normal
 * equations XᵀX·w = Xᵀt, by Gauss's elimination in float64.
 *
 * @param input shape [rows, inputs], whose columns no linear function ties together.
 * @param target one number a row.
 */
export function leastSquares({ data, shape }: ArrayData, target: ArrayLike<number>): number[] {
  const [rows, inputs] = shape as [number, number];
  const at = (row: number, column: number): number => (column === inputs ? 1 : data[row * inputs + column]!);
  const sum = (term: (row: number) => number): number =>
    Array.from({ length: rows }, (_, row) => term(row)).reduce((total, value) => total + value, 0);
  const size = inputs + 1;
  const equations = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) => sum((row) => at(row, i) * at(row, j))),
    sum((row) => at(row, i) * target[row]!),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    for (const [i, equation] of equations.entries()) {
      if (i === pivot) continue;
      const factor = equation[pivot]! / equations[pivot]![pivot]!;
      for (let j = pivot; j <= size; j++) equation[j]! -= factor * equations[pivot]![j]!;
    }
  }
  return equations.map((equation, i) => equation[size]! / equation[i]!);
}
