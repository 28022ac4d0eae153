import type { OwnKernels } from '../../kernels/kernel-table.ts';

type Kernel = OwnKernels[string];

export const normalizeWasm: Kernel = (kernels, { x, gamma, beta }, { epsilon, centre }) => {
  const [rows, units] = x!.shape as [number, number];
  const [y, statistics] = [kernels.output([rows, units]), kernels.output([rows, 2])];
  const { run, control } = kernels;
  const inputs = [kernels.place(x!), kernels.place(gamma!), beta ? kernels.place(beta) : 0];
  const places = [...inputs, kernels.place(y), kernels.place(statistics)];
  run.normalize(control, ...places, rows, units, epsilon as number, centre ? 1 : 0);
  return [y, statistics];
};

export const normalizeGradientWasm: Kernel = (kernels, { x, gamma, statistics, dy, addend }, { centre }) => {
  const [rows, units] = x!.shape as [number, number];
  const gradients = [kernels.output([rows, units]), kernels.output([units]), kernels.output([units])];
  // The rows are summed in parts, as many as give threads something to do; they depend on the shape alone, so the bits do too.
  const parts = Math.max(1, Math.min(16, Math.floor(rows / 16)));
  const workspace = kernels.workspace(4 * 2 * parts * units);
  const { run, control } = kernels;
  const inputs = [x!, gamma!, statistics!, dy!].map((tensor) => kernels.place(tensor));
  const outputs = gradients.map((gradient) => kernels.place(gradient));
  inputs.push(addend ? kernels.place(addend) : 0);
  run.normalizeGradient(control, ...inputs, ...outputs, rows, units, centre ? 1 : 0, parts, workspace);
  return gradients;
};
