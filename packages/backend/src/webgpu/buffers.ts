import type { tf } from '../tfjs.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** The buffer of a tensor, uploaded where it is not yet. WebGPU binds no empty buffer: one of no meaning stands in. */
export function bufferOf(backend: WebGPUBackend, { dataId }: tf.TensorInfo): GPUBuffer {
  backend.uploadToGPU(dataId);
  backend.commandQueueOwnedIds.add(dataId);
  const { resource } = backend.tensorMap.get(dataId);
  return resource!.size > 0 ? resource! : temporaryBuffer(backend, 16, GPUBufferUsage.STORAGE);
}

/**
 * A small tensor as a uniform buffer: where it lies, if it may be bound so, or a copy. Numbers that are still on the host are written
 * as those of the kernel are.
 */
export function uniformOf(backend: WebGPUBackend, tensor: tf.TensorInfo): GPUBuffer {
  const { values } = backend.tensorMap.get(tensor.dataId);
  if (values) return uniformBuffer(backend, Float32Array.from(values as Float32Array).buffer);
  const held = bufferOf(backend, tensor);
  if (held.usage & GPUBufferUsage.UNIFORM) return held;
  const copy = temporaryBuffer(backend, 16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder!.copyBufferToBuffer(held, 0, copy, 0, Math.min(held.size, 16));
  return copy;
}

/** A uniform buffer of these numbers. */
export function uniformBuffer(backend: WebGPUBackend, words: ArrayBuffer): GPUBuffer {
  const bytes = Math.ceil(words.byteLength / 16) * 16;
  const buffer = temporaryBuffer(backend, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  backend.queue.writeBuffer(buffer, 0, words);
  return buffer;
}

/** A buffer that goes back to TensorFlow.js's store of buffers once the commands of now are submitted. */
function temporaryBuffer(backend: WebGPUBackend, bytes: number, usage: number): GPUBuffer {
  const buffer = backend.bufferManager.acquireBuffer(bytes, usage);
  backend.uniformPendingDisposal.push(buffer);
  return buffer;
}
