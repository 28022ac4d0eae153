import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { addN } from './add-n.ts';
import { broadcastShape, sameShape, setBroadcastAxes, sizeOf } from './broadcast.ts';
import { cast } from './cast.ts';
import { fill } from './fill.ts';
import type { OwnKernels } from './kernel-table.ts';
import { select } from './select.ts';

/** The operations on two numbers and their numbers in assembly/binary.as; from 16 on they compare, by assembly/comparisons.as. */
const FIRST_COMPARISON = 16;

/**
 * An operation on each pair of numbers of two tensors, which are broadcast.
 *
 * @returns undefined for what is not float32.
 * @throws {Error} TensorFlow.js's own, where the shapes do not fit.
 */
function binary(
  kernels: Kernels,
  operation: number,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const shape = broadcastShape(a.shape, b.shape);
  const count = sizeOf(shape);
  const dtype = operation < FIRST_COMPARISON ? 'float32' : 'bool';
  if (count === 0) return kernels.output(shape, dtype);
  const { run, control } = kernels;
  let rank: number | undefined = 1;
  if (sameShape(a.shape, b.shape)) run.setAxis(control, 0, count, 1, 1);
  else rank = setBroadcastAxes(kernels, a.shape, b.shape);
  if (rank === undefined) return undefined;
  const output = kernels.output(shape, dtype);
  run.binary(control, operation, kernels.place(a), kernels.place(b), kernels.place(output), count, rank);
  return output;
}

/** Whether a number costs some dozens of instructions, so that threads pay for fewer numbers. */
const COSTLY = 1;

/**
 * An operation on each number of a tensor, of those in assembly/unary.as, where it is written what the two values mean.
 *
 * @returns undefined for what is not float32.
 */
function unary(
  kernels: Kernels,
  operation: number,
  x: tf.TensorInfo,
  costly = 0,
  first = 0,
  second = 0,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const output = kernels.output(x.shape);
  const count = sizeOf(x.shape);
  if (count === 0) return output;
  const { run, control } = kernels;
  run.unary(control, operation, kernels.place(x), kernels.place(output), count, first, second, costly);
  return output;
}

/** Operations on each number, and on pairs of numbers of two tensors that are broadcast. */
export const elementwiseKernels: OwnKernels = {
  Add: (kernels, { a, b }) => binary(kernels, 0, a!, b!),
  Sub: (kernels, { a, b }) => binary(kernels, 1, a!, b!),
  Multiply: (kernels, { a, b }) => binary(kernels, 2, a!, b!),
  RealDiv: (kernels, { a, b }) => binary(kernels, 3, a!, b!),
  Maximum: (kernels, { a, b }) => binary(kernels, 4, a!, b!),
  Minimum: (kernels, { a, b }) => binary(kernels, 5, a!, b!),
  SquaredDifference: (kernels, { a, b }) => binary(kernels, 6, a!, b!),
  EluGrad: (kernels, { dy, y }) => binary(kernels, 7, dy!, y!),

  Equal: (kernels, { a, b }) => binary(kernels, 16, a!, b!),
  NotEqual: (kernels, { a, b }) => binary(kernels, 17, a!, b!),
  Greater: (kernels, { a, b }) => binary(kernels, 18, a!, b!),
  GreaterEqual: (kernels, { a, b }) => binary(kernels, 19, a!, b!),
  Less: (kernels, { a, b }) => binary(kernels, 20, a!, b!),
  LessEqual: (kernels, { a, b }) => binary(kernels, 21, a!, b!),

  Relu: (kernels, { x }) => unary(kernels, 0, x!),
  Relu6: (kernels, { x }) => unary(kernels, 1, x!),
  LeakyRelu: (kernels, { x }, { alpha }) => unary(kernels, 2, x!, 0, alpha as number),
  Elu: (kernels, { x }) => unary(kernels, 3, x!, COSTLY),
  Selu: (kernels, { x }) =>
    unary(kernels, 4, x!, COSTLY, tf.backend_util.SELU_SCALE, tf.backend_util.SELU_SCALEALPHA),
  Sigmoid: (kernels, { x }) => unary(kernels, 5, x!, COSTLY),
  Tanh: (kernels, { x }) => unary(kernels, 6, x!, COSTLY),
  Softplus: (kernels, { x }) => unary(kernels, 7, x!, COSTLY),
  Exp: (kernels, { x }) => unary(kernels, 8, x!, COSTLY),
  Expm1: (kernels, { x }) => unary(kernels, 9, x!, COSTLY),
  Log: (kernels, { x }) => unary(kernels, 10, x!, COSTLY),
  Log1p: (kernels, { x }) => unary(kernels, 11, x!, COSTLY),
  Erf: (kernels, { x }) => unary(kernels, 12, x!, COSTLY),
  Sqrt: (kernels, { x }) => unary(kernels, 13, x!),
  Rsqrt: (kernels, { x }) => unary(kernels, 14, x!),
  Square: (kernels, { x }) => unary(kernels, 15, x!),
  Neg: (kernels, { x }) => unary(kernels, 16, x!),
  Abs: (kernels, { x }) => unary(kernels, 17, x!),
  Reciprocal: (kernels, { x }) => unary(kernels, 18, x!),
  Step: (kernels, { x }, { alpha }) => unary(kernels, 19, x!, 0, (alpha as number | undefined) ?? 0),
  Sign: (kernels, { x }) => unary(kernels, 20, x!),
  ClipByValue: (kernels, { x }, { clipValueMin, clipValueMax }) =>
    unary(kernels, 21, x!, 0, clipValueMin as number, clipValueMax as number),

  AddN: (kernels, tensors) => addN(kernels, tensors as unknown as tf.Tensor[]),
  Cast: (kernels, { x }, { dtype }) => cast(kernels, x!, dtype as tf.DataType),
  Select: (kernels, { condition, t, e }) => select(kernels, condition!, t!, e!),
  Fill: (kernels, _inputs, { shape, value, dtype }) =>
    fill(kernels, shape as number[], value as number, dtype as tf.DataType),
  ZerosLike: (kernels, { x }) => fill(kernels, x!.shape, 0, x!.dtype),
  OnesLike: (kernels, { x }) => fill(kernels, x!.shape, 1, x!.dtype),
};
