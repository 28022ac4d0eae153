import type { OwnKernels } from '../../kernels/kernel-table.ts';
import type { tf } from '../../tfjs.ts';
import { activationNumber } from '../../wasm/activation.ts';
import type { Kernels } from '../../wasm/kernels.ts';

type Kernel = OwnKernels[string];

export const biasActivationWasm: Kernel = (kernels, { x, bias }, { name }) => {
  const [rows, units] = x!.shape as [number, number];
  const y = kernels.output([rows, units]);
  const places = [kernels.place(x!), bias ? kernels.place(bias) : 0, kernels.place(y)];
  const { run, control } = kernels;
  run.biasActivation(control, ...places, rows, units, activationNumber(name as string)!, 0);
  return y;
};

export const activationGradientWasm: Kernel = (kernels, { x, bias, dy }, { name }) =>
  gradient(kernels, { x: x!, bias, dy: dy! }, name as string, bias !== undefined);

/** What relu gave serves for its input. */
export const reluGradientWasm: Kernel = (kernels, { y, dy }) =>
  gradient(kernels, { x: y!, bias: undefined, dy: dy! }, 'relu', true);

function gradient(
  kernels: Kernels,
  { x, bias, dy }: { x: tf.Tensor; bias: tf.Tensor | undefined; dy: tf.Tensor },
  name: string,
  withBias: boolean,
): tf.TensorInfo[] {
  const [rows, units] = x.shape as [number, number];
  const dx = kernels.output([rows, units]);
  const dbias = withBias ? kernels.output([units]) : undefined;
  // The rows are summed in parts, as many as give threads something to do; they depend on the shape alone, so the bits do too.
  const parts = Math.max(1, Math.min(16, Math.floor((rows * units) / 8192), rows));
  const workspace = kernels.workspace(4 * parts * units);
  const inputs = [kernels.place(x), bias ? kernels.place(bias) : 0, kernels.place(dy), kernels.place(dx)];
  const { run, control } = kernels;
  const target = dbias ? kernels.place(dbias) : 0;
  const activation = activationNumber(name)!;
  run.biasActivationGradient(control, ...inputs, target, rows, units, activation, 0, parts, workspace);
  return dbias ? [dx, dbias] : [dx];
}
