import { ShapeError } from '../errors.ts';
import { tf } from '../tfjs.ts';

/** A product of matrices with broadcast batches: its sizes, and where in memory what it needs lies. */
export interface ProductPlan {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** How many matrices the output has. */
  readonly batch: number;
  /** Of the output. */
  readonly shape: number[];
  /** Whether each operand has as many matrices as the output, or one for all. */
  readonly even: boolean;
  /** How far apart neighbours along rows and columns are, in numbers. */
  readonly strides: {
    readonly rowA: number;
    readonly columnA: number;
    readonly rowB: number;
    readonly columnB: number;
  };
  /** The axes of the batches: the output's length, and how far apart the operands' matrices are; 0 for one that serves all. */
  readonly axes: readonly { readonly length: number; readonly strideA: number; readonly strideB: number }[];
}

/**
 * Plans a product of [..., m, k] and [..., k, n], either of them transposed, their batches broadcast.
 *
 * @throws {ShapeError} when the first has not as many columns as the second has rows.
 */
export function planProduct(
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): ProductPlan {
  const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [rowsB, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  if (k !== rowsB) {
    const shown = (shape: readonly number[], isTransposed: boolean): string =>
      `[${shape.join(', ')}]${isTransposed ? ' transposed' : ''}`;
    throw new ShapeError(
      `matMul: the first must have as many columns as the second has rows, got shapes ${shown(a, transposeA)} and ${shown(b, transposeB)}.`,
    );
  }
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)];
  const batches = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const [countA, countB, batch] = [batchA, batchB, batches].map((shape) => tf.util.sizeFromShape(shape)) as [
    number,
    number,
    number,
  ];
  const strideA = broadcastStrides(batchA, batches.length, m * k);
  const strideB = broadcastStrides(batchB, batches.length, k * n);
  const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
  return {
    m,
    n,
    k,
    batch,
    shape: [...batches, m, n],
    even: [countA, countB].every((count) => count === batch || count === 1),
    strides: { rowA, columnA, rowB, columnB },
    axes: batches.map((length, i) => ({ length, strideA: strideA[i]!, strideB: strideB[i]! })),
  };
}

/** How far apart neighbours along each of `rank` axes are; 0 along an axis that is broadcast. */
export function broadcastStrides(shape: readonly number[], rank: number, unit = 1): number[] {
  const strides: number[] = [];
  let stride = unit;
  for (let i = 0; i < rank; i++) {
    const length = shape[shape.length - 1 - i] ?? 1;
    strides.unshift(length === 1 ? 0 : stride);
    stride *= length;
  }
  return strides;
}
