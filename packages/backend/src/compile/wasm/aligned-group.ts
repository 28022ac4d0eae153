import type { Group } from '../group/group.ts';
import { sizeOf } from '../trace/rule.ts';

/**
 * Whether a group goes number by number: it reads number i of inputs as large as its outputs before it writes number i, and no other, so
 * that an output may lie where such an input lay.
 *
 * @param sizes how many numbers each input has.
 */
export function isAligned({ shape, outer, inputs, outputs }: Group, sizes: readonly number[]): boolean {
  if (outer !== shape.length || outputs.some(({ per }) => per === 'row')) return false;
  const size = sizeOf(shape);
  return inputs.every(({ strides, offset }, i) => {
    if (sizes[i] !== size) return true; // no output can lie there
    let next = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] !== 1 && strides[axis] !== next) return false;
      next *= shape[axis]!;
    }
    return offset === 0;
  });
}
