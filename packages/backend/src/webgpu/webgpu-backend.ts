import type { tf } from '../tfjs.ts';

/** The data of one tensor on the webgpu backend. */
interface TensorData {
  /** The numbers on the processor's side: before they are uploaded, and a copy after they were read. */
  values: unknown;
  /**
   * What the numbers are. A tensor may be called float32 and hold int32 all the same: TensorFlow.js casts without loss by
   * another name for the same buffer.
   */
  readonly dtype: tf.DataType;
  resource?: GPUBuffer | null;
  /** How many tensors share the numbers. */
  readonly refCount: number;
}

/** What of the webgpu backend of TensorFlow.js 4.22 kernels of our own rely on; most of it is private there. */
export interface WebGPUBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly bufferManager: {
    /** One that was released, unless `reuse` is false. */
    acquireBuffer(bytes: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
    /** Keeps the buffer for the next, unless `reuse` is false: then it is destroyed. */
    releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
  };
  readonly tensorMap: { get(id: object): TensorData; has(id: object): boolean };
  /** Commands not yet submitted, and the compute pass within them; null between. */
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  /** Tensors of those commands: disposed now, their buffers are released after the submit. */
  readonly commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  /** Buffers that are released after the submit. */
  readonly uniformPendingDisposal: GPUBuffer[];
  /** Where kernels are being timed, the list of their times. */
  readonly activeTimers?: { name: string; query: Promise<number> }[] | null;
  readonly supportTimestampQuery: boolean;
  querySet: GPUQuerySet | null;
  readonly querySetCount: number;
  thresholdToIncreaseWorkgroups: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  getQueryTime(): Promise<number>;
  uploadToGPU(id: object): void;
  /** A new tensor; without values it holds what its buffer held before. */
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: unknown): tf.TensorInfo;
  /** Notes one more tensor that shares these numbers. */
  incRef(id: object): void;
  /** Takes a tensor back that no one but the kernel knows of. */
  disposeData(id: object): boolean;
  /** Whether all of these are small and lie on the processor's side. */
  shouldExecuteOnCPU(tensors: readonly tf.TensorInfo[]): boolean;
}
