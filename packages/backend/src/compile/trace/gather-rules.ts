import type { tf } from '../../tfjs.ts';
import { axisOf, like, output, type Rule } from './rule.ts';

/** y[b, o, i, …] = x[b, o, indices[b, i], …]. */
const gather: Rule = ({ x, indices }, { axis, batchDims = 0 }) => {
  const at = axisOf(axis as number, x!.shape.length);
  const batch = axisOf(batchDims as number, indices!.shape.length);
  const shape = [...x!.shape.slice(0, at), ...indices!.shape.slice(batch), ...x!.shape.slice(at + 1)];
  return output(shape, x!.dtype);
};

const gatherNd: Rule = ({ params, indices }) => {
  const depth = indices!.shape.at(-1)!;
  return output([...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)], params!.dtype);
};

/** Kernels that read or write at places that are themselves numbers. */
export const gatherRules: Readonly<Record<string, Rule>> = {
  GatherNd: gatherNd,
  GatherV2: gather,
  OneHot: ({ indices }, { depth, dtype }) =>
    output([...indices!.shape, depth as number], dtype as tf.DataType),
  ScatterNd: ({ updates }, { shape }) => output(shape as readonly number[], updates!.dtype),
  SearchSorted: ({ values }) => output(values!.shape, 'int32'),
  SparseToDense: ({ sparseValues }, { outputShape }) =>
    output(outputShape as readonly number[], sparseValues!.dtype),
  TensorScatterUpdate: like('tensor'),
  UnsortedSegmentSum: ({ x, segmentIds }, { numSegments }) =>
    output([numSegments as number, ...x!.shape.slice(segmentIds!.shape.length)], x!.dtype),
};
