export { decided, everyRun, isTracing, liveTensor, type LiveNumbers, refuseInTrace } from './compile/live.ts';
export { checkOptions, checkSize, describe } from './check-options.ts';
export { allFinite } from './device/all-finite.ts';
export {
  currentDevice,
  type Device,
  DeviceError,
  type DeviceName,
  deviceNames,
  type Precision,
  requireDevice,
} from './device/device.ts';
export { countFlops, type FlopCounter, flopCounter } from './device/count-flops.ts';
export { type Memory, memory } from './device/memory.ts';
export { type KernelCost, profile, type Profile } from './device/profile.ts';
export { environmentVariable, hasNodeModules, importOptional } from './device/node-module.ts';
export { type DeviceOptions, ensureDevice, useDevice } from './device/use-device.ts';
export { ArgumentError, ShapeError } from './errors.ts';
export { type ValueAndGradients, valueAndGradients } from './gradients/value-and-gradients.ts';
export { type AdamSettings, type AdamState, adamUpdate } from './ops/adam/adam.ts';
export { type AttentionOptions, multiHeadAttention } from './ops/attention/attention.ts';
export { type BatchNorm, batchNorm } from './ops/batch-norm/batch-norm.ts';
export { activate, type ActivationName, biasActivation } from './ops/bias-activation/bias-activation.ts';
export { softmaxCrossEntropy } from './ops/cross-entropy/cross-entropy.ts';
export { dropout } from './ops/dropout/dropout.ts';
export { type Convolution, conv2d, dense, type FusedActivation } from './ops/fused-product/fused-product.ts';
export { clipByGlobalNorm, globalNorm } from './ops/global-norm/global-norm.ts';
export { gruSequence } from './ops/gru/gru.ts';
export { type Affine, layerNorm, rmsNorm } from './ops/layer-norm/layer-norm.ts';
export { type LSTMStart, lstmSequence } from './ops/lstm/lstm.ts';
export {
  drawBernoulli,
  drawCategorical,
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawTruncatedNormal,
  drawUniform,
  drawWords,
} from './ops/random/random.ts';
export { type RmsPropSettings, type RmsPropState, rmsPropUpdate } from './ops/rms-prop/rms-prop.ts';
export { type SgdSettings, type SgdState, sgdUpdate } from './ops/sgd/sgd.ts';
export { cosTurns, sinTurns } from './random/elementary.ts';
export { Random, type RandomState } from './random/random.ts';
export { seed, seedFrom, sharedRandom } from './random/seed.ts';
export { tf } from './tfjs.ts';
