import { tf } from '../tfjs.ts';
import { absGradient } from './abs-gradient.ts';
import { avgPool3DGradient, avgPoolGradient } from './avg-pool-gradient.ts';
import { batchMatMulGradient } from './batch-mat-mul-gradient.ts';
import { batchNormGradient } from './batch-norm-gradient.ts';
import { broadcastGradient } from './broadcast-gradient.ts';
import { castGradient } from './cast-gradient.ts';
import { conv3dTransposeGradient } from './conv3d-transpose-gradient.ts';
import { cumprodGradient } from './cumprod-gradient.ts';
import { cumsumGradient } from './cumsum-gradient.ts';
import { denseBincountGradient } from './dense-bincount-gradient.ts';
import { depthToSpaceGradient } from './depth-to-space-gradient.ts';
import { diagGradient } from './diag-gradient.ts';
import { conv2dGradient, conv3dGradient, depthwiseGradient } from './dilated-convolution-gradient.ts';
import { einsumGradient } from './einsum-gradient.ts';
import { extremumGradient } from './extremum-gradient.ts';
import { flatGradient } from './flat-gradient.ts';
import { flipGradient } from './flip-gradient.ts';
import { fusedProductGradient } from './fused-product-gradient.ts';
import { gatherGradient } from './gather-gradient.ts';
import { gatherNdGradient } from './gather-nd-gradient.ts';
import type { Gradient } from './gradient.ts';
import { mirrorPadGradient } from './mirror-pad-gradient.ts';
import { onePartGradient } from './one-part-gradient.ts';
import { powGradient } from './pow-gradient.ts';
import { prodGradient } from './prod-gradient.ts';
import { resizeGradient } from './resize-gradient.ts';
import { scatterNdGradient, sparseToDenseGradient, tensorScatterUpdateGradient } from './scatter-gradient.ts';
import { selectGradient } from './select-gradient.ts';
import { stridedSliceGradient } from './strided-slice-gradient.ts';
import { tileGradient } from './tile-gradient.ts';
import { topKGradient } from './top-k-gradient.ts';

/** The gradients that TensorFlow.js 4.22 gets wrong in some cases, by kernel: from its own to the right one. */
const mends: Record<string, (stock: tf.GradFunc) => tf.GradFunc> = {
  AvgPool: avgPoolGradient,
  AvgPool3D: avgPool3DGradient,
  BatchMatMul: batchMatMulGradient,
  Cast: castGradient,
  Conv2D: conv2dGradient,
  Conv3D: conv3dGradient,
  DepthwiseConv2dNative: depthwiseGradient,
  Maximum: broadcastGradient,
  Minimum: broadcastGradient,
  Pow: powGradient,
  SplitV: onePartGradient,
  SquaredDifference: broadcastGradient,
  Unpack: onePartGradient,
};

/** The gradients that TensorFlow.js 4.22 lacks, or has for no case that this one does not know. */
const gradients = (): Record<string, Gradient> => ({
  Abs: absGradient,
  All: flatGradient('x'),
  Any: flatGradient('x'),
  ArgMax: flatGradient('x'),
  ArgMin: flatGradient('x'),
  Conv3DBackpropInputV2: conv3dTransposeGradient,
  Cumprod: cumprodGradient,
  Cumsum: cumsumGradient,
  DenseBincount: denseBincountGradient,
  DepthToSpace: depthToSpaceGradient,
  Diag: diagGradient,
  Einsum: einsumGradient,
  Equal: flatGradient('a', 'b'),
  FlipLeftRight: flipGradient,
  FloorDiv: flatGradient('a', 'b'),
  FusedBatchNorm: batchNormGradient,
  FusedConv2D: fusedProductGradient('Conv2D', 'x', 'filter'),
  GatherNd: gatherNdGradient,
  GatherV2: gatherGradient,
  Greater: flatGradient('a', 'b'),
  GreaterEqual: flatGradient('a', 'b'),
  Less: flatGradient('a', 'b'),
  LessEqual: flatGradient('a', 'b'),
  LogicalAnd: flatGradient('a', 'b'),
  LogicalNot: flatGradient('x'),
  LogicalOr: flatGradient('a', 'b'),
  Max: extremumGradient('reductionIndices'),
  Min: extremumGradient('axis'),
  MirrorPad: mirrorPadGradient,
  Multinomial: flatGradient('logits'),
  NotEqual: flatGradient('a', 'b'),
  Prod: prodGradient,
  ResizeBilinear: resizeGradient('bilinear'),
  ResizeNearestNeighbor: resizeGradient('nearest'),
  ScatterNd: scatterNdGradient,
  SearchSorted: flatGradient('sortedSequence', 'values'),
  Select: selectGradient,
  SparseToDense: sparseToDenseGradient,
  StridedSlice: stridedSliceGradient,
  TensorScatterUpdate: tensorScatterUpdateGradient,
  Tile: tileGradient,
  TopK: topKGradient,
  _FusedMatMul: fusedProductGradient('BatchMatMul', 'a', 'b'),
});

/** Registers the right gradients over TensorFlow.js's, once. */
export function mendGradients(): void {
  for (const [kernelName, mend] of Object.entries(mends)) {
    const stock = tf.getGradient(kernelName);
    if (!stock || mended.has(stock.gradFunc)) continue;
    register({ ...stock, gradFunc: mend(stock.gradFunc) });
  }
  for (const [kernelName, gradient] of Object.entries(gradients())) {
    const stock = tf.getGradient(kernelName);
    if (stock && mended.has(stock.gradFunc)) continue;
    register({ ...gradient, kernelName });
  }
}

function register(gradient: tf.GradConfig): void {
  mended.add(gradient.gradFunc);
  tf.registerGradient(gradient);
}

const mended = /* @__PURE__ */ new WeakSet<tf.GradFunc>();
