import { registerLate } from '../../../device/watch-kernels.ts';
import { runReference } from '../../../ops/operation.ts';
import { tf } from '../../../tfjs.ts';
import type { Kernels, WasmKernels } from '../../../wasm/kernels.ts';
import type { WasmBackend } from '../../../wasm/wasm-backend.ts';
import { type Group, GROUP } from '../group.ts';
import { groupOperation } from '../reference.ts';
import { WasmGroups } from './groups.ts';

/**
 * Registers groups for the wasm device, by code that is made for each; what has none is left to the reference.
 *
 * @returns the groups of these kernels, the same ones each time.
 */
export function registerWasmGroups(kernels: WasmKernels): WasmGroups {
  if (registered?.kernels === kernels) return registered.groups;
  const groups = new WasmGroups(kernels);
  registered = { kernels, groups };
  if (tf.getKernel(GROUP, 'wasm')) tf.unregisterKernel(GROUP, 'wasm');
  registerLate(GROUP, 'wasm', ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs) as tf.TensorInfo[];
    const { group } = attrs as unknown as { group: Group };
    const found = groups.find(group);
    if (!found) return runReference(groupOperation, tensors as tf.Tensor[], { group });
    const called: Kernels = (backend as WasmBackend).kernels ?? kernels;
    const outputs = group.outputs.map(({ shape, dtype }) => called.output(shape, dtype));
    const { run, control } = called;
    for (const [i, tensor] of [...tensors, ...outputs].entries())
      run.setPlace(control, i, called.place(tensor));
    run.group(control, found.slot, found.chunks);
    return outputs;
  });
  return groups;
}

let registered: { readonly kernels: WasmKernels; readonly groups: WasmGroups } | undefined;
