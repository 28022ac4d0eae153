import type { OwnKernels } from '../../kernels/kernel-table.ts';

type Kernel = OwnKernels[string];

export const gruWasm: Kernel = (kernels, { projected, kernel, bias, hidden }) => {
  const [time, batch, width] = projected!.shape as [number, number, number];
  const units = width / 3;
  if (projected!.size === 0) return undefined;
  const hiddens = kernels.output([time, batch, units]);
  const gates = kernels.output([time, batch, 4 * units]);
  const packed = 4 * units * (width + 8);
  const workspace = kernels.workspace(packed + 4 * batch * width);
  const tensors = [projected!, kernel!, bias!, hidden!, hiddens, gates];
  const places = tensors.map((tensor) => kernels.place(tensor));
  kernels.run.gru(kernels.control, ...places, time, batch, units, workspace, workspace + packed);
  return [hiddens, gates];
};

export const gruGradientWasm: Kernel = (kernels, { gates, kernel, hidden, hiddens, dhidden }) => {
  const [time, batch, units] = hiddens!.shape as [number, number, number];
  if (hiddens!.size === 0) return undefined;
  const width = 3 * units;
  const outputs = [
    kernels.output([time, batch, width]),
    kernels.output([time, batch, width]),
    kernels.output([batch, units]),
    kernels.output([time, batch, units]),
  ];
  const workspace = kernels.workspace(4 * width * (units + 8));
  const tensors = [gates!, kernel!, hidden!, hiddens!, dhidden!, ...outputs];
  const places = tensors.map((tensor) => kernels.place(tensor));
  kernels.run.gruGradient(kernels.control, ...places, time, batch, units, workspace);
  return outputs;
};
