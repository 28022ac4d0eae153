import type { tf } from '../../tfjs.ts';
import type { Kernels } from '../../wasm/kernels.ts';

/** Whole numbers of an entry, and how many of them are places; assembly/parameters.as reads them. */
const ENTRY = 8;
const PLACES = 6;

/** Where the table of a job lies, how many entries it has, and how many chunks they are cut into. */
type Table = readonly [place: number, entries: number, chunks: number];

/**
 * Writes the table of a job over many parameters into the workspace.
 *
 * @param parameters the tensors of each, all of one size, six at most.
 * @param room how many bytes, for each chunk, the kernel needs behind the table.
 */
export function writeTable(
  kernels: Kernels,
  parameters: readonly (readonly ({ readonly dataId: object; readonly size: number } | undefined)[])[],
  room = 0,
): Table {
  const each = kernels.run.parameterChunkSize();
  const table: number[] = [];
  let chunks = 0;
  for (const tensors of parameters) {
    const { size } = tensors[0]!;
    table.push(size, chunks);
    for (let i = 0; i < PLACES; i++) table.push(tensors[i] ? kernels.place(tensors[i]!) : 0);
    chunks += Math.ceil(size / each);
  }
  const place = kernels.workspace(4 * table.length + room * chunks);
  kernels.write(place, table);
  return [place, table.length / ENTRY, chunks];
}

/**
 * The table of an update of parameters where they lie; undefined when another tensor shares the numbers of one that is changed, which must
 * keep them.
 *
 * @param letters of the tensors in the order in which the kernel has their places; `changed` those that it writes.
 */
export function tableOfUpdate(
  kernels: Kernels,
  parameters: readonly (readonly (tf.Tensor | undefined)[])[],
  letters: string,
  changed: string,
): Table | undefined {
  for (const tensors of parameters) {
    for (const [i, tensor] of tensors.entries()) {
      if (!tensor) continue;
      if (tensor.dtype !== 'float32') return undefined;
      if (changed.includes(letters[i]!) && !kernels.isSole(tensor)) return undefined;
    }
  }
  return writeTable(kernels, parameters);
}
