import * as tf from '@tensorflow/tfjs';
import { assert } from 'vitest';

/** What the WebGPU device complained of since it was watched. */
export interface GpuErrors {
  /** Waits for the device, and asserts that it found nothing invalid: an invalid dispatch is dropped, with no exception. */
  expectNone(): Promise<void>;
}

/** Watches the device of TensorFlow.js's webgpu backend, which must be the current one. */
export function watchGpuErrors(): GpuErrors {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const messages: string[] = [];
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    messages.push((event as GPUUncapturedErrorEvent).error.message);
  });
  return {
    expectNone: async () => {
      await device.queue.onSubmittedWorkDone();
      assert(messages.length === 0, `the WebGPU device reports: ${messages.join('\n')}`);
    },
  };
}
