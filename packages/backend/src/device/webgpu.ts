import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

import { DeviceError, requireBackend } from './device.ts';
import { hasNodeModules, importOptional } from './node-module.ts';
import { tf } from '../tfjs.ts';

/** A WebGPU adapter that was found, not yet opened. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
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
  const adapter = await (await findGPU()).requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new DeviceError(
      'WebGPU is here, but it offers no adapter: a graphics driver is missing or blocked' +
        (hasNodeModules() ? ' (on Linux, Vulkan).' : ' (look at the GPU page of the browser).'),
    );
  }
  const { vendor, architecture, device, description } = adapter.info;
  const words = [description || [vendor, architecture, device].filter(Boolean).join(' '), architecture];
  const software = /swiftshader|llvmpipe|lavapipe|software|basic render/i;
  return {
    adapter,
    description: words[0] || 'an unnamed adapter',
    software: adapter.info.isFallbackAdapter === true || words.some((word) => software.test(word ?? '')),
  };
}

/** Opens the adapter and makes it TensorFlow.js's backend; what is open already stays, with the tensors on it. */
export async function startWebGPU({ adapter }: FoundAdapter): Promise<void> {
  if (!open || !tf.engine().registry['webgpu']) await openAdapter(adapter);
  await requireBackend('webgpu');
  // Nobody else needs them.
  const [{ completeWebGPU }, { registerWebGPUOperations }] = await Promise.all([
    import('../webgpu/complete-webgpu.ts'),
    import('../ops/webgpu-operations.ts'),
  ]);
  completeWebGPU();
  registerWebGPUOperations();
}

/** The device behind the registered backend, until it is lost. */
let open: GPUDevice | undefined;

/** To time kernels, and for products in mixed_float16; asked for at once, since an open device gets no more. */
const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups'];

async function openAdapter(adapter: GPUAdapter): Promise<void> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const { limits, features } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => features.has(feature)),
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
  device.addEventListener('uncapturederror', tell);
  // Its own factory would ask for another adapter, and knows no Node.
  if (tf.engine().registryFactory['webgpu']) tf.removeBackend('webgpu');
  const backend = withNavigator(() => new WebGPUBackend(device, adapter.info));
  refuseAfterLoss(backend, device);
  tf.registerBackend('webgpu', () => backend);
  open = device;
  void device.lost.then(() => {
    if (open === device) open = undefined;
  });
}

/** What is invalid is dropped in silence; of itself Dawn would tell it in Node, amid what the program prints. */
function tell(event: GPUUncapturedErrorEvent): void {
  event.preventDefault();
  // oxlint-disable-next-line no-console -- nothing throws, and results that depend on it are wrong
  console.error(`WebGPU: ${event.error.message.trim()}`);
}

/** A lost device fails in silence, step after step; whoever reads from it is told. */
function refuseAfterLoss(backend: WebGPUBackend, device: GPUDevice): void {
  const read = backend.read.bind(backend);
  let loss: DeviceError | undefined;
  const lost = device.lost.then(({ message }): never => {
    const reason = message ? ` (${message.trim().replace(/\.$/, '')})` : '';
    loss = new DeviceError(
      `The WebGPU device was lost${reason}, and with it all numbers that were on it: await useDevice() again, load the weights of ` +
        'the last checkpoint into the model, make a new optimizer, and go on.',
    );
    throw loss;
  });
  lost.catch(() => undefined); // whoever reads meets it; nobody may
  backend.read = (id) => (loss ? Promise.reject(loss) : Promise.race([read(id), lost]).catch(whicheverCause));
  // A read that was under way fails first, in words of the driver's; the loss that caused it is told a moment later.
  async function whicheverCause(error: unknown): Promise<never> {
    await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 100))]);
    throw error;
  }
}

/**
 * The backend refuses to be made where there is no `navigator.gpu`, as in Node. It is shown one for that moment; left
 * there, other libraries would take Node for a browser.
 */
function withNavigator<T>(make: () => T): T {
  const scope = globalThis as { navigator?: { gpu?: GPU } };
  if (scope.navigator?.gpu) return make();
  const own = Object.getOwnPropertyDescriptor(scope, 'navigator');
  Object.defineProperty(scope, 'navigator', { value: { gpu: nodeGPU }, configurable: true });
  try {
    return make();
  } finally {
    if (own) Object.defineProperty(scope, 'navigator', own);
    else delete scope.navigator;
  }
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
