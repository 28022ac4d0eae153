import { DeviceError } from '../device/device.ts';

/**
 * What an element of a tensor is read as: float32 is f32; int32 and bool lie as i32; u32 takes any for its bits. A program may store halves, which
 * are f16 or lie two to a u32.
 */
export type Element =
  'f32' | 'f16' | 'i32' | 'u32' | 'vec2f' | 'vec4f' | 'vec4i' | 'vec4u' | 'atomic<i32>' | 'atomic<u32>';

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

/** A kernel on a device. */
export interface Built {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/**
 * Builds the pipeline of a kernel.
 *
 * @throws {DeviceError} when it works on more tensors than the device binds at once.
 */
export function buildKernel(device: GPUDevice, definition: KernelDefinition<string, string>): Built {
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
  definitions.set(layout, definition);
  const pipeline = device.createComputePipeline({
    label: name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ code, label: name }), entryPoint: 'start' },
  });
  return { pipeline, layout };
}

/** The kernel whose buffers are bound in this layout; undefined where it is one of TensorFlow.js. */
export function definitionOf(layout: GPUBindGroupLayout): KernelDefinition<string, string> | undefined {
  return definitions.get(layout);
}

const definitions = /* @__PURE__ */ new WeakMap<GPUBindGroupLayout, KernelDefinition<string, string>>();
