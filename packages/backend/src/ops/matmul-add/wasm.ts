import type { OwnKernels } from '../../kernels/kernel-table.ts';
import { matMul } from '../../kernels/matmul.ts';

/** The addend is added to each block of the product while that is in the cache. */
export const matMulAddWasm: OwnKernels[string] = (kernels, { a, b, addend, bias }, attributes) => {
  const { transposeA, transposeB } = attributes;
  const epilogue = { bias, summand: addend! };
  return matMul(kernels, a!, b!, transposeA === true, transposeB === true, epilogue);
};
