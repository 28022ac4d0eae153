/** How much memory a training step takes, the weights, the optimizer's slots and the batch included. */
export interface StepMemory {
  /** Bytes of all tensors at the step's fullest moment, as TensorFlow.js counts them after each kernel; of a program its arena is added. */
  readonly peakBytes: number;
  /** The size of wasm's memory after three steps, which never shrinks. */
  readonly heapBytes: number;
}
