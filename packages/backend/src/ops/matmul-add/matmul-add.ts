import { tf } from '../../tfjs.ts';
import type { Operation } from '../operation.ts';

/**
 * A product of matrices that is added to what is there: y = addend + (A·B + bias). The compiler puts it in the place of a product whose
 * only reader is a sum, such as a residual or the gradients of one tensor from several products: the product is then never stored.
 *
 * Inputs: a […, m, k], b […, k, n], addend […, m, n], as the product is, and bias [n] or none; either matrix transposed by
 * `transposeA` and `transposeB`.
 */
export const matMulAdd: Operation = {
  name: 'ThawMatMulAdd',
  reference: ({ a, b, addend, bias }, { transposeA, transposeB }) => {
    const product = tf.matMul(a!, b!, transposeA === true, transposeB === true);
    return tf.add(addend!, bias ? tf.add(product, bias) : product);
  },
};
