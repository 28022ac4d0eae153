import { cumulativeSum } from './cumulative-sum.ts';
import type { OwnKernels } from './kernel-table.ts';
import { MAX, MIN, PRODUCT, reduce, SUM } from './reduce.ts';
import { segmentSum } from './rows.ts';
import { softmax } from './softmax.ts';

/** What combines numbers along axes, float32. */
export const reductionKernels: OwnKernels = {
  Sum: (kernels, { x }, { axis, keepDims }) => reduce(kernels, SUM, x!, axis, keepDims),
  Mean: (kernels, { x }, { axis, keepDims }) => reduce(kernels, SUM, x!, axis, keepDims, true),
  Prod: (kernels, { x }, { axis, keepDims }) => reduce(kernels, PRODUCT, x!, axis, keepDims),
  Max: (kernels, { x }, { reductionIndices, keepDims }) =>
    reduce(kernels, MAX, x!, reductionIndices, keepDims),
  Min: (kernels, { x }, { axis, keepDims }) => reduce(kernels, MIN, x!, axis, keepDims),
  Cumsum: (kernels, { x }, { axis, exclusive, reverse }) =>
    cumulativeSum(kernels, x!, axis as number, exclusive as boolean, reverse as boolean),
  Softmax: (kernels, { logits }, { dim }) => softmax(kernels, logits!, dim as number, false),
  LogSoftmax: (kernels, { logits }, { axis }) => softmax(kernels, logits!, axis as number, true),
  UnsortedSegmentSum: (kernels, { x, segmentIds }, { numSegments }) =>
    segmentSum(kernels, x!, segmentIds!, numSegments as number),
};
