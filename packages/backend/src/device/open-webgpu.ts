import { registerWebGPUOperations } from '../ops/webgpu-operations.ts';
import { tf } from '../tfjs.ts';
import { completeWebGPU } from '../webgpu/complete-webgpu.ts';
import { requireBackend } from './device.ts';
import { refuseAfterLoss } from './refuse-after-loss.ts';
import type { FoundAdapter } from './webgpu.ts';

/** Opens the adapter and makes it TensorFlow.js's backend; what is open already stays, with the tensors on it. */
export async function startWebGPU(found: FoundAdapter): Promise<void> {
  if (!open || !tf.engine().registry['webgpu']) await openAdapter(found);
  await requireBackend('webgpu');
  completeWebGPU();
  registerWebGPUOperations();
}

/** The device behind the registered backend, until it is lost. */
let open: GPUDevice | undefined;

/** To time kernels, and for products in mixed_float16; asked for at once, since an open device gets no more. */
const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups'];

async function openAdapter({ adapter, gpu }: FoundAdapter): Promise<void> {
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
  const backend = withNavigator(gpu, () => new WebGPUBackend(device, adapter.info));
  refuseAfterLoss(backend, device.lost);
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

/**
 * The backend refuses to be made where there is no `navigator.gpu`, as in Node. It is shown one for that moment; left
 * there, other libraries would take Node for a browser.
 */
function withNavigator<T>(gpu: GPU, make: () => T): T {
  const scope = globalThis as { navigator?: { gpu?: GPU } };
  if (scope.navigator?.gpu) return make();
  const own = Object.getOwnPropertyDescriptor(scope, 'navigator');
  Object.defineProperty(scope, 'navigator', { value: { gpu }, configurable: true });
  try {
    return make();
  } finally {
    if (own) Object.defineProperty(scope, 'navigator', own);
    else delete scope.navigator;
  }
}
