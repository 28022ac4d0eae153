import { toFloats } from '../define-kernel.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Casts. TensorFlow.js turns int32 and bool into float32 by another name for the same buffer, and most of its kernels look
 * at what the buffer holds; its transpose does not, and is invalid. Here the numbers are converted, so that what is called
 * float32 holds float32.
 */
export const cast: Compute = ({ x }, { dtype }, backend) => {
  const whole = x!.dtype === 'int32' || x!.dtype === 'bool';
  if (!whole || dtype !== 'float32') return undefined;
  if (!backend.shouldExecuteOnCPU([x!])) return toFloats(x!, backend);
  const values = backend.tensorMap.get(x!.dataId).values as ArrayLike<number>;
  return backend.makeTensorInfo(x!.shape, 'float32', Float32Array.from(values));
};
