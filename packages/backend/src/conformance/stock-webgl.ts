import type { Attributes, Inputs } from '../kernels/composed-kernel.ts';
import { tf } from '../tfjs.ts';

/** Kernels of TensorFlow.js as they were before Thaw's replaced them, for tests that show a fault; to be called before the device is chosen. */
export function stockOf(...names: string[]): (name: string, inputs: Inputs, attrs?: Attributes) => tf.Tensor {
  const kernels = new Map(names.map((name) => [name, tf.getKernel(name, 'webgl')!.kernelFunc]));
  return (name, inputs, attrs = {}) => {
    const given = { inputs, attrs, backend: tf.backend() } as unknown as Parameters<tf.KernelFunc>[0];
    return tf.engine().makeTensorFromTensorInfo(kernels.get(name)!(given) as tf.TensorInfo);
  };
}

/** The kernel that is registered now. */
export function mended(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}
