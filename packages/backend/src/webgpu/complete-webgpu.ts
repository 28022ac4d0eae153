import { tf } from '../tfjs.ts';
import { addN } from './mends/add-n.ts';
import { argReduce } from './mends/arg-reduce.ts';
import { cast } from './mends/cast.ts';
import { cumulate } from './mends/cumulate.ts';
import { activatedAfter } from './mends/fused-activation.ts';
import { binaryOfHighRank, mirrorPad, pad, reverse, select, tile } from './mends/high-rank.ts';
import { integerKernels, integers } from './mends/integers.ts';
import { batchMatMul, fusedMatMul, withoutAtomics } from './mends/matmul.ts';
import { multinomial } from './mends/multinomial.ts';
import { prelu } from './mends/prelu.ts';
import { reduction, reductionKernels } from './mends/reduce.ts';
import { scatterNd } from './mends/scatter-nd.ts';
import { unsortedSegmentSum } from './mends/segment-sum.ts';
import { softmax } from './mends/softmax.ts';
import { stridedSlice } from './mends/strided-slice.ts';
import { transpose } from './mends/transpose.ts';
import { unary, unaryKernels } from './mends/unary.ts';
import { requireFields } from './require-fields.ts';
import { type Compute, overrideKernel } from './stock-kernels.ts';

/** Each mended in a file of its own, which says what TensorFlow.js 4.22 gets wrong. */
const mends = (): Record<string, Compute> => ({
  AddN: addN,
  ArgMax: argReduce('ArgMax'),
  ArgMin: argReduce('ArgMin'),
  BatchMatMul: batchMatMul,
  Cast: cast,
  Conv2D: withoutAtomics('Conv2D'),
  Cumprod: cumulate('Cumprod'),
  Cumsum: cumulate('Cumsum'),
  FusedConv2D: activatedAfter('FusedConv2D', withoutAtomics('FusedConv2D')),
  MirrorPad: mirrorPad,
  Multinomial: multinomial,
  PadV2: pad,
  Prelu: prelu,
  Reverse: reverse,
  ScatterNd: scatterNd,
  Select: select,
  Softmax: softmax,
  StridedSlice: stridedSlice,
  Tile: tile,
  Transpose: transpose,
  UnsortedSegmentSum: unsortedSegmentSum,
  _FusedMatMul: activatedAfter('_FusedMatMul', fusedMatMul),
  ...Object.fromEntries(reductionKernels.map((name) => [name, reduction(name)])),
  ...Object.fromEntries(unaryKernels.map((name) => [name, unary(name)])),
  ...Object.fromEntries(
    [...integerKernels, 'RealDiv', 'Pow', 'Atan2', 'LogicalAnd', 'LogicalOr'].map((name) => [
      name,
      integerKernels.includes(name) ? either(integers(name), binaryOfHighRank(name)) : binaryOfHighRank(name),
    ]),
  ),
});

/**
 * Makes TensorFlow.js's webgpu backend right: registers Thaw's kernels over those that are wrong, once.
 *
 * @throws {DeviceError} when the backend is not built as TensorFlow.js 4.22.0 builds it.
 */
export function completeWebGPU(backend: object = tf.backend()): void {
  requireFields(backend);
  for (const [kernelName, compute] of Object.entries(mends())) overrideKernel(kernelName, compute);
}

function either(first: Compute, second: Compute): Compute {
  return (inputs, attributes, backend) =>
    first(inputs, attributes, backend) ?? second(inputs, attributes, backend);
}
