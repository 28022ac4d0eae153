import type { Value } from '../trace/graph.ts';
import type { Rewriting } from './rewrite.ts';

/** The number that a value holds in all its places, where that is known; undefined otherwise, and for one that holds none. */
export function literalOf(
  value: Value,
  rewriting: Pick<Rewriting, 'numbersOf' | 'producerOf'>,
): number | undefined {
  const numbers = rewriting.numbersOf(value);
  if (numbers) return repeated(numbers);
  const producer = rewriting.producerOf(value);
  if (!producer) return undefined;
  const { kernel, attributes, inputs } = producer;
  if (kernel === 'Fill') return asType(attributes['value'] as number, value);
  if (kernel === 'ZerosLike') return 0;
  if (kernel === 'OnesLike') return 1;
  return movers.has(kernel) ? literalOf(Object.values(inputs)[0]!, rewriting) : undefined;
}

/** Kernels that move numbers of one tensor and make none. */
const movers = /* @__PURE__ */ new Set(
  'ExpandDims Identity Reshape Reverse Slice SplitV StridedSlice Tile Transpose Unpack'.split(' '),
);

/** A number as a tensor of this type holds it. */
export function asType(number: number, { dtype }: Pick<Value, 'dtype'>): number {
  if (dtype === 'int32') return Math.trunc(number);
  return dtype === 'bool' ? Number(number !== 0) : Math.fround(number);
}

function repeated(numbers: ArrayLike<number>): number | undefined {
  const first = numbers[0];
  for (let i = 1; i < numbers.length; i++) if (!Object.is(numbers[i], first)) return undefined;
  return first;
}
