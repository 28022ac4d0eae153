import { tf } from '../../tfjs.ts';
import { type Compute, runStock } from '../stock-kernels.ts';

/**
 * A product, or a convolution, with relu. In TensorFlow.js's own a NaN may end as 0, since WGSL lets compilers take for granted that there is
 * none; so the sums are made first, and then pass through `Relu`, which is mended.
 *
 * @param compute what else is mended of the kernel.
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
