import type { DeviceName } from '../device/device.ts';
import { tf } from '../tfjs.ts';

export type Inputs = Record<string, tf.Tensor>;
export type Attributes = Record<string, unknown>;

/**
 * A kernel made of operations. One that returns undefined leaves the case to what was registered before, which it may also call itself, as
 * `stock`, with inputs of its own.
 */
export type ComposedKernel = (
  inputs: Inputs,
  attributes: Attributes,
  stock: (inputs: Inputs) => tf.TensorInfo,
) => tf.TensorInfo | undefined;

/** Registers kernels over what is registered there, once. */
export function registerComposed(device: DeviceName, kernels: Record<string, ComposedKernel>): void {
  for (const [kernelName, compute] of Object.entries(kernels)) {
    const before = tf.getKernel(kernelName, device);
    if (before && composed.has(before.kernelFunc)) continue;
    const kernelFunc: tf.KernelFunc = (parameters) => {
      const stock = (inputs: Inputs): tf.TensorInfo =>
        before!.kernelFunc({
          ...parameters,
          inputs: inputs as unknown as tf.NamedTensorInfoMap,
        }) as tf.TensorInfo;
      const { inputs, attrs } = parameters;
      const made = tf.tidy(
        () => compute(inputs as unknown as Inputs, attrs as Attributes, stock) as tf.Tensor,
      );
      return made ?? before!.kernelFunc(parameters);
    };
    composed.add(kernelFunc);
    if (before) tf.unregisterKernel(kernelName, device);
    tf.registerKernel({ ...before, kernelName, backendName: device, kernelFunc });
  }
}

const composed = /* @__PURE__ */ new WeakSet<tf.KernelFunc>();
