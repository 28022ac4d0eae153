import { ArgumentError } from '../errors.ts';
import type { tf } from '../tfjs.ts';
import { bufferOf, uniformBuffer, uniformOf } from './buffers.ts';
import {
  type Built,
  buildKernel,
  type Element,
  type KernelDefinition,
  type Uniform,
} from './build-kernel.ts';
import { encode } from './encode.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

export type { Uniform } from './build-kernel.ts';

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
    if (!kernel) built.set(device, (kernel = buildKernel(device, definition)));
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
