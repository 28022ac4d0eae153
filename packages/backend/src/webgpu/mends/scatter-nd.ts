import { tf } from '../../tfjs.ts';
import { defineKernel } from '../define-kernel.ts';
import { type Compute, viewed } from '../stock-kernels.ts';
import { segmentSum } from './segment-sum.ts';

/**
 * Adds up slices at the places their indices say, the gradient of `gatherND`. TensorFlow.js adds by atomics, in an order
 * that differs from run to run; here the places are numbered, and equal ones are segments.
 *
 * Shapes: indices [..., depth], updates [..., slice...] → shape, of which the first `depth` axes are indexed.
 */
export const scatterNd: Compute = ({ indices, updates }, { shape }, backend) => {
  const to = shape as number[];
  if (indices!.dtype !== 'int32' || (updates!.dtype !== 'float32' && updates!.dtype !== 'int32')) {
    return undefined;
  }
  const { sliceRank, sliceSize, numUpdates, strides } = tf.scatter_util.calculateShapes(
    updates as tf.Tensor,
    indices as tf.Tensor,
    to,
  );
  const size = tf.util.sizeFromShape(to);
  if (sliceRank === 0 || numUpdates === 0 || size === 0 || tf.util.sizeFromShape(updates!.shape) === 0) {
    return undefined;
  }
  // In numbers of slices: `strides` are in slices already.
  const stride = backend.makeTensorInfo([sliceRank], 'int32', Int32Array.from(strides.slice(0, sliceRank)));
  const ids = backend.makeTensorInfo([numUpdates], 'int32');
  placesKernel(
    backend,
    { indices: indices!, stride, ids },
    { count: numUpdates, depth: sliceRank },
    Math.ceil(numUpdates / 64),
  );
  const slices = viewed(updates!, [numUpdates, sliceSize]);
  const sum = segmentSum(slices, ids, size / sliceSize, backend);
  for (const { dataId } of [stride, ids]) backend.disposeData(dataId);
  return viewed(sum, to);
};

const placesKernel = /* @__PURE__ */ defineKernel({
  name: 'scatterPlaces',
  reads: { indices: 'i32', stride: 'i32' },
  writes: { ids: 'i32' },
  uniforms: { count: 'u32', depth: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.count) { return; }
  var place = 0;
  for (var j = 0u; j < u.depth; j++) { place += indices[i * u.depth + j] * stride[j]; }
  ids[i] = place;
}`,
});
