import { tf } from '../../tfjs.ts';
import { type Compute, runStock } from '../stock-kernels.ts';

/**
 * A product, or a convolution, whose relu a WGSL compiler may let swallow a NaN: TensorFlow.js compares and takes the smaller for
 * granted. The sums are made first, and then pass through `Relu`, which is mended.
 *
 * @param compute what is mended else.
 */
export function activatedAfter(kernelName: 'FusedConv2D' | '_FusedMatMul', compute: Compute): Compute {
  return (inputs, attributes, backend) => {
    if (attributes['activation'] !== 'relu') return compute(inputs, attributes, backend);
    const linear = { ...attributes, activation: 'linear' };
    const sums = (compute(inputs, linear, backend) ??
      runStock(kernelName, inputs, linear, backend)) as tf.TensorInfo;
    const { kernelFunc } = tf.getKernel('Relu', 'webgpu')!;
    const y = kernelFunc({ inputs: { x: sums }, attrs: {}, backend });
    if (sums instanceof tf.Tensor) sums.dispose();
    else backend.disposeData(sums.dataId);
    return y;
  };
}
