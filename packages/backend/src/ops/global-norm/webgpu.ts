import { defineKernel } from '../../webgpu/define-kernel.ts';
import { laneSums } from '../../webgpu/lanes.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { defineParameterKernel } from '../parameters/webgpu.ts';

/** Numbers that a workgroup adds up. */
const EACH = 2048;

/** The squares of each workgroup's numbers, then the sum of these. */
export const globalNormWebGPU: GpuKernel = (inputs, _attributes, backend) => {
  const tensors = Object.values(inputs);
  const count = tensors.reduce((sum, { size }) => sum + Math.ceil(size / EACH), 0);
  const norm = backend.makeTensorInfo([], 'float32');
  const partial = backend.makeTensorInfo([Math.max(1, count)], 'float32');
  squares(backend, tensors.map((tensor) => [tensor]), {}, { partial }); // prettier-ignore
  root(backend, { partial, norm }, { count }, 1);
  backend.disposeData(partial.dataId);
  return norm;
};

export const clipWebGPU: GpuKernel = (inputs, { maximum }, backend) => {
  const [norm, ...tensors] = Object.values(inputs);
  const outputs = tensors.map(({ shape, size }) =>
    backend.makeTensorInfo(shape, 'float32', size === 0 ? new Float32Array(0) : undefined),
  );
  const pairs = tensors.map((tensor, i) => [tensor, outputs[i]!]);
  scale(backend, pairs, { maximum: maximum as number }, { norm: norm! });
  return outputs;
};

const squares = /* @__PURE__ */ defineParameterKernel({
  name: 'squares',
  reads: 'x',
  writes: '',
  once: { write: 'partial' },
  uniforms: {},
  numbers: EACH,
  declarations: laneSums,
  before: 'var sum = 0.0;',
  each: (k) => `
    let end = min(size, first + ${EACH}u);
    for (var i = first + lane; i < end; i += workgroupSize) { sum += x${k}[i] * x${k}[i]; }`,
  after: `
  sum = sumLanes(lane, sum);
  if (lane == 0) { partial[u.earlier + group] = sum; }`,
});

const root = /* @__PURE__ */ defineKernel({
  name: 'global norm',
  reads: { partial: 'f32' },
  writes: { norm: 'f32' },
  uniforms: { count: 'u32' },
  workgroupSize: 256,
  wgsl: `${laneSums}
fn main(group: u32, lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < u.count; i += workgroupSize) { sum += partial[i]; }
  sum = sumLanes(lane, sum);
  if (lane == 0) { norm[0] = sqrt(sum); }
}`,
});

const scale = /* @__PURE__ */ defineParameterKernel({
  name: 'clip by norm',
  reads: 'x',
  writes: 'y',
  once: { read: 'norm' },
  uniforms: { maximum: 'f32' },
  before: `
  var factor = 1.0;
  if (!(norm[0] <= u.maximum)) { factor = u.maximum / norm[0]; }
  if (isNaN(norm[0])) { factor = norm[0]; }`,
  each: (k) => `
    let i = first + lane;
    if (i < size) { y${k}[i] = x${k}[i] * factor; }`,
});
