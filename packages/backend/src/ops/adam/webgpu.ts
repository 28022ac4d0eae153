import type { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import type { AdamSettings } from './adam.ts';

const WORKGROUP = 64;

/**
 * All parameters where they lie, as many in a dispatch as the device binds buffers; undefined when another tensor shares the numbers of one,
 * which must keep them.
 */
export const adamWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const { rate, beta1, beta2, epsilon, decay } = attributes as unknown as AdamSettings;
  const states: tf.Tensor[][] = [];
  for (let i = 0; inputs[`w${i}`]; i++) {
    const state = ['w', 'g', 'm', 'v'].map((name) => inputs[`${name}${i}`]!);
    const [w, g, m, v] = state as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const sole = [w, m, v].every(({ dataId }) => backend.tensorMap.get(dataId).refCount === 1);
    if (!sole || g.dtype !== 'float32') return undefined;
    if (w.size > 0) states.push(state);
  }
  const most = Math.floor(backend.device.limits.maxStorageBuffersPerShaderStage / 4);
  for (let first = 0; first < states.length; first += most) {
    const group = states.slice(first, first + most);
    const tensors = group.flatMap(([w, g, m, v], i) => [
      [`w${i}`, w!] as const,
      [`g${i}`, g!] as const,
      [`m${i}`, m!] as const,
      [`v${i}`, v!] as const,
    ]);
    const begins: [string, number][] = [];
    let workgroups = 0;
    for (const [i, [w]] of group.entries()) {
      begins.push([`begin${i}`, workgroups], [`size${i}`, w!.size]);
      workgroups += Math.ceil(w!.size / WORKGROUP);
    }
    const numbers = {
      rate,
      rest1: 1 - beta1,
      rest2: 1 - beta2,
      epsilon,
      decay,
      ...Object.fromEntries(begins),
    };
    kernelFor(group.length)(backend, Object.fromEntries(tensors), numbers, workgroups);
  }
  return [];
};

/** The kernel for so many parameters: workgroups from `begin0` on have the first, from `begin1` on the second ... */
function kernelFor(count: number): Kernel<string, string> {
  const kept = kernels[count];
  if (kept) return kept;
  const all = Array.from({ length: count }, (_, i) => i);
  const named = (names: string): Record<string, 'f32'> =>
    Object.fromEntries(all.flatMap((i) => [...names].map((name) => [`${name}${i}`, 'f32'] as const)));
  const places = all.flatMap((i) => [[`begin${i}`, 'u32'] as const, [`size${i}`, 'u32'] as const]);
  const settings = { rate: 'f32', rest1: 'f32', rest2: 'f32', epsilon: 'f32', decay: 'f32' } as const;
  const parts = all.map(
    (i) => `
  if (group >= u.begin${i}${i + 1 < count ? ` && group < u.begin${i + 1}` : ''}) {
    let i = (group - u.begin${i}) * workgroupSize + lane;
    if (i >= u.size${i}) { return; }
    let g = g${i}[i];
    let mean = m${i}[i] + u.rest1 * (g - m${i}[i]);
    let square = v${i}[i] + u.rest2 * (g * g - v${i}[i]);
    m${i}[i] = mean;
    v${i}[i] = square;
    w${i}[i] = w${i}[i] - w${i}[i] * u.decay - u.rate * (mean / (sqrt(square) + u.epsilon));
  }`,
  );
  return (kernels[count] = defineKernel<string, string>({
    name: 'adam',
    reads: named('g'),
    writes: named('wmv'),
    uniforms: { ...settings, ...Object.fromEntries(places) },
    workgroupSize: WORKGROUP,
    wgsl: `fn main(group: u32, lane: u32) {${parts.join('')}\n}`,
  }));
}

const kernels: Kernel<string, string>[] = [];
