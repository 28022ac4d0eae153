import { ShapeError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';

/** What is folded into a product: C = activation(A·B + bias) + summand. */
export interface Epilogue {
  /** [columns], one number for each column. */
  readonly bias?: tf.TensorInfo | undefined;
  /** The number of an activation in assembly/activations.as. */
  readonly activation?: number;
  /** The slope of a leaky relu. */
  readonly alpha?: number;
  /** Of the shape of the output. */
  readonly summand?: tf.TensorInfo;
}

/**
 * Products of matrices, either of them transposed, one or many, with batches broadcast.
 *
 * Shapes: a [..., m, k], b [..., k, n] → [..., m, n].
 *
 * @returns undefined for what is not float32.
 * @throws {ShapeError} when the first has not as many columns as the second has rows.
 */
export function matMul(
  kernels: Kernels,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  epilogue: Epilogue = {},
): tf.TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const plan = planProducts(a.shape, b.shape, transposeA, transposeB);
  const output = kernels.output(plan.shape);
  const { m, n, k } = plan;
  const room = packingRoom(k, n, plan.runs[0]?.nextB ? plan.runs[0].count : 1);
  const workspace = kernels.workspace(room);
  const { run, control } = kernels;
  const [atA, atB, atC] = [kernels.place(a), kernels.place(b), kernels.place(output)];
  const bias = epilogue.bias ? kernels.place(epilogue.bias) : 0;
  const summand = epilogue.summand ? kernels.place(epilogue.summand) : 0;
  const { activation = 0, alpha = 0 } = epilogue;
  const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
  for (const { a: i, b: j, c, count, nextA, nextB } of plan.runs) {
    const first = [atA + 4 * i, rowA, columnA, nextA, atB + 4 * j, rowB, columnB, nextB] as const;
    const size = [plan.rows, n, k, count] as const;
    const after = [bias, activation, alpha, summand && summand + 4 * c] as const;
    run.matmul(control, ...first, atC + 4 * c, ...size, ...after, workspace, room);
  }
  return output;
}

/** How many bytes of a second operand are packed at a time: all of it, or as many columns as fit in 16 MiB, and 8 at least. */
export function packingRoom(k: number, n: number, matrices = 1): number {
  const panel = 4 * 8 * Math.max(1, k);
  return Math.max(panel, Math.min(panel * Math.ceil(n / 8) * matrices, 2 ** 24));
}

/** Products that one call computes: where the first operands lie, and how far apart the next are, in numbers. */
interface Run {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly count: number;
  readonly nextA: number;
  readonly nextB: number;
}

interface Plan {
  /** Of the output. */
  readonly shape: number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** How many rows each run's A has: m, or those of all matrices where one B serves them all. */
  readonly rows: number;
  readonly runs: readonly Run[];
}

/** Cuts products with broadcast batches into runs. */
function planProducts(
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): Plan {
  const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [rowsB, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  if (k !== rowsB) {
    const shapes = `[${a.join(', ')}]${transposeA ? ' transposed' : ''} and [${b.join(', ')}]${transposeB ? ' transposed' : ''}`;
    throw new ShapeError(
      `matMul: the first must have as many columns as the second has rows, got shapes ${shapes}.`,
    );
  }
  if (a.length === 2 && b.length === 2) {
    const run = { a: 0, b: 0, c: 0, count: 1, nextA: 0, nextB: 0 };
    return { shape: [m, n], m, n, k, rows: m, runs: m === 0 || n === 0 ? [] : [run] };
  }
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const [countA, countB, count] = [batchA, batchB, batch].map((shape) => tf.util.sizeFromShape(shape)) as [
    number,
    number,
    number,
  ];
  const plan = { shape: [...batch, m, n], m, n, k, rows: m };
  const start = { a: 0, b: 0, c: 0 };
  if (count === 0 || m === 0 || n === 0) return { ...plan, runs: [] };
  // One B for all: their rows are rows of one matrix.
  if (countB === 1 && !transposeA)
    return { ...plan, rows: m * count, runs: [{ ...start, count: 1, nextA: 0, nextB: 0 }] };
  const even = (countA === count || countA === 1) && (countB === count || countB === 1);
  if (even) {
    const run = { ...start, count, nextA: countA === 1 ? 0 : m * k, nextB: countB === 1 ? 0 : k * n };
    return { ...plan, runs: [run] };
  }
  const [placesA, placesB] = [broadcastPlaces(batchA, batch), broadcastPlaces(batchB, batch)];
  const runs = Array.from({ length: count }, (_, i) => ({
    a: placesA[i]! * m * k,
    b: placesB[i]! * k * n,
    c: i * m * n,
    count: 1,
    nextA: 0,
    nextB: 0,
  }));
  return { ...plan, runs };
}

/** For each place of the broadcast shape `to`, which place of `from` it is. */
function broadcastPlaces(from: readonly number[], to: readonly number[]): number[] {
  const padded = [...Array.from({ length: to.length - from.length }, () => 1), ...from];
  return to.reduce<number[]>(
    (places, length, axis) =>
      places.flatMap((place) =>
        Array.from({ length }, (_, i) => place * padded[axis]! + (padded[axis] === 1 ? 0 : i)),
      ),
    [0],
  );
}
