import { DeviceError } from '../device/device.ts';
import { tf } from '../tfjs.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** The version of TensorFlow.js whose private fields these are. */
const wanted = '4.22.0';

/** Each field of the backend that Thaw's kernels rely on, and what it is when no command waits. */
const fields: Record<
  keyof Omit<WebGPUBackend, 'activeTimers'>,
  'object' | 'function' | 'number' | 'boolean'
> = {
  device: 'object',
  queue: 'object',
  bufferManager: 'object',
  tensorMap: 'object',
  commandEncoder: 'object', // null, or a GPUCommandEncoder
  computePassEncoder: 'object',
  commandQueueOwnedIds: 'object',
  dispatchCountInPass: 'number',
  uniformPendingDisposal: 'object',
  supportTimestampQuery: 'boolean',
  querySet: 'object',
  querySetCount: 'number',
  thresholdToIncreaseWorkgroups: 'number',
  ensureCommandEncoderReady: 'function',
  endComputePassEncoder: 'function',
  submitQueue: 'function',
  getQueryTime: 'function',
  uploadToGPU: 'function',
  makeTensorInfo: 'function',
  incRef: 'function',
  disposeData: 'function',
  shouldExecuteOnCPU: 'function',
};

/**
 * Asserts that a backend is the webgpu backend of TensorFlow.js as version 4.22.0 builds it, so that a kernel of our own
 * never meets a field that is not there.
 *
 * @param version that of the TensorFlow.js found, for the message.
 * @throws {DeviceError} that names the first field missing, the version wanted and found, and what to do.
 */
export function requireFields(
  backend: object,
  version: string = tf.version_core,
): asserts backend is WebGPUBackend {
  const found = backend as Record<string, unknown>;
  const missing = Object.entries(fields).find(([name, type]) => typeof found[name] !== type);
  if (!missing) return;
  throw new DeviceError(
    `The webgpu backend of TensorFlow.js has no ${missing[1]} named ${missing[0]}, which Thaw's own kernels work with: ` +
      `they belong to version ${wanted}, and this is ${version}. ` +
      `Install @tensorflow/tfjs@${wanted} and @tensorflow/tfjs-backend-webgpu@${wanted}, or use useDevice('wasm').`,
  );
}
