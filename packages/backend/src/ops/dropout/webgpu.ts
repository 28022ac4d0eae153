import { defineKernel } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { words } from '../random/wgsl.ts';

export const dropoutWebGPU: GpuKernel = ({ x, state }, attributes, backend) => {
  if (x!.dtype !== 'float32' || x!.size === 0) return undefined;
  const rate = attributes['rate'] as number;
  const y = backend.makeTensorInfo(x!.shape, 'float32');
  const numbers = { size: x!.size, dropped: Math.ceil(rate * 2 ** 24), scale: 1 / (1 - rate) };
  kernel(backend, { x: x!, state: state!, y }, numbers, Math.ceil(x!.size / 256));
  return y;
};

/** Each invocation makes a block of four words. A NaN stays, also where it is dropped. */
const kernel = /* @__PURE__ */ defineKernel({
  name: 'dropout',
  reads: { x: 'f32', state: 'u32' },
  writes: { y: 'f32' },
  uniforms: { size: 'u32', dropped: 'u32', scale: 'f32' },
  wgsl: `${words}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  let block = words(i);
  for (var j = 0u; j < 4; j++) {
    if (4 * i + j < u.size) { y[4 * i + j] = x[4 * i + j] * select(u.scale, 0.0, (block[j] >> 8) < u.dropped); }
  }
}`,
});
