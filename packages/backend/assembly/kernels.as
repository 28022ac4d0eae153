// AssemblyScript: the kernels, and what JavaScript calls. A kernel computes one chunk of a job; the functions exported here write the
// arguments of a job and run it on all threads.
import { ADAM, adamChunk } from './adam';
import { ATTENTION, attentionChunk, ATTENTION_GRADIENT, attentionGradientChunk } from './attention';
import {
  BATCH_NORM, batchNormChunk, BATCH_NORM_GRADIENT, batchNormGradientChunk, BATCH_SUMS, batchSumsChunk, DEVIATIONS, deviationsChunk, MOMENTS,
  momentsChunk,
} from './batch-norm';
import {
  BIAS_ACTIVATION, biasActivationChunk, BIAS_ACTIVATION_GRADIENT, biasActivationGradientChunk,
} from './bias-activation';
import { CAST, castChunk } from './cast';
import { FILTER_GRADIENT, filterGradientChunk } from './convolution';
import { COPY, copyChunk, TURN, turnChunk } from './copy';
import { CROSS_ENTROPY, crossEntropyChunk, CROSS_ENTROPY_GRADIENT, crossEntropyGradientChunk } from './cross-entropy';
import { CUMULATIVE, cumulativeChunk } from './cumulative';
import { DEPTHWISE, depthwiseChunk, DEPTHWISE_FILTER_GRADIENT, depthwiseFilterGradientChunk } from './depthwise';
import { DRAW, drawChunk } from './draw';
import { DROPOUT, dropoutChunk } from './dropout';
import { BINARY, binaryChunk, UNARY, unaryChunk } from './elementwise';
import { FILL, fillChunk } from './fill';
import { CLIP, clipChunk, SQUARES, squaresChunk } from './global-norm';
import { GRU_GATES, gruGatesChunk, GRU_GATES_GRADIENT, gruGatesGradientChunk } from './gru';
import { LSTM_GATES, lstmGatesChunk, LSTM_GATES_GRADIENT, lstmGatesGradientChunk } from './lstm';
import { PACK, packChunk, PRODUCT, productChunk } from './matmul';
import { NORMALIZE, normalizeChunk, NORMALIZE_GRADIENT, normalizeGradientChunk } from './normalize';
import { ADD_PARTS, addPartsChunk } from './parts';
import { POOL, poolChunk, POOL_GRADIENT, poolGradientChunk } from './pooling';
import { REDUCE, reduceChunk } from './reduce';
import { GATHER, gatherChunk, SEGMENT_SUM, segmentSumChunk } from './rows';
import { RMS_PROP, rmsPropChunk } from './rms-prop';
import { SELECT, selectChunk } from './select';
import { SGD, sgdChunk } from './sgd';
import { SOFTMAX, softmaxChunk } from './softmax';
import { ADD_N, addNChunk } from './sum-of-many';
import { GROUPS } from './threads';

export { adam } from './adam';
export { attention, attentionGradient, attentionRoom, setAttention } from './attention';
export { batchNorm, batchNormBlock, batchNormGradient } from './batch-norm';
export { biasActivation, biasActivationGradient } from './bias-activation';
export { cast } from './cast';
export { convolution, filterGradient, inputGradient } from './convolution';
export { copy, turn } from './copy';
export { crossEntropy, crossEntropyGradient } from './cross-entropy';
export { cumulative } from './cumulative';
export { depthwise, depthwiseFilterGradient, setDepthwise } from './depthwise';
export { draw, permutation } from './draw';
export { dropout } from './dropout';
export { binary, unary } from './elementwise';
export { fill } from './fill';
export { allFinite } from './finite';
export { clip, globalNorm } from './global-norm';
export { group, setPlace } from './group';
export { gru, gruGradient } from './gru';
export {
  erf, exp, expm1, gelu, geluSlope, geluTanh, geluTanhSlope, log, log1p, sigmoid, sigmoidSlope, softplus, tanh, tanhSlope, whole,
} from './lanes';
export { lstm, lstmGradient } from './lstm';
export { matmul } from './matmul';
export { normalize, normalizeGradient } from './normalize';
export { parameterChunkSize } from './parameters';
export { setPatches } from './patches';
export { pool, poolGradient, setPooling } from './pooling';
export { reduce } from './reduce';
export { findOutside, gather, mark, segmentSum } from './rows';
export { rmsProp } from './rms-prop';
export { select } from './select';
export { sgd } from './sgd';
export { softmax } from './softmax';
export { addN, setSummand } from './sum-of-many';
export { awaitJob, callWorkers, calls, controlBytes, fail, join, prepare, scratchBytes } from './threads';
export { setAxis } from './views';

/** One chunk of a job. A switch, since a table of functions would be static data; groups come later, into the table of each thread. */
export function compute(kernel: i32, control: usize, chunk: i32, scratch: usize): void {
  switch (kernel) {
    case PACK: packChunk(control, chunk); break;
    case PRODUCT: productChunk(control, chunk, scratch); break;
    case FILTER_GRADIENT: filterGradientChunk(control, chunk, scratch); break;
    case ADD_PARTS: addPartsChunk(control, chunk); break;
    case CROSS_ENTROPY: crossEntropyChunk(control, chunk, scratch); break;
    case CROSS_ENTROPY_GRADIENT: crossEntropyGradientChunk(control, chunk); break;
    case NORMALIZE: normalizeChunk(control, chunk); break;
    case NORMALIZE_GRADIENT: normalizeGradientChunk(control, chunk); break;
    case ADAM: adamChunk(control, chunk); break;
    case DRAW: drawChunk(control, chunk, scratch); break;
    case DROPOUT: dropoutChunk(control, chunk, scratch); break;
    case ATTENTION: attentionChunk(control, chunk, scratch); break;
    case ATTENTION_GRADIENT: attentionGradientChunk(control, chunk, scratch); break;
    case LSTM_GATES: lstmGatesChunk(control, chunk); break;
    case LSTM_GATES_GRADIENT: lstmGatesGradientChunk(control, chunk); break;
    case BIAS_ACTIVATION: biasActivationChunk(control, chunk); break;
    case BIAS_ACTIVATION_GRADIENT: biasActivationGradientChunk(control, chunk); break;
    case POOL: poolChunk(control, chunk); break;
    case POOL_GRADIENT: poolGradientChunk(control, chunk); break;
    case BINARY: binaryChunk(control, chunk); break;
    case UNARY: unaryChunk(control, chunk); break;
    case CAST: castChunk(control, chunk); break;
    case SELECT: selectChunk(control, chunk); break;
    case ADD_N: addNChunk(control, chunk); break;
    case FILL: fillChunk(control, chunk); break;
    case REDUCE: reduceChunk(control, chunk, scratch); break;
    case COPY: copyChunk(control, chunk); break;
    case TURN: turnChunk(control, chunk); break;
    case GATHER: gatherChunk(control, chunk); break;
    case SEGMENT_SUM: segmentSumChunk(control, chunk); break;
    case SOFTMAX: softmaxChunk(control, chunk, scratch); break;
    case CUMULATIVE: cumulativeChunk(control, chunk); break;
    case SGD: sgdChunk(control, chunk); break;
    case RMS_PROP: rmsPropChunk(control, chunk); break;
    case SQUARES: squaresChunk(control, chunk); break;
    case CLIP: clipChunk(control, chunk); break;
    case MOMENTS: momentsChunk(control, chunk); break;
    case DEVIATIONS: deviationsChunk(control, chunk); break;
    case BATCH_NORM: batchNormChunk(control, chunk); break;
    case BATCH_SUMS: batchSumsChunk(control, chunk); break;
    case BATCH_NORM_GRADIENT: batchNormGradientChunk(control, chunk); break;
    case GRU_GATES: gruGatesChunk(control, chunk); break;
    case GRU_GATES_GRADIENT: gruGatesGradientChunk(control, chunk); break;
    case DEPTHWISE: depthwiseChunk(control, chunk, scratch); break;
    case DEPTHWISE_FILTER_GRADIENT: depthwiseFilterGradientChunk(control, chunk, scratch); break;
    default: call_indirect<void>(kernel - GROUPS, control, chunk, scratch);
  }
}
