import { digits } from '@thaw/datasets';

/** A quadratic form f(d) = ½·dᵀ·H·d, whose largest curvature is 1. */
export interface Quadratic {
  readonly size: number;
  /** H, [size, size], row by row. */
  readonly curvature: Float32Array;
  /** Its least curvature. */
  readonly least: number;
  /** f of each column of d [size, columns], in float64. */
  values(distance: ArrayLike<number>): number[];
}

/**
 * What the squared error of a linear unit that reads the digits, with a ridge, is above its least, d being how far its weights are from the best.
 *
 * H = XᵀX/n + μ·I, scaled to a largest curvature of 1. The pixels that are blank in all images have no curvature but the ridge's, so
 * μ = λ/(condition − 1) gives the condition asked for, λ being the largest of XᵀX/n.
 */
export function digitsQuadratic(condition: number): Quadratic {
  const { data, shape } = digits().columns.input;
  const [rows, size] = shape as [number, number];
  const products = new Float64Array(size * size);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) {
      const pixel = data[row * size + i]! / rows;
      if (pixel === 0) continue;
      for (let j = 0; j < size; j++) products[i * size + j]! += pixel * data[row * size + j]!;
    }
  }
  const ridge = largestCurvature(products, size) / (condition - 1);
  const largest = ridge * condition;
  const curvature = products.map((value, i) => (value + (i % (size + 1) === 0 ? ridge : 0)) / largest);
  return {
    size,
    curvature: Float32Array.from(curvature),
    least: 1 / condition,
    values: (distance) => {
      const columns = distance.length / size;
      return Array.from({ length: columns }, (_, column) => {
        const at = Float64Array.from({ length: size }, (__, i) => distance[i * columns + column]!);
        return times(curvature, at).reduce((sum, slope, i) => sum + 0.5 * slope * at[i]!, 0);
      });
    },
  };
}

/** By the power method: the products of pixels are none of them negative, so that one direction stands out. */
function largestCurvature(matrix: Float64Array, size: number): number {
  let direction = new Float64Array(size).fill(1);
  let largest = 0;
  for (let i = 0; i < 100; i++) {
    const next = times(matrix, direction);
    largest = Math.hypot(...next);
    direction = next.map((value) => value / largest);
  }
  return largest;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
  const size = vector.length;
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * vector[j]!;
    return sum;
  });
}
