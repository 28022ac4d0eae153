import type { OwnKernels } from '../../kernels/kernel-table.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { tableOfUpdate } from '../parameters/table.ts';
import type { SgdSettings } from './sgd.ts';

/** All parameters in one job, where they lie. */
export const sgdWasm: OwnKernels[string] = (kernels, inputs, attributes) => {
  const { momentum, nesterov } = attributes as unknown as SgdSettings;
  const table = tableOfUpdate(kernels, parametersOf(inputs, 'wgu'), 'wgu', 'wu');
  if (!table) return undefined;
  kernels.run.sgd(kernels.control, ...table, kernels.place(inputs['pace']!), momentum, nesterov ? 1 : 0);
  return [];
};
