import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../define-kernel.ts';
import { sortByKey } from '../sort-by-key.ts';
import { type Compute, viewed } from '../stock-kernels.ts';
import type { WebGPUBackend } from '../webgpu-backend.ts';

/**
 * Adds up rows by the segment they belong to, the gradient of an embedding's table.
 *
 * out[s, …] = Σ x[i, …] over all i with segmentIds[i] = s, in the order of i; an id below 0 or beyond the last segment adds
 * to none.
 *
 * Shapes: x [rows, …], segmentIds [rows] → [numSegments, …]. TensorFlow.js adds by atomics, in an order that differs from run
 * to run, adds an id beyond the last segment to another one, and transposes the table before and after. Here the rows are
 * sorted by segment first (a stable sort, so that their order stays), and each number of the output is the sum of one
 * invocation: the same bits in every run. Time grows with the rows, the table and the rows of the fullest segment.
 */
export const unsortedSegmentSum: Compute = ({ x, segmentIds }, { numSegments }, backend) => {
  if (x!.dtype !== 'float32' && x!.dtype !== 'int32') return undefined;
  return segmentSum(x!, segmentIds!, numSegments as number, backend);
};

/** The same, for other kernels: `ids` is int32, of as many numbers as x has rows. */
export function segmentSum(
  x: tf.TensorInfo,
  ids: tf.TensorInfo,
  segments: number,
  backend: WebGPUBackend,
): tf.TensorInfo {
  const rows = tf.util.sizeFromShape(ids.shape);
  const shape = [segments, ...x.shape.slice(ids.shape.length)];
  const width = tf.util.sizeFromShape(shape.slice(1));
  const size = segments * width;
  const y = backend.makeTensorInfo(shape, x.dtype, size === 0 ? new Float32Array(0) : undefined);
  if (size === 0) return y;
  const element = x.dtype === 'float32' ? 'f32' : 'i32';
  if (rows * size <= searchable) {
    searchKernels[element](backend, { x, ids, y }, { rows, width, size }, Math.ceil(size / 64));
    return y;
  }
  const { keys, order } = sortByKey(viewed(ids, [rows]), segments, backend);
  const begins = backend.makeTensorInfo([segments + 1], 'int32');
  beginsKernel(backend, { keys, begins }, { rows, segments }, Math.ceil((segments + 1) / 64));
  sumKernels[element](backend, { x, order, begins, y }, { width, size }, Math.ceil(size / 64));
  for (const { dataId } of [keys, order, begins]) backend.disposeData(dataId);
  return y;
}

/** So many looks at ids are cheaper than a sort. */
const searchable = 2 ** 22;

const search = (element: 'f32' | 'i32'): Kernel<'x' | 'ids' | 'y', 'rows' | 'width' | 'size'> =>
  defineKernel({
    name: 'segmentSum',
    reads: { x: element, ids: 'i32' },
    writes: { y: element },
    uniforms: { rows: 'u32', width: 'u32', size: 'u32' },
    wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let segment = i32(i / u.width);
  let column = i % u.width;
  var sum = ${element}(0);
  for (var row = 0u; row < u.rows; row++) {
    if (ids[row] == segment) { sum += x[row * u.width + column]; }
  }
  y[i] = sum;
}`,
  });
const searchKernels = /* @__PURE__ */ {
  f32: /* @__PURE__ */ search('f32'),
  i32: /* @__PURE__ */ search('i32'),
};

/** Where the rows of each segment begin among the sorted; at the end, how many rows belong to any. */
const beginsKernel = /* @__PURE__ */ defineKernel({
  name: 'segmentBegins',
  reads: { keys: 'u32' },
  writes: { begins: 'u32' },
  uniforms: { rows: 'u32', segments: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let segment = group * workgroupSize + lane;
  if (segment > u.segments) { return; }
  var low = 0u;
  var high = u.rows;
  while (low < high) {
    let middle = (low + high) / 2;
    if (keys[middle] < segment) { low = middle + 1; } else { high = middle; }
  }
  begins[segment] = low;
}`,
});

const sum = (element: 'f32' | 'i32'): Kernel<'x' | 'order' | 'begins' | 'y', 'width' | 'size'> =>
  defineKernel({
    name: 'segmentSum',
    reads: { x: element, order: 'u32', begins: 'u32' },
    writes: { y: element },
    uniforms: { width: 'u32', size: 'u32' },
    wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let segment = i / u.width;
  let column = i % u.width;
  var sum = ${element}(0);
  for (var at = begins[segment]; at < begins[segment + 1]; at++) { sum += x[order[at] * u.width + column]; }
  y[i] = sum;
}`,
  });
const sumKernels = /* @__PURE__ */ { f32: /* @__PURE__ */ sum('f32'), i32: /* @__PURE__ */ sum('i32') };
