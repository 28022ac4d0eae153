import type { tf } from '../../tfjs.ts';
import { type Attributes, axisOf, type Meta, output, type Rule, same } from './rule.ts';

/** A shape without some of its axes, or with 1 in their places. */
function reduced(
  { shape }: Meta,
  { axis, reductionIndices = axis, keepDims }: Attributes,
): readonly number[] {
  const axes = (reductionIndices ?? shape.map((_, i) => i)) as number | readonly number[];
  const gone = new Set([axes].flat().map((one) => axisOf(one, shape.length)));
  return keepDims === true
    ? shape.map((length, i) => (gone.has(i) ? 1 : length))
    : shape.filter((_, i) => !gone.has(i));
}

const to =
  (dtype?: tf.DataType): Rule =>
  ({ x }, attributes) =>
    output(reduced(x!, attributes), dtype ?? x!.dtype);

/** Kernels that make one number of many. */
export const reductionRules: Readonly<Record<string, Rule>> = {
  ...same('Max Min Prod Sum', to()),
  ...same('All Any', to('bool')),
  ...same('ArgMax ArgMin', to('int32')),
  Mean: to('float32'),
  DenseBincount: ({ x, weights }, { size }) =>
    output([...x!.shape.slice(0, -1), size as number], weights!.dtype),
  TopK: ({ x }, { k }) => {
    const shape = [...x!.shape.slice(0, -1), k as number];
    return [
      { shape, dtype: x!.dtype },
      { shape, dtype: 'int32' },
    ];
  },
};
