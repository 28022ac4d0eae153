import { tf } from '../../tfjs.ts';
import { defineKernel } from '../define-kernel.ts';
import { higher, softmaxRow } from '../lanes.ts';
import { isShort } from '../plan-reduction.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Softmax over the last axis: y = exp(x − max x) / Σ exp(x − max x), a short row by one invocation, a long one by a workgroup.
 * TensorFlow.js leaves rows
 * uncomputed above 65,535 of them, and throws where an axis is empty.
 *
 * Shapes: logits […, classes] → the same. A row with a NaN, or with nothing but −∞, is NaN.
 */
export const softmax: Compute = ({ logits }, { dim }, backend) => {
  const { shape, dtype } = logits!;
  if (dtype !== 'float32' || (dim as number) !== shape.length - 1) return undefined;
  const columns = shape.at(-1)!;
  const size = tf.util.sizeFromShape(shape);
  const y = backend.makeTensorInfo(shape, 'float32', size === 0 ? new Float32Array(0) : undefined);
  if (size === 0) return y;
  const rows = size / columns;
  const numbers = { columns, rows, lowest: -Infinity };
  if (isShort(columns, rows)) byOne(backend, { x: logits!, y }, numbers, Math.ceil(rows / 64));
  else byMany(backend, { x: logits!, y }, numbers, rows);
  return y;
};

const tensors = { reads: { x: 'f32' }, writes: { y: 'f32' } } as const;
const uniforms = { columns: 'u32', rows: 'u32', lowest: 'f32' } as const;

const byOne = /* @__PURE__ */ defineKernel({
  name: 'softmax',
  ...tensors,
  uniforms,
  wgsl: `${higher}
fn main(group: u32, lane: u32) {
  let row = group * workgroupSize + lane;
  if (row >= u.rows) { return; }
  let begin = row * u.columns;
  var highest = u.lowest;
  for (var i = 0u; i < u.columns; i++) { highest = higher(highest, x[begin + i]); }
  var sum = 0.0;
  for (var i = 0u; i < u.columns; i++) { sum += exp(x[begin + i] - highest); }
  for (var i = 0u; i < u.columns; i++) {
    let shifted = x[begin + i] - highest;
    y[begin + i] = select(exp(shifted) / sum, shifted, isNaN(shifted)); // exp may drop a NaN
  }
}`,
});

const byMany = /* @__PURE__ */ defineKernel({
  name: 'softmax',
  ...tensors,
  uniforms,
  wgsl: `${softmaxRow('x')}
fn main(group: u32, lane: u32) {
  let begin = group * u.columns;
  let row = rowOf(lane, begin, u.columns);
  for (var i = lane; i < u.columns; i += workgroupSize) {
    let shifted = x[begin + i] - row.highest;
    y[begin + i] = select(exp(shifted) / row.sum, shifted, isNaN(shifted)); // exp may drop a NaN
  }
}`,
});
