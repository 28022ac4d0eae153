import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';

/** How many tensors one pass adds, as assembly/sum-of-many.as has room for. */
const AT_ONCE = 32;

/**
 * The sum of any number of tensors of one shape, added in their order.
 *
 * @returns undefined for what is not float32.
 */
export function addN(kernels: Kernels, tensors: readonly tf.TensorInfo[]): tf.TensorInfo | undefined {
  for (const { dtype } of tensors) if (dtype !== 'float32') return undefined;
  const output = kernels.output(tensors[0]!.shape);
  const count = sizeOf(output.shape);
  if (count === 0) return output;
  const { run, control } = kernels;
  const result = kernels.place(output);
  for (let done = 0; done < tensors.length;) {
    let many = 0;
    if (done > 0) run.setSummand(control, many++, result);
    while (many < AT_ONCE && done < tensors.length) {
      run.setSummand(control, many++, kernels.place(tensors[done++]!));
    }
    run.addN(control, result, count, many);
  }
  return output;
}
