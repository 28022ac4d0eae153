import type { OwnKernels } from '../../kernels/kernel-table.ts';
import type { Kernels } from '../../wasm/kernels.ts';

type Kernel = OwnKernels[string];

export const batchNormWasm: Kernel = (kernels, { x, gamma, beta }, { epsilon }) => {
  if (x!.size === 0) return undefined;
  const [rows, units] = x!.shape as [number, number];
  const [y, statistics] = [kernels.output([rows, units]), kernels.output([2, units])];
  const workspace = workspaceFor(kernels, rows, units);
  const places = [x!, gamma!, beta!, y, statistics].map((tensor) => kernels.place(tensor));
  kernels.run.batchNorm(kernels.control, ...places, rows, units, epsilon as number, workspace);
  return [y, statistics];
};

export const batchNormGradientWasm: Kernel = (kernels, inputs, { epsilon }) => {
  const { x, gamma, statistics, dy, dstatistics } = inputs;
  if (x!.size === 0) return undefined;
  const [rows, units] = x!.shape as [number, number];
  const gradients = [kernels.output([rows, units]), kernels.output([units]), kernels.output([units])];
  const workspace = workspaceFor(kernels, rows, units);
  const given = [x!, gamma!, statistics!, dy!, dstatistics!];
  const places = [...given, ...gradients].map((tensor) => kernels.place(tensor));
  kernels.run.batchNormGradient(kernels.control, ...places, rows, units, epsilon as number, workspace);
  return gradients;
};

/** Two numbers for each column of each block of rows. */
function workspaceFor(kernels: Kernels, rows: number, units: number): number {
  return kernels.workspace(8 * Math.ceil(rows / kernels.run.batchNormBlock(units)) * units);
}
