import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';

/** How many numbers a tensor of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * The shape of two tensors that are broadcast.
 *
 * @throws {Error} TensorFlow.js's own, where they do not fit.
 */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return sameShape(a, b) || b.length === 0
    ? (a as number[])
    : tf.broadcast_util.assertAndGetBroadcastShape(a as number[], b as number[]);
}

/**
 * Tells the kernels over which axes two tensors are to be taken together, axis 0 the innermost one: as few as will do, since neighbours
 * along which both go on, or along which the same one stands still, are one axis.
 *
 * @returns how many axes there are, at least one; undefined when there are more than the kernels have room for.
 */
export function setBroadcastAxes(
  kernels: Kernels,
  a: readonly number[],
  b: readonly number[],
): number | undefined {
  const { run, control } = kernels;
  const most = Math.max(a.length, b.length);
  let rank = 0;
  let size = 1; // of the axis in the making, and its strides
  let stepA = 1;
  let stepB = 1;
  let nextA = 1; // how many numbers lie within the axes seen
  let nextB = 1;
  for (let back = 1; back <= most; back++) {
    const lengthA = back <= a.length ? a[a.length - back]! : 1;
    const lengthB = back <= b.length ? b[b.length - back]! : 1;
    if (lengthA === 1 && lengthB === 1) continue;
    const length = lengthA === 1 ? lengthB : lengthA;
    const isNeighbour = (lengthA === 1) === (stepA === 0) && (lengthB === 1) === (stepB === 0);
    if (size > 1 && isNeighbour) {
      size *= length;
    } else {
      if (size > 1) run.setAxis(control, rank++, size, stepA, stepB);
      size = length;
      stepA = lengthA === 1 ? 0 : nextA;
      stepB = lengthB === 1 ? 0 : nextB;
    }
    nextA *= lengthA;
    nextB *= lengthB;
  }
  if (rank >= MOST_AXES) return undefined;
  run.setAxis(control, rank++, size, stepA, stepB);
  return rank;
}

/** As assembly/views.as has it. */
const MOST_AXES = 8;
