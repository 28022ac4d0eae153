import type { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel, type Uniform } from '../../webgpu/define-kernel.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';

/** A kernel over many parameters. */
export interface ParameterKernel<Uniforms extends string> {
  readonly name: string;
  /** The letters of the tensors of each parameter that are read, and of those that are written; all hold float32. */
  readonly reads: string;
  readonly writes: string;
  /** Tensors that are there once for all parameters; `pace` is two numbers, rate and decay. */
  readonly once?: { readonly read?: string; readonly write?: string; readonly pace?: 'pace' };
  readonly uniforms: { readonly [name in Uniforms]: Uniform };
  /** How many numbers of a parameter a workgroup has; 64 by default. */
  readonly numbers?: number;
  readonly workgroupSize?: number;
  /** WGSL before `main`, and in it before and after the part of the parameter. */
  readonly declarations?: string;
  readonly before?: string;
  readonly after?: string;
  /** WGSL for parameter k, whose arrays are called by letter and k: `first` and `size` say which numbers a workgroup has, and of how many. */
  readonly each: (k: number) => string;
}

/** Runs it over parameters, each the tensors of its letters, first those that are read. */
type Run<Uniforms extends string> = (
  backend: WebGPUBackend,
  parameters: readonly (readonly tf.TensorInfo[])[],
  uniforms: { readonly [name in Uniforms]: number },
  once?: Readonly<Record<string, tf.TensorInfo>>,
) => void;

/**
 * Makes a kernel over many parameters: as many in a dispatch as the device binds buffers, whose workgroups from `begin0` on have the
 * first, from `begin1` on the second ... In WGSL `u.earlier` counts the workgroups of the dispatches before.
 */
export function defineParameterKernel<Uniforms extends string>(
  definition: ParameterKernel<Uniforms>,
): Run<Uniforms> {
  const { reads, writes, once = {}, numbers = 64 } = definition;
  const kernels: Kernel<string, string>[] = [];
  const letters = [...reads, ...writes];
  return (backend, parameters, uniforms, shared = {}) => {
    const full = parameters.filter(([first]) => sizeOf(first!) > 0);
    const bound =
      backend.device.limits.maxStorageBuffersPerShaderStage - [once.read, once.write].filter(Boolean).length;
    const most = Math.floor(bound / letters.length);
    let earlier = 0;
    for (let start = 0; start < full.length; start += most) {
      const group = full.slice(start, start + most);
      const tensors: Record<string, tf.TensorInfo> = { ...shared };
      const places: Record<string, number> = {};
      let workgroups = 0;
      for (const [k, parameter] of group.entries()) {
        letters.forEach((letter, i) => (tensors[`${letter}${k}`] = parameter[i]!));
        places[`begin${k}`] = workgroups;
        places[`size${k}`] = sizeOf(parameter[0]!);
        workgroups += Math.ceil(places[`size${k}`]! / numbers);
      }
      const kernel = (kernels[group.length] ??= kernelFor(definition, group.length));
      kernel(backend, tensors, { ...uniforms, ...places, earlier }, workgroups);
      earlier += workgroups;
    }
  };
}

/** Whether these tensors may be changed where they lie: no other shares their numbers, and they hold floats. */
export function areSole(backend: WebGPUBackend, tensors: readonly tf.TensorInfo[]): boolean {
  return tensors.every(({ dataId }) => {
    const { refCount, dtype } = backend.tensorMap.get(dataId);
    return refCount === 1 && dtype === 'float32';
  });
}

function kernelFor<Uniforms extends string>(
  { reads, writes, once = {}, uniforms, numbers = 64, ...rest }: ParameterKernel<Uniforms>,
  count: number,
): Kernel<string, string> {
  const all = Array.from({ length: count }, (_, k) => k);
  const named = (letters: string, one: string | undefined): Record<string, 'f32'> =>
    Object.fromEntries([
      ...(one ? [[one, 'f32']] : []),
      ...all.flatMap((k) => [...letters].map((letter) => [`${letter}${k}`, 'f32'])),
    ]) as Record<string, 'f32'>;
  const places = all.flatMap((k) => [[`begin${k}`, 'u32'] as const, [`size${k}`, 'u32'] as const]);
  const parts = all.map(
    (k) => `
  if (group >= u.begin${k}${k + 1 < count ? ` && group < u.begin${k + 1}` : ''}) {
    let first = (group - u.begin${k}) * ${numbers}u;
    let size = u.size${k};
    ${rest.each(k)}
  }`,
  );
  return defineKernel<string, string>({
    name: rest.name,
    reads: named(reads, once.read),
    writes: named(writes, once.write),
    ...(once.pace && { small: { pace: 'vec2f' as const } }),
    uniforms: { ...uniforms, ...Object.fromEntries(places), earlier: 'u32' },
    workgroupSize: rest.workgroupSize ?? 64,
    wgsl: `${rest.declarations ?? ''}
fn main(group: u32, lane: u32) {
  ${rest.before ?? ''}${parts.join('')}
  ${rest.after ?? ''}
}`,
  });
}

function sizeOf({ shape }: tf.TensorInfo): number {
  return shape.reduce((product, length) => product * length, 1);
}
