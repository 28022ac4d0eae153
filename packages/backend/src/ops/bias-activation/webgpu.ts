import type { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../../webgpu/define-kernel.ts';
import { sumColumns } from '../column-sum/webgpu.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import type { ActivationName } from './reference.ts';
import { activationFunctions } from './wgsl.ts';

export const biasActivationWebGPU: GpuKernel = ({ x, bias }, { name }, backend) => {
  if (x!.size === 0) return undefined;
  const y = backend.makeTensorInfo(x!.shape, 'float32');
  const numbers = { size: x!.size, units: x!.shape.at(-1)! };
  const tensors = { x: x!, y, ...(bias && { bias }) };
  const kernel = kernelFor('y[i] = f(sum);', name as ActivationName, bias !== undefined, false);
  kernel(backend, tensors, numbers, Math.ceil(x!.size / WORKGROUP));
  return y;
};

export const activationGradientWebGPU: GpuKernel = ({ x, bias, dy }, { name }, backend) => {
  if (x!.size === 0) return undefined;
  const dx = backend.makeTensorInfo(x!.shape, 'float32');
  const [rows, units] = x!.shape as [number, number];
  const tensors = { x: x!, dy: dy!, y: dx, ...(bias && { bias }) };
  const kernel = kernelFor('y[i] = dy[i] * slope(sum);', name as ActivationName, bias !== undefined, true);
  kernel(backend, tensors, { size: x!.size, units }, Math.ceil(x!.size / WORKGROUP));
  if (!bias) return dx;
  return [dx, sumColumns(backend, dx, rows, units)];
};

/** What relu gave serves for its input. */
export const reluGradientWebGPU: GpuKernel = ({ y, dy }, _, backend) => {
  const dx = activationGradientWebGPU({ x: y!, dy: dy! }, { name: 'relu' }, backend) as
    tf.TensorInfo | undefined;
  const [rows, units] = y!.shape as [number, number];
  return dx && [dx, sumColumns(backend, dx, rows, units)];
};

const WORKGROUP = 64;

type AnyKernel = Kernel<string, 'size' | 'units'>;

function kernelFor(statement: string, name: ActivationName, biased: boolean, backward: boolean): AnyKernel {
  const key = `${name} ${biased} ${backward}`;
  const kept = kernels.get(key);
  if (kept) return kept;
  const kernel = defineKernel<string, 'size' | 'units'>({
    name: backward ? `${name} gradient` : name,
    reads: { x: 'f32', ...(biased && { bias: 'f32' }), ...(backward && { dy: 'f32' }) },
    writes: { y: 'f32' },
    uniforms: { size: 'u32', units: 'u32' },
    workgroupSize: WORKGROUP,
    wgsl: `${activationFunctions[name]}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let sum = x[i]${biased ? ' + bias[i % u.units]' : ''};
  ${statement}
}`,
  });
  kernels.set(key, kernel);
  return kernel;
}

const kernels = /* @__PURE__ */ new Map<string, AnyKernel>();
