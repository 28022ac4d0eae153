import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { WasmBackend } from '../wasm/wasm-backend.ts';

export type Inputs = Record<string, tf.Tensor>;
export type Attributes = Record<string, unknown>;
type Result = tf.TensorInfo | tf.TensorInfo[] | undefined;

/** Kernels made of others, by name. One that returns undefined leaves the case to TensorFlow.js. */
export type ComposedKernels = Record<
  string,
  (inputs: Inputs, attributes: Attributes, backend: WasmBackend) => Result
>;

/**
 * Kernels of our own, by name. One that returns undefined leaves the case to the composed kernel, or to TensorFlow.js.
 *
 * They return bare infos, of which the engine makes tensors: what a kernel makes and does not return must be disposed by it.
 */
export type OwnKernels = Record<string, (kernels: Kernels, inputs: Inputs, attributes: Attributes) => Result>;
