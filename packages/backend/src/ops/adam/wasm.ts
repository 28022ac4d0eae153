import type { OwnKernels } from '../../kernels/kernel-table.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { tableOfUpdate } from '../parameters/table.ts';
import type { AdamSettings } from './adam.ts';

/** All parameters in one job, where they lie. */
export const adamWasm: OwnKernels[string] = (kernels, inputs, attributes) => {
  const { beta1, beta2, epsilon } = attributes as unknown as AdamSettings;
  const table = tableOfUpdate(kernels, parametersOf(inputs, 'wgmv'), 'wgmv', 'wmv');
  if (!table) return undefined;
  kernels.run.adam(kernels.control, ...table, kernels.place(inputs['pace']!), 1 - beta1, 1 - beta2, epsilon);
  return [];
};
