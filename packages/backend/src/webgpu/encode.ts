import { tf } from '../tfjs.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** One run of a pipeline over a grid of workgroups. */
export interface Dispatch {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly grid: readonly [number, number];
}

/**
 * Encodes a dispatch into the compute pass that TensorFlow.js itself fills, so that its kernels and ours run in the order
 * in which they were called, and submits as often as it does. While TensorFlow.js times kernels (`tf.profile`), the
 * dispatch gets a pass of its own and its time is noted under its name.
 */
export function encode(backend: WebGPUBackend, { name, pipeline, bindGroup, grid }: Dispatch): void {
  const timers = backend.activeTimers;
  backend.ensureCommandEncoderReady();
  if (timers) backend.endComputePassEncoder();
  backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass(timers ? timed(backend) : {});
  const pass = backend.computePassEncoder;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(...grid);
  backend.dispatchCountInPass++;
  if (timers) {
    backend.endComputePassEncoder();
    timers.push({ name, query: backend.getQueryTime() });
  } else if (backend.dispatchCountInPass >= tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}

function timed(backend: WebGPUBackend): GPUComputePassDescriptor {
  if (!backend.supportTimestampQuery) return {};
  backend.querySet ??= backend.device.createQuerySet({ type: 'timestamp', count: backend.querySetCount });
  return {
    timestampWrites: { querySet: backend.querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
  };
}
