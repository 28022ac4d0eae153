import type { OwnKernels } from '../../kernels/kernel-table.ts';
import { writeTable } from '../parameters/table.ts';

type Kernel = OwnKernels[string];

/** Bytes of a sum in float64. */
const PARTIAL = 8;

export const globalNormWasm: Kernel = (kernels, inputs) => {
  const tensors = Object.values(inputs).map((tensor) => [tensor]);
  const norm = kernels.output([]);
  const table = writeTable(kernels, tensors, PARTIAL);
  kernels.run.globalNorm(kernels.control, ...table, kernels.place(norm));
  return norm;
};

export const clipWasm: Kernel = (kernels, inputs, { maximum }) => {
  const [norm, ...tensors] = Object.values(inputs);
  const outputs = tensors.map(({ shape }) => kernels.output(shape));
  const table = writeTable(
    kernels,
    tensors.map((tensor, i) => [tensor, { ...outputs[i]!, size: tensor.size }]),
  );
  kernels.run.clip(kernels.control, ...table, kernels.place(norm!), maximum as number);
  return outputs;
};
