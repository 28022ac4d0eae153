import { ShapeError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import type { WasmBackend } from './wasm-backend.ts';

/** The exports of assembly/matmul.as. */
interface Exports {
  scratchBytes(): number;
  matmul(...places: number[]): void;
}

/** A product of two tensors of matrices, either of them transposed; undefined for what is not float32. */
export type MatMul = (
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
) => tf.TensorInfo | undefined;

/**
 * Loads the product of matrices that works in place in the memory of the wasm backend.
 *
 * @returns undefined when the backend is not built as TensorFlow.js 4.22.0 builds it; its own kernel, slower, then stays.
 */
export async function loadMatMul(backend: WasmBackend): Promise<MatMul | undefined> {
  const memory = backend.wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory) || typeof backend.wasm._malloc !== 'function') return undefined;
  const { matmulBase64 } = await import('../generated/matmul-wasm.ts');
  const bytes = Uint8Array.from(atob(matmulBase64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const exports = instance.exports as unknown as Exports;
  const scratch = align(backend.wasm._malloc(exports.scratchBytes() + 16) >>> 0);
  const place = (tensor: tf.TensorInfo): number => backend.dataIdMap.get(tensor.dataId).memoryOffset;

  return (a, b, transposeA, transposeB) => {
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    const plan = planProducts(a.shape, b.shape, transposeA, transposeB);
    const output = backend.makeOutput(plan.shape, 'float32');
    const [atA, atB, atC] = [place(a), place(b), place(output)];
    const { m, n, k } = plan;
    // Nothing to add up is 0; the memory of a new tensor holds what was there before.
    if (k === 0) new Float32Array(memory.buffer, atC, tf.util.sizeFromShape(plan.shape)).fill(0);
    for (const { a: i, b: j, c, count, nextA, nextB } of plan.runs) {
      const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
      const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
      const first = [
        atA + 4 * i,
        rowA,
        columnA,
        nextA,
        atB + 4 * j,
        rowB,
        columnB,
        nextB,
        atC + 4 * c,
      ] as const;
      exports.matmul(...first, plan.rows, n, k, count, scratch);
    }
    return output;
  };
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

/**
 * Cuts products with broadcast batches into runs.
 *
 * @throws {ShapeError} when the first has not as many columns as the second has rows.
 */
function planProducts(a: number[], b: number[], transposeA: boolean, transposeB: boolean): Plan {
  const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [rowsB, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  if (k !== rowsB) {
    const shapes = `[${a.join(', ')}]${transposeA ? ' transposed' : ''} and [${b.join(', ')}]${transposeB ? ' transposed' : ''}`;
    throw new ShapeError(
      `matMul: the first must have as many columns as the second has rows, got shapes ${shapes}.`,
    );
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
  if (count === 0 || m === 0 || n === 0 || k === 0) return { ...plan, runs: [] };
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

function align(place: number): number {
  return (place + 15) & ~15;
}
