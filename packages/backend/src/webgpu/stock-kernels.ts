import { tf } from '../tfjs.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** The tensors a kernel is given, by name; `AddN` is given a list, whose names are 0, 1, 2 ... */
export type Inputs = Record<string, tf.TensorInfo>;
/** The settings a kernel is given, by name. */
export type Attributes = Record<string, unknown>;
/** What a kernel makes. */
export type Outputs = tf.TensorInfo | tf.TensorInfo[];

/** A kernel for the webgpu backend. One that returns undefined leaves the case to TensorFlow.js. */
export type Compute = (inputs: Inputs, attributes: Attributes, backend: WebGPUBackend) => Outputs | undefined;

/** Registers a kernel over that of TensorFlow.js, which stays behind it; a second registration changes nothing. */
export function overrideKernel(kernelName: string, compute: Compute): void {
  if (overridden.has(kernelName)) return;
  const stock = tf.getKernel(kernelName, 'webgpu');
  overridden.set(kernelName, stock);
  if (stock) tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({
    ...stock,
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const given = inputs as unknown as Inputs;
      const gpu = backend as WebGPUBackend;
      const onHost =
        onHostToo.has(kernelName) && gpu.shouldExecuteOnCPU(Object.values(inputs) as tf.TensorInfo[]);
      const own = onHost ? undefined : compute(given, attrs ?? {}, gpu);
      return own ?? runStock(kernelName, given, attrs ?? {}, gpu);
    },
  });
}

/**
 * Runs the kernel that TensorFlow.js itself has under this name.
 *
 * @throws {Error} when TensorFlow.js has none.
 */
export function runStock(
  kernelName: string,
  inputs: Inputs,
  attributes: Attributes,
  backend: WebGPUBackend,
): Outputs {
  const stock = overridden.has(kernelName) ? overridden.get(kernelName) : tf.getKernel(kernelName, 'webgpu');
  if (!stock) throw new Error(`TensorFlow.js has no kernel ${kernelName} for webgpu.`);
  return stock.kernelFunc({
    inputs: inputs as unknown as tf.NamedTensorInfoMap,
    attrs: attributes as unknown as tf.NamedAttrMap,
    backend,
  });
}

/**
 * Kernels that TensorFlow.js computes on the processor, rightly, when all they are given is small and lies there; so what is
 * small can still be read at once.
 */
const onHostToo = /* @__PURE__ */ new Set(
  /* @__PURE__ */ (
    'Exp Expm1 Log Max Prod StridedSlice Transpose Add Sub Multiply Maximum Minimum FloorDiv ' +
    'Equal NotEqual Less LessEqual Greater GreaterEqual'
  ).split(' '),
);

const overridden = /* @__PURE__ */ new Map<string, tf.KernelConfig | undefined>();

/** The same numbers in another shape: what a kernel reads, not what it returns. */
export function viewed(x: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { dataId: x.dataId, shape, dtype: x.dtype };
}
