import type { tf } from '../tfjs.ts';
import { ShapeError } from '../errors.ts';
import type { Graph, Live } from './trace/graph.ts';
import { told } from './structure.ts';
import { sizeOf } from './trace/rule.ts';

/**
 * Does what JavaScript does before a run of the graph.
 *
 * @returns the numbers of `graph.live`, in that order.
 * @throws {ShapeError} when there are more or fewer than the tensor holds.
 */
export function prepare({ preparations, live }: Graph): tf.TypedArray[] {
  const numbers = new Map<Live['compute'], tf.TypedArray>();
  for (const preparation of preparations) {
    if ('effect' in preparation) preparation.effect();
    else numbers.set(preparation.live.compute, numbersOf(preparation.live));
  }
  return live.map(({ compute }) => numbers.get(compute)!);
}

function numbersOf({ value: { shape, dtype }, compute }: Live): tf.TypedArray {
  const computed = compute();
  const numbers = typeof computed === 'number' ? [computed] : computed;
  const [wanted, got] = [sizeOf(shape), (numbers as Partial<typeof numbers> | undefined)?.length];
  if (got !== wanted) {
    throw new ShapeError(
      `liveTensor: expected ${wanted === 1 ? 'a number' : `${wanted} numbers`} for the shape [${shape.join(', ')}], got ${got ?? told(computed)}.`,
    );
  }
  return dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
}
