import { DeviceError } from './device.ts';
import { hasNodeModules, importOptional } from './node-module.ts';

/** A WebGPU adapter that was found, not yet opened. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** Where it was found. */
  readonly gpu: GPU;
  /** The adapter in words. */
  readonly description: string;
  /** Whether it computes on the processor: right, and far slower than wasm. */
  readonly software: boolean;
}

/**
 * Looks for a WebGPU adapter, in browsers through `navigator.gpu`, in Node through the optional package `webgpu`.
 *
 * @throws {DeviceError} when there is none; the message names what is missing.
 */
export async function findAdapter(): Promise<FoundAdapter> {
  const gpu = await findGPU();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new DeviceError(
      'WebGPU is here, but it offers no adapter: a graphics driver is missing or blocked' +
        (hasNodeModules() ? ' (on Linux, Vulkan).' : ' (look at the GPU page of the browser).'),
    );
  }
  const { vendor, architecture, device, description } = adapter.info;
  const words = [description || [vendor, architecture, device].filter(Boolean).join(' '), architecture];
  return {
    adapter,
    gpu,
    description: words[0] || 'an unnamed adapter',
    software: adapter.info.isFallbackAdapter === true || words.some((word) => computesInSoftware(word)),
  };
}

/** Whether the words for an adapter say that it computes on the processor. */
export function computesInSoftware(words = ''): boolean {
  return /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(words);
}

async function findGPU(): Promise<GPU> {
  const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
  if (navigator?.gpu) return navigator.gpu;
  if (!hasNodeModules()) {
    const secure = globalThis.isSecureContext ? '' : ', and pages need https or localhost for it';
    throw new DeviceError(`this browser has no WebGPU${secure}.`);
  }
  if (lacksVulkan()) {
    throw new DeviceError(
      'WebGPU in Node needs Vulkan here, and there is no libvulkan.so.1 (its package is libvulkan1).',
    );
  }
  let dawn: { create(options: string[]): GPU; globals: object };
  try {
    dawn = await importOptional('webgpu');
  } catch (cause) {
    const missing = (cause as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    throw new DeviceError(
      missing
        ? 'the optional package webgpu is not installed (npm install webgpu).'
        : `the optional package webgpu does not load here: ${(cause as Error).message.split('\n')[0]}`,
      { cause },
    );
  }
  Object.assign(globalThis, dawn.globals); // GPUBufferUsage and its like, which the backend reads as globals
  nodeGPU ??= dawn.create([]);
  return nodeGPU;
}

/**
 * Whether this is a Linux without the Vulkan loader. Dawn would find that out too, and print a warning of its own into
 * the program's output.
 */
function lacksVulkan(): boolean {
  interface Linker {
    platform?: string;
    dlopen?(module: { exports: object }, file: string): void;
  }
  const { process } = globalThis as { process?: Linker };
  if (process?.platform !== 'linux' || !process.dlopen) return false;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1'); // looks where the system's linker looks; it always throws
  } catch (error) {
    return (error as Error).message.includes('cannot open shared object file');
  }
  return false;
}

/** Held for as long as the program runs: devices die with the GPU object they came from. */
let nodeGPU: GPU | undefined;
