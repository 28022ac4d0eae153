import { tf } from '../../tfjs.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * y = x where x ≥ 0, else alpha · x. TensorFlow.js adds both cases, one of them times 0, which makes NaN of infinity, four
 * numbers at a time; and it builds no valid kernel for a vector alpha at rank 5 and more.
 */
export const prelu: Compute = ({ x, alpha }) =>
  tf.tidy(() => {
    const [input, slope] = [x as tf.Tensor, alpha as tf.Tensor];
    return tf.where(tf.less(input, 0), tf.mul(slope, input), input);
  });
