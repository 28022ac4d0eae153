import type { OwnKernels } from '../../kernels/kernel-table.ts';
import type { tf } from '../../tfjs.ts';
import type { AdamSettings } from './adam.ts';

/** Numbers in the table for each parameter: four places, a size, the first chunk. */
const ENTRY = 6;

/** All parameters in one job, where they lie; undefined when another tensor shares the numbers of one, which must keep them. */
export const adamWasm: OwnKernels[string] = (kernels, inputs, attributes) => {
  const { rate, beta1, beta2, epsilon, decay } = attributes as unknown as AdamSettings;
  const { run, control } = kernels;
  const each = run.adamChunkSize();
  const table: number[] = [];
  let chunks = 0;
  for (let i = 0; inputs[`w${i}`]; i++) {
    const [w, g, m, v] = [inputs[`w${i}`]!, inputs[`g${i}`]!, inputs[`m${i}`]!, inputs[`v${i}`]!];
    const changed: tf.Tensor[] = [w, m, v];
    if (g.dtype !== 'float32' || !changed.every((tensor) => kernels.isSole(tensor))) return undefined;
    table.push(kernels.place(w), kernels.place(g), kernels.place(m), kernels.place(v), w.size, chunks);
    chunks += Math.ceil(w.size / each);
  }
  const place = kernels.workspace(4 * table.length);
  kernels.write(place, table);
  run.adam(control, place, table.length / ENTRY, chunks, rate, 1 - beta1, 1 - beta2, epsilon, decay);
  return [];
};
