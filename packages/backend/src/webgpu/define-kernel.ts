import { DeviceError } from '../device/device.ts';
import { ArgumentError } from '../errors.ts';
import type { tf } from '../tfjs.ts';
import { bufferOf, uniformBuffer, uniformOf } from './buffers.ts';
import { encode } from './encode.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** What an element of a tensor is read as: float32 is f32; int32 and bool lie as i32; u32 takes any for its bits. */
type Element = 'f32' | 'i32' | 'u32' | 'vec2f' | 'vec4f' | 'vec4i' | 'vec4u' | 'atomic<i32>';

/** The type of a number that is handed over with each run. */
export type Uniform = 'f32' | 'i32' | 'u32';

/** A kernel in WGSL. */
export interface KernelDefinition<Tensors extends string, Uniforms extends string> {
  /** What profiles call it. */
  readonly name: string;
  /** Tensors that are only read, in WGSL arrays of these names. */
  readonly reads?: { readonly [name in Tensors]?: Element };
  /** Tensors that are written: new ones, or living ones in place (their old numbers can be read). */
  readonly writes: { readonly [name in Tensors]?: Element };
  /** Tensors of a few numbers that are only read, in WGSL of these types. They take no place of those that devices limit. */
  readonly small?: { readonly [name in Tensors]?: 'vec2f' | 'vec4f' };
  /** Numbers, in WGSL the fields of `u`. */
  readonly uniforms?: { readonly [name in Uniforms]: Uniform };
  /** What of WGSL must be enabled, which the device must have: `f16` where it has `shader-f16`, `subgroups`. */
  readonly enables?: readonly ('f16' | 'subgroups')[];
  /** Invocations of a workgroup, in WGSL `workgroupSize`. At most 256 on every device. Default 64. */
  readonly workgroupSize?: number;
  /** Declarations, and `fn main(group: u32, lane: u32)`, which every invocation of workgroup `group` enters. */
  readonly wgsl: string;
}

/** Runs a kernel on the tensors and numbers it names, in so many workgroups. */
export type Kernel<Tensors extends string, Uniforms extends string> = (
  backend: WebGPUBackend,
  tensors: { readonly [name in Tensors]: tf.TensorInfo },
  uniforms: { readonly [name in Uniforms]: number },
  workgroups: number,
) => void;

/**
 * Makes a function of a kernel in WGSL that works on the tensors of TensorFlow.js's webgpu backend.
 *
 * The kernel runs in order with those of TensorFlow.js; its pipeline is built at its first run on a device and kept. It may
 * write several tensors, and living ones in place: what was read of them earlier is then forgotten, so that `data()` shows
 * the new numbers (a clone or reshape shares them, and changes with them). Any number of workgroups is spread over a grid
 * that WebGPU allows, so a kernel never sees the limit of 65,535.
 *
 * A tensor read as f32 that holds int32, as `tf.cast` leaves it, is converted first. `main` is entered by whole workgroups, so barriers may stand in it wherever the flow depends on `group`, `u` and
 * constants alone. Numbers with a NaN to keep are compared by `isNaN(x: f32)`, since WGSL lets min, max and clamp drop it.
 * A variable that a loop declares is given its value there: without one Dawn leaves it that of the turn before.
 *
 * @throws {DeviceError} when run with more tensors than the device binds at once (8 at least).
 * @throws {ArgumentError} when run with a tensor that is written and also bound under another name, or written as what it
 * does not hold.
 * For example:
 * ```js
 * // y = rate · x, and the count of runs goes up by one in place
 * const scale = defineKernel({
 *   name: 'scale',
 *   reads: { x: 'f32' },
 *   writes: { y: 'f32', count: 'i32' },
 *   uniforms: { size: 'u32', rate: 'f32' },
 *   wgsl: `fn main(group: u32, lane: u32) {
 *     let i = group * workgroupSize + lane;
 *     if (i < u.size) { y[i] = u.rate * x[i]; }
 *     if (i == 0) { count[0] += 1; }
 *   }`,
 * });
 *
 * const y = backend.makeTensorInfo(x.shape, 'float32');
 * scale(backend, { x, y, count }, { size, rate: 0.5 }, Math.ceil(size / 64));
 * ```
 */
export function defineKernel<Tensors extends string, Uniforms extends string = never>(
  definition: KernelDefinition<Tensors, Uniforms>,
): Kernel<Tensors, Uniforms> {
  const built = new WeakMap<GPUDevice, Built>();
  const reads = Object.keys(definition.reads ?? {}) as Tensors[];
  const writes = Object.keys(definition.writes) as Tensors[];
  const small = Object.keys(definition.small ?? {}) as Tensors[];
  const uniformTypes = Object.entries<Uniform>(definition.uniforms ?? {}) as [Uniforms, Uniform][];

  return (backend, tensors, uniforms, workgroups) => {
    if (workgroups === 0) return;
    const { device } = backend;
    let kernel = built.get(device);
    if (!kernel) built.set(device, (kernel = build(device, definition)));
    for (const name of writes) checkWrite(name, tensors, definition, backend);
    const inputs = reads.map((name) => asRead(tensors[name], definition.reads![name]!, backend));
    const outputs = writes.map((name) => tensors[name]);
    const buffers = [...inputs, ...outputs].map((tensor) => bufferOf(backend, tensor));
    buffers.push(...small.map((name) => uniformOf(backend, tensors[name])));
    for (const { dataId } of outputs) backend.tensorMap.get(dataId).values = null; // what was read of it is now old
    buffers.push(uniformBuffer(backend, packUniforms(uniformTypes, uniforms, workgroups)));
    const bindGroup = device.createBindGroup({
      layout: kernel.layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const columns = Math.min(workgroups, device.limits.maxComputeWorkgroupsPerDimension);
    const grid = [columns, Math.ceil(workgroups / columns)] as const;
    encode(backend, { name: definition.name, pipeline: kernel.pipeline, bindGroup, grid });
    inputs.forEach((tensor, i) => {
      if (tensor !== tensors[reads[i]!]) backend.disposeData(tensor.dataId);
    });
  };
}

/** What is written is bound once, and holds what the kernel writes. */
function checkWrite<Tensors extends string>(
  name: Tensors,
  tensors: { readonly [name in Tensors]: tf.TensorInfo },
  definition: KernelDefinition<Tensors, string>,
  backend: WebGPUBackend,
): void {
  const { dataId } = tensors[name];
  const others = Object.keys({ ...definition.reads, ...definition.writes }) as Tensors[];
  const other = others.find((key) => key !== name && tensors[key].dataId === dataId);
  if (other) {
    throw new ArgumentError(
      `kernel ${definition.name}: ${name} is written, so it cannot also be bound as ${other}.`,
    );
  }
  const { dtype } = backend.tensorMap.get(dataId);
  if (isFloat(definition.writes[name]!) && dtype !== 'float32') {
    throw new ArgumentError(
      `kernel ${definition.name}: ${name} is written as float32, and this tensor holds ${dtype}.`,
    );
  }
}

function isFloat(element: Element): boolean {
  return element.startsWith('f') || element.endsWith('f');
}

/** The tensor, or one with its whole numbers as floats: what is called float32 may hold int32. */
function asRead(x: tf.TensorInfo, element: Element, backend: WebGPUBackend): tf.TensorInfo {
  const holdsFloats = backend.tensorMap.get(x.dataId).dtype === 'float32';
  return isFloat(element) && !holdsFloats ? toFloats(x, backend) : x;
}

/** A new tensor of the whole numbers, or truths, of x as floats. */
export function toFloats(x: tf.TensorInfo, backend: WebGPUBackend): tf.TensorInfo {
  const size = x.shape.reduce((product, length) => product * length, 1);
  const y = backend.makeTensorInfo(x.shape, 'float32', size === 0 ? new Float32Array(0) : undefined);
  conversion ??= defineKernel({
    name: 'toFloats',
    reads: { x: 'i32' },
    writes: { y: 'f32' },
    uniforms: { size: 'u32' },
    wgsl: `fn main(group: u32, lane: u32) {
      let i = group * workgroupSize + lane;
      if (i < u.size) { y[i] = f32(x[i]); }
    }`,
  });
  conversion(backend, { x, y }, { size }, Math.ceil(size / 64));
  return y;
}

let conversion: Kernel<'x' | 'y', 'size'> | undefined;

interface Built {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

function build(device: GPUDevice, definition: KernelDefinition<string, string>): Built {
  const {
    name,
    reads = {},
    writes,
    small = {},
    uniforms = {},
    enables = [],
    workgroupSize = 64,
    wgsl,
  } = definition;
  const tensors = [
    ...Object.entries(reads).map(([tensor, element]) => ({ tensor, element, access: 'read' as const })),
    ...Object.entries(writes).map(([tensor, element]) => ({
      tensor,
      element,
      access: 'read_write' as const,
    })),
  ];
  const most = device.limits.maxStorageBuffersPerShaderStage;
  if (tensors.length > most) {
    throw new DeviceError(
      `kernel ${name} works on ${tensors.length} tensors at once, and this device binds no more than ${most}.`,
    );
  }
  const bindings = [
    ...tensors.map(({ tensor, element, access }) => `var<storage, ${access}> ${tensor}: array<${element}>;`),
    ...Object.entries(small).map(([tensor, type]) => `var<uniform> ${tensor}: ${type};`),
    'var<uniform> u: Uniforms;',
  ].map((declaration, i) => `@group(0) @binding(${i}) ${declaration}`);
  const fields = ['groups: u32', ...Object.entries(uniforms).map(([field, type]) => `${field}: ${type}`)];
  const code = `${enables.map((extension) => `enable ${extension};\n`).join('')}
struct Uniforms { ${fields.join(', ')} }
${bindings.join('\n')}
const workgroupSize = ${workgroupSize}u;
fn isNaN(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
${wgsl}
@compute @workgroup_size(${workgroupSize})
fn start(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) grid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.x + id.y * grid.x;
  if (group < u.groups) { main(group, lane); }
}`;
  const entries = bindings.map((_, binding): GPUBindGroupLayoutEntry => {
    const kinds = { read: 'read-only-storage', read_write: 'storage' } as const;
    const type = tensors[binding] ? kinds[tensors[binding].access] : 'uniform';
    return { binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } };
  });
  const layout = device.createBindGroupLayout({ entries, label: name });
  const pipeline = device.createComputePipeline({
    label: name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ code, label: name }), entryPoint: 'start' },
  });
  return { pipeline, layout };
}

/** The numbers in the order of their fields, after the number of workgroups; whole 16 bytes, so that few sizes occur. */
function packUniforms<Uniforms extends string>(
  types: readonly [Uniforms, Uniform][],
  uniforms: { readonly [name in Uniforms]: number },
  workgroups: number,
): ArrayBuffer {
  const words = new DataView(new ArrayBuffer(Math.ceil((types.length + 1) / 4) * 16));
  words.setUint32(0, workgroups, true);
  types.forEach(([name, type], i) => {
    if (type === 'f32') words.setFloat32(4 * (i + 1), uniforms[name], true);
    else words.setInt32(4 * (i + 1), uniforms[name], true);
  });
  return words.buffer;
}
