import type { OwnKernels } from '../../kernels/kernel-table.ts';

type Kernel = OwnKernels[string];

export const crossEntropyWasm: Kernel = (kernels, { logits, labels }) => {
  if (logits!.dtype !== 'float32' || labels!.dtype !== 'int32') return undefined;
  const [rows, classes] = logits!.shape as [number, number];
  const [losses, sums] = [kernels.output([rows]), kernels.output([rows])];
  const { run, control } = kernels;
  const inputs = [kernels.place(logits!), kernels.place(labels!)] as const;
  run.crossEntropy(control, ...inputs, kernels.place(losses), kernels.place(sums), rows, classes);
  return [losses, sums];
};

export const crossEntropyGradientWasm: Kernel = (kernels, { logits, labels, sums, dy }) => {
  if (logits!.dtype !== 'float32' || labels!.dtype !== 'int32') return undefined;
  const [rows, classes] = logits!.shape as [number, number];
  const dx = kernels.output([rows, classes]);
  const { run, control } = kernels;
  const inputs = [logits!, labels!, sums!, dy!].map((tensor) => kernels.place(tensor));
  run.crossEntropyGradient(control, ...inputs, kernels.place(dx), rows, classes);
  return dx;
};
