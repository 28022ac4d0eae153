import type { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import type { AttentionOptions } from './attention.ts';
import { common, type Pass, programs } from './wgsl.ts';

/** Queries, or in the second gradient keys, of one head that a workgroup has, one for each invocation. */
const BLOCK = 64;
/** Wider heads than this would not fit the registers; they go to the reference. */
const WIDEST = 128;

export const attentionWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const plan = planAttention(inputs, attributes);
  if (!plan) return undefined;
  const { batch, queries, numHeads, width } = plan;
  const y = backend.makeTensorInfo([batch, queries, numHeads * width], 'float32');
  const sums = backend.makeTensorInfo([batch, numHeads, queries], 'float32');
  const { q, k, v } = inputs;
  const mask = inputs['mask'] ?? q!;
  const run = kernelFor('forward', plan);
  run(
    backend,
    { q: q!, k: k!, v: v!, mask, y, sums },
    plan.uniforms,
    plan.pairs * Math.ceil(queries / BLOCK),
  );
  return [y, sums];
};

export const attentionGradientWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const plan = planAttention(inputs, attributes);
  if (!plan) return undefined;
  const { queries, keys, pairs, uniforms } = plan;
  const { q, k, v, y, sums, dy } = inputs;
  const mask = inputs['mask'] ?? q!;
  const [dq, dk, dv] = [q!, k!, v!].map(({ shape }) => backend.makeTensorInfo(shape, 'float32'));
  const along = backend.makeTensorInfo(sums!.shape, 'float32'); // dy·y of each query
  const given = { q: q!, k: k!, v: v!, mask, sums: sums!, dy: dy! };
  const forQueries = kernelFor('queries', plan);
  forQueries(backend, { ...given, y: y!, dq: dq!, along }, uniforms, pairs * Math.ceil(queries / BLOCK));
  const forKeys = kernelFor('keys', plan);
  forKeys(backend, { ...given, along, dk: dk!, dv: dv! }, uniforms, pairs * Math.ceil(keys / BLOCK));
  backend.disposeData(along.dataId);
  return [dq!, dk!, dv!];
};

interface Plan {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly numHeads: number;
  readonly size: number;
  readonly width: number;
  readonly masked: boolean;
  /** Heads of all sequences. */
  readonly pairs: number;
  readonly uniforms: Record<keyof typeof uniforms, number>;
}

const uniforms = {
  heads: 'u32',
  queries: 'u32',
  keys: 'u32',
  causal: 'u32',
  scale: 'f32',
  maskBatch: 'u32',
  maskHead: 'u32',
  maskQuery: 'u32',
  maskKey: 'u32',
} as const;

function planAttention(inputs: Record<string, tf.Tensor>, attributes: object): Plan | undefined {
  const { q, k, v, mask } = inputs;
  const { numHeads, scale, causal } = attributes as AttentionOptions;
  const [batch, queries, all] = q!.shape as [number, number, number];
  const keys = k!.shape[1]!;
  const [size, width] = [all / numHeads, v!.shape[2]! / numHeads];
  if (q!.size === 0 || k!.size === 0 || v!.size === 0 || size > WIDEST || width > WIDEST) return undefined;
  const shape = mask ? [...Array.from({ length: 4 - mask.rank }, () => 1), ...mask.shape] : [1, 1, 1, 1];
  const strides = shape.map((length, axis) =>
    length === 1 ? 0 : shape.slice(axis + 1).reduce((a, b) => a * b, 1),
  );
  const [maskBatch, maskHead, maskQuery, maskKey] = strides as [number, number, number, number];
  const numbers = {
    heads: numHeads,
    queries,
    keys,
    causal: causal ? 1 : 0,
    scale,
    maskBatch,
    maskHead,
    maskQuery,
    maskKey,
  };
  const masked = mask !== undefined;
  return { batch, queries, keys, numHeads, size, width, masked, pairs: batch * numHeads, uniforms: numbers };
}

type AnyKernel = Kernel<string, keyof typeof uniforms>;

/** The kernel for heads of a size: sizes are constants of the program, so that rows lie in registers. */
function kernelFor(pass: Pass, { size, width, masked }: Plan): AnyKernel {
  const key = `${pass} ${size} ${width} ${masked}`;
  const kept = kernels.get(key);
  if (kept) return kept;
  const inputs = ['q', 'k', 'v', ...(masked ? ['mask'] : [])];
  const tensors: Record<Pass, [reads: string[], writes: string[]]> = {
    forward: [inputs, ['y', 'sums']],
    queries: [
      [...inputs, 'sums', 'dy', 'y'],
      ['dq', 'along'],
    ],
    keys: [
      [...inputs, 'sums', 'dy', 'along'],
      ['dk', 'dv'],
    ],
  };
  const f32 = (names: readonly string[]): Record<string, 'f32'> =>
    Object.fromEntries(names.map((name) => [name, 'f32'] as const));
  const [reads, writes] = tensors[pass];
  const kernel = defineKernel<string, keyof typeof uniforms>({
    name: `attention ${pass}`,
    reads: f32(reads),
    writes: f32(writes),
    uniforms,
    workgroupSize: BLOCK,
    wgsl: `${common(size, width, masked)}\n${programs[pass]}`,
  });
  kernels.set(key, kernel);
  return kernel;
}

const kernels = /* @__PURE__ */ new Map<string, AnyKernel>();
