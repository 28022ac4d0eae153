import type { tf } from '../tfjs.ts';
import type { WebGPUBackend } from '../webgpu/webgpu-backend.ts';

/** A fused operation's kernel for the webgpu backend. One that returns undefined leaves the case to the reference. */
export type GpuKernel = (
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, unknown>,
  backend: WebGPUBackend,
) => tf.TensorInfo | tf.TensorInfo[] | undefined;
