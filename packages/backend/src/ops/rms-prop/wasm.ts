import type { OwnKernels } from '../../kernels/kernel-table.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { tableOfUpdate } from '../parameters/table.ts';
import type { RmsPropSettings } from './rms-prop.ts';

/** All parameters in one job, where they lie. */
export const rmsPropWasm: OwnKernels[string] = (kernels, inputs, attributes) => {
  const { rho, momentum, epsilon } = attributes as unknown as RmsPropSettings;
  const table = tableOfUpdate(kernels, parametersOf(inputs, 'wgvau'), 'wgvau', 'wvau');
  if (!table) return undefined;
  kernels.run.rmsProp(kernels.control, ...table, kernels.place(inputs['pace']!), 1 - rho, momentum, epsilon);
  return [];
};
