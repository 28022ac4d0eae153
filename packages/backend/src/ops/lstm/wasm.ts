import type { OwnKernels } from '../../kernels/kernel-table.ts';
import type { tf } from '../../tfjs.ts';
import type { Kernels } from '../../wasm/kernels.ts';

type Kernel = OwnKernels[string];

export const lstmWasm: Kernel = (kernels, { projected, kernel, hidden, cell }) => {
  const [time, batch, width] = projected!.shape as [number, number, number];
  const units = width / 4;
  if (projected!.size === 0) return undefined;
  const gates = kernels.output([time, batch, width]);
  const [hiddens, cells] = [kernels.output([time, batch, units]), kernels.output([time, batch, units])];
  const workspace = kernels.workspace(4 * units * (width + 8));
  const { run, control } = kernels;
  const places = placesOf(kernels, [projected!, gates, kernel!, hidden!, cell!, hiddens, cells]);
  run.lstm(control, ...places, time, batch, units, workspace);
  return [hiddens, cells, gates];
};

export const lstmGradientWasm: Kernel = (kernels, inputs) => {
  const { gates, kernel, hidden, cell, hiddens, cells, dhidden, dcells } = inputs as Record<
    string,
    tf.Tensor
  >;
  const [time, batch, width] = gates!.shape as [number, number, number];
  const units = width / 4;
  if (gates!.size === 0) return undefined;
  const outputs = [
    [time, batch, width],
    [batch, units],
    [batch, units],
    [time, batch, units],
  ].map((shape) => kernels.output(shape));
  const workspace = kernels.workspace(4 * width * (units + 8));
  const { run, control } = kernels;
  const places = placesOf(kernels, [
    gates!,
    kernel!,
    hidden!,
    cell!,
    hiddens!,
    cells!,
    dhidden!,
    dcells!,
    ...outputs,
  ]);
  run.lstmGradient(control, ...places, time, batch, units, workspace);
  return outputs;
};

function placesOf(kernels: Kernels, tensors: readonly tf.TensorInfo[]): number[] {
  return tensors.map((tensor) => kernels.place(tensor));
}
