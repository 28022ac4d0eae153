import { currentDevice } from '../../../device/device.ts';
import { computesInSoftware } from '../../../device/webgpu.ts';
import type { GpuKernel } from '../../../ops/gpu-kernel.ts';
import { runReference } from '../../../ops/operation.ts';
import { tf } from '../../../tfjs.ts';
import { defineKernel, type Kernel } from '../../../webgpu/define-kernel.ts';
import type { WebGPUBackend } from '../../../webgpu/webgpu-backend.ts';
import { sizeOf } from '../../trace/rule.ts';
import { type Group, GROUP } from '../group.ts';
import { groupOperation } from '../reference.ts';
import { EACH, groupCode, type GroupWays } from './code.ts';

/** A group in one dispatch; undefined where it has no numbers, or more tensors than the device binds at once. */
const groupWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const group = attributes['group'] as Group;
  const tensors = Object.values(inputs);
  const distinct = [...new Set(tensors.map(({ dataId }) => dataId))];
  const most = backend.device.limits.maxStorageBuffersPerShaderStage;
  if (distinct.length + group.outputs.length > most || sizeOf(group.shape) === 0) return undefined;
  const arrays = tensors.map(({ dataId }) => `in${distinct.indexOf(dataId)}`);
  const outputs = group.outputs.map(({ shape, dtype }) => backend.makeTensorInfo([...shape], dtype));
  const named: Record<string, tf.TensorInfo> = {};
  for (const [i, name] of arrays.entries()) named[name] = tensors[i]!;
  for (const [i, output] of outputs.entries()) named[`out${i}`] = output;
  const rows = sizeOf(group.shape.slice(0, group.outer)); // without reductions all are
  const way = wayOf(group, rows);
  const kernel = kernelOf(group, arrays, way);
  const workgroups =
    way === 'rows together' ? rows : Math.ceil(rows / WORKGROUP / (way === 'elements' ? EACH : 1));
  kernel(backend, named, { nan: NaN, infinity: Infinity }, workgroups);
  return outputs;
};

/** Makes groups known to webgpu by this kernel, once; until then they may have been known by their definition. */
export function registerWebGPUGroup(): void {
  const known = tf.getKernel(GROUP, 'webgpu');
  if (known?.kernelFunc === kernelFunc) return;
  if (known) tf.unregisterKernel(GROUP, 'webgpu');
  tf.registerKernel({ kernelName: GROUP, backendName: 'webgpu', kernelFunc });
}

const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const given = inputs as unknown as Record<string, tf.Tensor>;
  const attributes = attrs as Record<string, unknown>;
  return (
    groupWebGPU(given, attributes, backend as WebGPUBackend) ??
    runReference(groupOperation, given, attributes)
  );
};

const WORKGROUP = 64;

/** A row of so many columns one invocation goes through as fast as many that wait for each other. */
const SHORT = 32;

/** On adapters in software a barrier is dear: there each row is gone through by one invocation. */
function wayOf({ shape, outer, steps }: Group, rows: number): GroupWays {
  if (steps.every(({ op }) => op !== 'reduce')) return 'elements';
  const columns = sizeOf(shape.slice(outer));
  return columns <= SHORT || (rows > 1 && computesInSoftware(currentDevice()?.adapter))
    ? 'rows alone'
    : 'rows together';
}

type GroupKernel = Kernel<string, 'nan' | 'infinity'>;

/** By what they compute: the same blocks of a model share one. */
const kernels = /* @__PURE__ */ new Map<string, GroupKernel>();

function kernelOf(group: Group, arrays: readonly string[], way: GroupWays): GroupKernel {
  const key = JSON.stringify([group, arrays, way], (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  const kept = kernels.get(key);
  if (kept) return kept;
  const element = (dtype: tf.DataType): 'f32' | 'i32' => (dtype === 'float32' ? 'f32' : 'i32');
  const reads = arrays.map((name, i) => [name, element(group.inputs[i]!.dtype)] as const);
  const writes = group.outputs.map(({ dtype }, i) => [`out${i}`, element(dtype)] as const);
  const kernel = defineKernel<string, 'nan' | 'infinity'>({
    name: 'group',
    reads: Object.fromEntries(reads),
    writes: Object.fromEntries(writes),
    uniforms: { nan: 'f32', infinity: 'f32' },
    workgroupSize: WORKGROUP,
    wgsl: groupCode(group, arrays, way),
  });
  kernels.set(key, kernel);
  return kernel;
}
