import { tf } from '../../tfjs.ts';
import { type Attributes, type Inputs, runStock } from '../stock-kernels.ts';
import type { WebGPUBackend } from '../webgpu-backend.ts';

/** The webgpu backend that computes now. */
export const gpu = (): WebGPUBackend => tf.backend() as unknown as WebGPUBackend;

/** What TensorFlow.js's own kernel makes of these: the fault that a mend is for. */
export function stock(kernelName: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor {
  const made = runStock(kernelName, inputs, attributes, gpu()) as tf.TensorInfo;
  return tf.engine().makeTensorFromTensorInfo(made);
}

/** The first error that the device finds in what an action encodes and submits; null when it finds none. */
export async function deviceError(action: () => unknown): Promise<string | null> {
  const { device } = gpu();
  device.pushErrorScope('validation');
  await action();
  const error = await device.popErrorScope();
  return error && error.message;
}
