import { tf } from '../../tfjs.ts';
import { defineKernel } from '../define-kernel.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Adds up tensors of one shape. TensorFlow.js binds all of them and the sum to one kernel; from the 8th on that is more
 * than WebGPU binds by default, the dispatch is invalid, and every kernel of the same submit is lost with it. Here they are
 * added six at a time, in their order, so that any number of tensors works on any device.
 */
export const addN: Compute = (inputs, _attributes, backend) => {
  const tensors = Object.values(inputs);
  const dtype = tensors.map((tensor) => tensor.dtype).reduce((a, b) => tf.upcastType(a, b));
  if (tensors.length <= 7 || tensors.some((tensor) => tensor.dtype !== dtype)) return undefined;
  if (dtype !== 'float32' && dtype !== 'int32') return undefined;
  const sum = backend.makeTensorInfo(tensors[0]!.shape, dtype);
  const size = tf.util.sizeFromShape(sum.shape);
  const add = dtype === 'float32' ? addFloats : addIntegers;
  for (let first = 0; first < tensors.length; first += 6) {
    // A part of fewer than six binds its last once more, which is then not read.
    const [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5].map(
      (i) => tensors[Math.min(first + i, tensors.length - 1)]!,
    ) as [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo, tf.TensorInfo, tf.TensorInfo, tf.TensorInfo];
    const count = Math.min(6, tensors.length - first);
    add(backend, { a, b, c, d, e, f, sum }, { size, first, count }, Math.ceil(size / 64));
  }
  return sum;
};

const definition = (element: 'f32' | 'i32') =>
  ({
    name: 'addN',
    reads: { a: element, b: element, c: element, d: element, e: element, f: element },
    writes: { sum: element },
    uniforms: { size: 'u32', first: 'u32', count: 'u32' },
    wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  var total = a[i];
  if (u.first > 0) { total = sum[i] + total; }
  if (u.count > 1) { total += b[i]; }
  if (u.count > 2) { total += c[i]; }
  if (u.count > 3) { total += d[i]; }
  if (u.count > 4) { total += e[i]; }
  if (u.count > 5) { total += f[i]; }
  sum[i] = total;
}`,
  }) as const;

const addFloats = /* @__PURE__ */ defineKernel(/* @__PURE__ */ definition('f32'));
const addIntegers = /* @__PURE__ */ defineKernel(/* @__PURE__ */ definition('i32'));
