import type { Group } from '../group/group.ts';
import { bytesOf, sizeOf } from '../trace/rule.ts';

/**
 * Whether a group goes number by number: of inputs that take as many bytes as an output it reads number i before it writes number i, and
 * no other, so that the output may lie where such an input lay.
 *
 * @param sizes how many numbers each input has.
 */
export function isAligned({ shape, outer, inputs, outputs }: Group, sizes: readonly number[]): boolean {
  if (outer !== shape.length || outputs.some(({ per }) => per === 'row')) return false;
  const size = sizeOf(shape);
  return inputs.every(({ strides, offset, dtype }, i) => {
    const bytes = bytesOf({ shape: [sizes[i]!], dtype });
    if (outputs.every((output) => bytesOf(output) !== bytes)) return true;
    let next = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] !== 1 && strides[axis] !== next) return false;
      next *= shape[axis]!;
    }
    return offset === 0 && sizes[i] === size;
  });
}
