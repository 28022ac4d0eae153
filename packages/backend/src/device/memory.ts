import { tf } from '../tfjs.ts';

/** What TensorFlow.js holds at this moment. */
export interface Memory {
  /** Tensors not yet disposed, parameters among them. */
  readonly tensors: number;
  /** Bytes of their data; what several tensors share, such as a reshaped view, counts for each. */
  readonly bytes: number;
  /** On wasm: the size of its memory, which never shrinks. */
  readonly heapBytes?: number;
  /** On webgpu: bytes of the buffers on the device, those kept for use again among them; on webgl of the textures. */
  readonly gpuBytes?: number;
  /** On webgpu: how many buffers there are, those kept for use again among them; on webgl textures. */
  readonly gpuBuffers?: number;
}

/**
 * Counts living tensors, and what the device has reserved for them: all flat over steps, when nothing leaks.
 *
 * @example
 * ```ts
 * import { memory } from '@thaw/backend';
 *
 * console.log(memory().tensors); // 0
 * ```
 */
export function memory(): Memory {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes, ...deviceMemory() };
}

/** The parts of TensorFlow.js's backends that know what was reserved. */
interface Reserves {
  readonly wasm?: { readonly asm?: { readonly memory?: WebAssembly.Memory } };
  readonly bufferManager?: {
    readonly numUsedBuffers: number;
    readonly numFreeBuffers: number;
    readonly numBytesAllocated: number;
  };
  readonly textureManager?: {
    getNumUsedTextures(): number;
    getNumFreeTextures(): number;
    readonly numBytesAllocated: number;
  };
}

function deviceMemory(): Partial<Memory> {
  const { wasm, bufferManager, textureManager } = tf.backend() as unknown as Reserves;
  const heap = wasm?.asm?.memory;
  if (heap) return { heapBytes: heap.buffer.byteLength };
  // First: the webgpu backend has textures too, for pictures alone.
  if (bufferManager) {
    const { numUsedBuffers, numFreeBuffers, numBytesAllocated } = bufferManager;
    return { gpuBytes: numBytesAllocated, gpuBuffers: numUsedBuffers + numFreeBuffers };
  }
  if (!textureManager) return {};
  const gpuBuffers = textureManager.getNumUsedTextures() + textureManager.getNumFreeTextures();
  return { gpuBytes: textureManager.numBytesAllocated, gpuBuffers };
}
