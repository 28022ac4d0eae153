import { tf } from '../../tfjs.ts';
import { type Compute, type Inputs, runStock, viewed } from '../stock-kernels.ts';
import type { WebGPUBackend } from '../webgpu-backend.ts';
import { broadcastAxes } from './integers.ts';

/** TensorFlow.js's kernels for up to this rank are right. */
const stockRank = 4;

/**
 * Arithmetic on two tensors of rank 5 and 6. TensorFlow.js builds no valid kernel there when one operand is a vector, such as
 * a bias. Neighbouring axes along which both lie alike are seen as one, which leaves most cases at rank 2.
 */
export function binaryOfHighRank(kernelName: string): Compute {
  return (inputs, attributes, backend) => {
    const names = Object.keys(inputs) as [string, string];
    const [a, b] = [inputs[names[0]]!, inputs[names[1]]!];
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    if (shape.length <= stockRank || tf.util.sizeFromShape(shape) === 0) return undefined;
    if (a.dtype === 'complex64' || a.dtype === 'string') return undefined;
    const axes = broadcastAxes(a.shape, b.shape, shape);
    const lengths = (stride: 'strideA' | 'strideB'): number[] =>
      axes.map((axis) => (axis[stride] === 0 ? 1 : axis.length));
    const flat: Inputs = {
      [names[0]]: viewed(a, lengths('strideA')),
      [names[1]]: viewed(b, lengths('strideB')),
    };
    return viewed(runStock(kernelName, flat, attributes, backend) as tf.TensorInfo, shape);
  };
}

/** Chooses between two tensors by a third, of any rank: TensorFlow.js stops at 4. The shapes are alike, or the choice is by row. */
export const select: Compute = ({ condition, t, e }, _attributes, backend) => {
  const { shape } = t!;
  if (shape.length <= stockRank) return undefined;
  const rows = condition!.shape.length === 1 ? shape[0]! : tf.util.sizeFromShape(shape);
  const flat = [rows, tf.util.sizeFromShape(shape) / Math.max(1, rows)];
  const by = viewed(condition!, condition!.shape.length === 1 ? condition!.shape : flat);
  const chosen = runStock(
    'Select',
    { condition: by, t: viewed(t!, flat), e: viewed(e!, flat) },
    {},
    backend,
  ) as tf.TensorInfo;
  return viewed(chosen, shape);
};

/** Padding by a number, of any rank: TensorFlow.js's kernel is invalid above 4. */
export const pad: Compute = ({ x }, { paddings, constantValue }, backend) =>
  alongEachAxis(x!, paddings as [number, number][], backend, (view, padding) => {
    const around = [[0, 0], padding, [0, 0]];
    return runStock('PadV2', { x: view }, { paddings: around, constantValue }, backend) as tf.TensorInfo;
  });

/** Padding by mirrored numbers, of any rank. */
export const mirrorPad: Compute = ({ x }, { paddings, mode }, backend) =>
  alongEachAxis(x!, paddings as [number, number][], backend, (view, padding) => {
    const around = [[0, 0], padding, [0, 0]];
    return runStock('MirrorPad', { x: view }, { paddings: around, mode }, backend) as tf.TensorInfo;
  });

/** Reversal along some axes, of any rank. */
export const reverse: Compute = ({ x }, { dims }, backend) => {
  const axes = new Set(tf.util.parseAxisParam(dims as number[], x!.shape));
  const turned = x!.shape.map((_, axis) => (axes.has(axis) ? ([1, 1] as const) : ([0, 0] as const)));
  return alongEachAxis(
    x!,
    turned,
    backend,
    (view) => runStock('Reverse', { x: view }, { dims: [1] }, backend) as tf.TensorInfo,
  );
};

/** Repetition along some axes, of any rank: TensorFlow.js reads the tensor back to repeat it on the processor above rank 4. */
export const tile: Compute = ({ x }, { reps }, backend) =>
  alongEachAxis(
    x!,
    (reps as number[]).map((count) => [count - 1, 0] as const),
    backend,
    (view, [more]) => runStock('Tile', { x: view }, { reps: [1, more + 1, 1] }, backend) as tf.TensorInfo,
  );

/**
 * Does along one axis after another what can be done so, each time on a view [before, axis, after].
 *
 * @param amounts for each axis; one of [0, 0] is passed over.
 * @returns undefined up to rank 4, where TensorFlow.js's own kernels are right.
 */
function alongEachAxis(
  x: tf.TensorInfo,
  amounts: readonly (readonly [number, number])[],
  backend: WebGPUBackend,
  compute: (view: tf.TensorInfo, amount: readonly [number, number]) => tf.TensorInfo,
): tf.TensorInfo | undefined {
  const size = tf.util.sizeFromShape(x.shape);
  if (x.shape.length <= stockRank || size === 0 || x.dtype === 'string' || x.dtype === 'complex64')
    return undefined;
  let current = x;
  amounts.forEach((amount, axis) => {
    if (amount[0] === 0 && amount[1] === 0) return;
    const { shape } = current;
    const product = (part: number[]): number => part.reduce((total, length) => total * length, 1);
    const [before, after] = [product(shape.slice(0, axis)), product(shape.slice(axis + 1))];
    const next = compute(viewed(current, [before, shape[axis]!, after]), amount);
    if (current !== x) backend.disposeData(current.dataId);
    current = viewed(next, shape.with(axis, next.shape[1]!));
  });
  if (current !== x) return current;
  backend.incRef(x.dataId); // nothing to do: another tensor of the same numbers
  return viewed(x, x.shape);
}
