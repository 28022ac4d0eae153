import type { tf } from '../tfjs.ts';
import type { Kernels } from './kernels.ts';

/** What of the wasm backend of TensorFlow.js 4.22 kernels of our own need. */
export interface WasmBackend {
  /** In a backend that notes which kernels are called: what its kernel functions call instead. */
  readonly kernels?: Kernels;
  readonly wasm: {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(place: number): void;
  };
  readonly dataIdMap: { get(id: object): { readonly memoryOffset: number; readonly refCount: number } };
  /** A tensor whose numbers are still to be written. */
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** The numbers of a tensor where they lie; the view ends when the memory grows. */
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
  /** Frees the numbers of a tensor that no engine knows of. */
  disposeData(id: object): void;
  /** Notes one more tensor that shares these numbers. */
  incRef(id: object): void;
}
