// AssemblyScript: the kernels, and what JavaScript calls. A kernel computes one chunk of a job; the functions exported here write the
// arguments of a job and run it on all threads.
import { ADD_PARTS, addPartsChunk, FILTER_GRADIENT, filterGradientChunk } from './convolution';
import { PACK, packChunk, PRODUCT, productChunk } from './matmul';

export { convolution, filterGradient, inputGradient } from './convolution';
export { matmul } from './matmul';
export { setPatches } from './patches';
export { awaitJob, controlBytes, fail, join, prepare, scratchBytes } from './threads';

/** One chunk of a job. A switch, since a table of functions would be static data. */
export function compute(kernel: i32, control: usize, chunk: i32, scratch: usize): void {
  switch (kernel) {
    case PACK: packChunk(control, chunk); break;
    case PRODUCT: productChunk(control, chunk, scratch); break;
    case FILTER_GRADIENT: filterGradientChunk(control, chunk, scratch); break;
    case ADD_PARTS: addPartsChunk(control, chunk); break;
    default: unreachable();
  }
}
