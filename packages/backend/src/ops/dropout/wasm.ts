import type { OwnKernels } from '../../kernels/kernel-table.ts';

export const dropoutWasm: OwnKernels[string] = (kernels, { x, state }, attributes) => {
  if (x!.dtype !== 'float32') return undefined;
  const rate = attributes['rate'] as number;
  const y = kernels.output(x!.shape);
  const places = [kernels.place(state!), kernels.place(x!), kernels.place(y)];
  const { run, control } = kernels;
  run.dropout(control, ...places, x!.size, Math.ceil(rate * 2 ** 24), 1 / (1 - rate));
  return y;
};
