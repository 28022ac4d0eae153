import { flopsOf } from '../../device/flops-of.ts';
import { arithmeticOf } from '../group/cost.ts';
import { type Group, GROUP } from '../group/group.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';
import { bytesOf } from '../trace/rule.ts';

/** Operations of one kernel with the same shapes, and what they cost in one run, all together. */
export interface Cost {
  /** The kernel and its shapes, in words. */
  readonly title: string;
  readonly count: number;
  readonly flops: number;
  /** Read and written. */
  readonly bytes: number;
  /** Its part of what all cost, from 0 to 1. */
  readonly part: number;
}

/** A processor computes about four numbers while one byte comes from memory. */
const FLOPS_PER_BYTE = 4;

/** What a graph's operations cost, the dearest first: an estimate, by how much is computed or moved, whichever takes longer. */
export function costsOf({ operations }: Graph): Cost[] {
  const found = new Map<string, { count: number; flops: number; bytes: number; time: number }>();
  let all = 0;
  for (const operation of operations) {
    const title = titleOf(operation);
    const flops = flopsOfOperation(operation);
    const bytes = [...Object.values(operation.inputs), ...operation.outputs].reduce(
      (sum, value) => sum + bytesOf(value),
      0,
    );
    const time = Math.max(flops, FLOPS_PER_BYTE * bytes);
    const sum = found.get(title) ?? { count: 0, flops: 0, bytes: 0, time: 0 };
    found.set(title, {
      count: sum.count + 1,
      flops: sum.flops + flops,
      bytes: sum.bytes + bytes,
      time: sum.time + time,
    });
    all += time;
  }
  return [...found]
    .map(([title, { count, flops, bytes, time }]) => ({ title, count, flops, bytes, part: time / all }))
    .sort((a, b) => b.part - a.part);
}

function flopsOfOperation({ kernel, inputs, outputs, attributes }: Operation): number {
  if (kernel === GROUP) return arithmeticOf(attributes['group'] as Group);
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
  return flopsOf(kernel, shapes, outputs[0]?.shape ?? [], attributes);
}

function titleOf({ kernel, inputs, outputs }: Operation): string {
  const shown = (values: readonly Value[]): string => {
    const shapes = values.slice(0, 3).map(({ shape }) => `[${shape.join(', ')}]`);
    return shapes.join(' ') + (values.length > 3 ? ` and ${values.length - 3} more` : '');
  };
  return `${kernel} ${shown(Object.values(inputs))} → ${shown(outputs)}`;
}
