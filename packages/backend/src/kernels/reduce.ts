import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';
import { fill } from './fill.ts';

/** An operation, as assembly/reduce.as numbers it, and what it makes of no numbers at all. */
interface Reduction {
  readonly number: number;
  readonly ofNone: number;
}

export const SUM: Reduction = { number: 0, ofNone: 0 };
export const MAX: Reduction = { number: 1, ofNone: -Infinity };
export const MIN: Reduction = { number: 2, ofNone: Infinity };
export const PRODUCT: Reduction = { number: 3, ofNone: 1 };

/** From how many numbers on an axis is cut into parts, and how many numbers a part has, about. */
const LONG = 2 ** 16;
const PART = 2 ** 15;

/**
 * A tensor reduced along some of its axes: one group of neighbouring axes after the other, each as [outer, n, inner] → [outer, inner].
 *
 * TensorFlow.js's own adds number to number, so that the mean of ten million times 0.7 comes out as 0.63; here the error of a sum
 * grows with the logarithm of their count.
 *
 * @returns undefined for what is not float32.
 * @throws {Error} TensorFlow.js's own, for an axis that is not there.
 */
export function reduce(
  kernels: Kernels,
  operation: Reduction,
  x: tf.TensorInfo,
  axis: unknown,
  keepDims: unknown,
  isMean = false,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const axes = tf.util.parseAxisParam(axis as number[], x.shape);
  const shape: number[] = [];
  const groups = [1]; // lengths, in turns of axes that stay and of axes that go
  let reduced = 1;
  for (let i = 0; i < x.shape.length; i++) {
    const length = x.shape[i]!;
    const goes = axes.includes(i);
    if (goes) reduced *= length;
    if (!goes) shape.push(length);
    else if (keepDims) shape.push(1);
    if (length === 1) continue;
    if ((groups.length % 2 === 0) === goes) groups[groups.length - 1]! *= length;
    else groups.push(length);
  }
  if (sizeOf(shape) === 0) return kernels.output(shape);
  if (reduced === 0) return fill(kernels, shape, isMean ? NaN : operation.ofNone, 'float32');
  if (groups.length < 2) return kernels.share(x, shape);
  if (groups.length % 2 === 0) groups.push(1);
  const output = kernels.output(shape);
  run(kernels, operation.number, x, output, groups, isMean ? reduced : 1);
  return output;
}

/** Reduces the groups that go, from the last on; what lies between, and the results of parts, lie in the workspace. */
function run(
  kernels: Kernels,
  operation: number,
  x: tf.TensorInfo,
  y: tf.TensorInfo,
  groups: readonly number[],
  divisor: number,
): void {
  const passes: { outer: number; n: number; inner: number; part: number }[] = [];
  let partial = 0;
  let inner = 1;
  for (let group = groups.length - 2; group > 0; group -= 2) {
    inner *= groups[group + 1]!;
    const [outer, n] = [sizeOf(groups.slice(0, group)), groups[group]!];
    const part = partOf(n, inner);
    if (part < n) partial = Math.max(partial, outer * Math.ceil(n / part) * inner);
    passes.push({ outer, n, inner, part });
  }
  const between = passes.length > 1 ? passes[0]!.outer * passes[0]!.inner : 0; // the largest is the first
  const workspace = partial + between > 0 ? kernels.workspace(4 * (partial + 2 * between)) : 0;
  let [target, other] = [workspace + 4 * partial, workspace + 4 * (partial + between)];
  let source = kernels.place(x);
  for (const [i, pass] of passes.entries()) {
    const isLast = i === passes.length - 1;
    const to = isLast ? kernels.place(y) : target;
    const size = [pass.outer, pass.n, pass.inner, pass.part] as const;
    kernels.run.reduce(kernels.control, operation, source, to, ...size, isLast ? divisor : 1, workspace);
    source = to;
    [target, other] = [other, target];
  }
}

/** How many places of an axis are taken together: all, or as many as make a part, of which each thread takes some. */
function partOf(n: number, inner: number): number {
  const width = Math.min(inner, 1024);
  return n * width <= LONG ? n : 8 * Math.ceil(PART / width / 8);
}
