import { tf } from '../tfjs.ts';
import { defineKernel, type Kernel } from './define-kernel.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** Where in a tensor the numbers of another lie. */
export interface Strides {
  /** Of the new tensor. */
  readonly shape: number[];
  /** The place of its first number. */
  readonly begin: number;
  /** How far apart neighbours along each axis are; may be negative. */
  readonly strides: readonly number[];
}

/**
 * A new tensor of those numbers of x that lie at begin + Σ coordinate · stride. Any rank, and any type of 4 bytes: what is
 * moved are bits.
 */
export function stridedCopy(
  x: tf.TensorInfo,
  { shape, begin, strides }: Strides,
  backend: WebGPUBackend,
): tf.TensorInfo {
  const size = tf.util.sizeFromShape(shape);
  const { dtype } = backend.tensorMap.get(x.dataId); // x may be called float32 and hold int32
  const y = backend.makeTensorInfo(shape, dtype, size === 0 ? new Float32Array(0) : undefined);
  const uniforms: Record<string, number> = { size, begin };
  shape.forEach((length, i) => {
    uniforms[`length${i}`] = length;
    uniforms[`stride${i}`] = strides[i]!;
  });
  kernelOf(shape.length)(backend, { x, y }, uniforms, Math.ceil(size / 64));
  return { ...y, dtype: x.dtype };
}

const kernels = /* @__PURE__ */ new Map<number, Kernel<'x' | 'y', string>>();

/** The kernel of a rank: the place of a number is divided by the lengths of its axes, the last first. */
function kernelOf(rank: number): Kernel<'x' | 'y', string> {
  let kernel = kernels.get(rank);
  if (kernel) return kernel;
  const axes = Array.from({ length: rank }, (_, i) => i);
  const lengths = axes.map((i) => [`length${i}`, 'u32'] as const);
  const strides = axes.map((i) => [`stride${i}`, 'i32'] as const);
  kernel = defineKernel<'x' | 'y', string>({
    name: 'stridedCopy',
    reads: { x: 'u32' },
    writes: { y: 'u32' },
    uniforms: { size: 'u32', begin: 'i32', ...Object.fromEntries([...lengths, ...strides]) },
    wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  var rest = i;
  var place = u.begin;
  ${axes
    .toReversed()
    .map((axis) => `place += i32(rest % u.length${axis}) * u.stride${axis}; rest /= u.length${axis};`)
    .join('\n  ')}
  y[i] = x[place];
}`,
  });
  kernels.set(rank, kernel);
  return kernel;
}
