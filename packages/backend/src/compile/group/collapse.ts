import { sizeOf } from '../trace/rule.ts';
import type { Group } from './group.ts';

/** The same group with as few axes as can be: neighbours become one where every input steps through both as through one. */
export function collapse(group: Group): Group {
  const kept: number[] = []; // of each axis that stays, the innermost of those that it stands for
  const { shape, inputs } = group;
  let outer = 0;
  let previous: number | undefined;
  for (const [axis, length] of shape.entries()) {
    if (axis === group.outer) {
      outer = kept.length;
      previous = undefined;
    }
    if (length === 1) continue;
    const before = previous;
    const joins =
      before !== undefined && inputs.every(({ strides }) => strides[before] === strides[axis]! * length);
    if (joins) kept[kept.length - 1] = axis;
    else kept.push(axis);
    previous = axis;
  }
  if (group.outer === shape.length) outer = kept.length;
  const lengths = kept.map((axis, i) => sizeOf(shape.slice((kept[i - 1] ?? -1) + 1, axis + 1)));
  return {
    ...group,
    shape: lengths,
    outer,
    inputs: inputs.map((input) => ({ ...input, strides: kept.map((axis) => input.strides[axis]!) })),
  };
}
