import { tf } from '../../tfjs.ts';
import type { WasmKernels } from '../../wasm/kernels.ts';
import { engine } from '../trace/engine-parts.ts';
import { bytesOf, type Meta } from '../trace/rule.ts';
import type { HostCall, Tensor } from './events.ts';

/** Calls a kernel of TensorFlow.js on copies of what lies in the memory of a program, and copies there what it makes. */
export function callHost(
  { kernel, inputs, attributes, outputs }: HostCall,
  kernels: WasmKernels,
  placeOf: (tensor: Tensor) => number,
): void {
  tf.tidy(() => {
    const given = Object.entries(inputs).map(([name, tensor]) => [name, copyOf(tensor)] as const);
    const isList = given.length > 0 && given.every(([name], i) => name === String(i));
    const named = isList ? given.map(([, tensor]) => tensor) : Object.fromEntries(given);
    const made = tf
      .engine()
      .runKernel(kernel, named as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
    for (const [i, tensor] of ([made].flat() as tf.Tensor[]).entries()) {
      copyBytes(kernels, kernels.place(tensor), placeOf(outputs[i]!), tensor);
    }
  });

  function copyOf(tensor: Tensor): tf.Tensor {
    const { dataId } = kernels.output(tensor.shape, tensor.dtype);
    copyBytes(kernels, placeOf(tensor), kernels.place({ dataId }), tensor);
    return engine().makeTensorFromDataId(dataId, [...tensor.shape], tensor.dtype);
  }
}

/** Copies as many bytes as a tensor of this shape and type has. */
export function copyBytes({ memory }: WasmKernels, from: number, to: number, tensor: Meta): void {
  new Uint8Array(memory.buffer).copyWithin(to, from, from + bytesOf(tensor));
}
