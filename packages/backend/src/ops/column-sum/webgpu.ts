import type { tf } from '../../tfjs.ts';
import { defineKernel } from '../../webgpu/define-kernel.ts';
import { COLUMNS, columnSums, LANES } from '../../webgpu/lanes.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';

/** Rows that one workgroup adds up at most; more are added in parts, and these again. */
const MOST_ROWS = 4096;

/**
 * The sum of each column, in an order that depends on the shape alone, so that the same input has the same bits.
 *
 * Shapes: x [rows, columns] → [columns].
 */
export function sumColumns(
  backend: WebGPUBackend,
  x: tf.TensorInfo,
  rows: number,
  columns: number,
): tf.TensorInfo {
  const parts = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const y = backend.makeTensorInfo(parts === 1 ? [columns] : [parts, columns], 'float32');
  const groups = Math.ceil(columns / COLUMNS);
  const each = Math.ceil(rows / parts);
  kernel(backend, { x, y }, { rows, columns, blocks: groups, each }, groups * parts);
  if (parts === 1) return y;
  const sum = sumColumns(backend, y, parts, columns);
  backend.disposeData(y.dataId);
  return sum;
}

const kernel = /* @__PURE__ */ defineKernel({
  name: 'column sum',
  reads: { x: 'f32' },
  writes: { y: 'f32' },
  uniforms: { rows: 'u32', columns: 'u32', blocks: 'u32', each: 'u32' },
  workgroupSize: COLUMNS * LANES,
  wgsl: `${columnSums}
fn main(group: u32, lane: u32) {
  let part = group / u.blocks;
  let column = (group % u.blocks) * columns + lane % columns;
  let end = min(u.rows, (part + 1) * u.each);
  var sum = 0.0;
  if (column < u.columns) {
    for (var row = part * u.each + lane / columns; row < end; row += lanes) { sum += x[row * u.columns + column]; }
  }
  sum = sumColumn(lane, sum);
  if (lane < columns && column < u.columns) { y[part * u.columns + column] = sum; }
}`,
});
