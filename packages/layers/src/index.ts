export type { Rank, Sizes } from './axes.ts';
export { AlphaDropout } from './alpha-dropout.ts';
export { BatchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts';
export { Bilinear, type BilinearInput, type BilinearOptions } from './bilinear.ts';
export type { Padding } from './check-window.ts';
export { Bottleneck, type BottleneckOptions } from './blocks/bottleneck.ts';
export type { ResidualBlockOptions } from './blocks/convolutional-residual.ts';
export {
  DenseBlock,
  type DenseBlockOptions,
  DenseTransition,
  type DenseTransitionOptions,
} from './blocks/dense-block.ts';
export { FeedForward, type FeedForwardOptions } from './blocks/feed-forward.ts';
export { Highway, type HighwayOptions } from './blocks/highway.ts';
export { Inception, type InceptionFilters, type InceptionOptions } from './blocks/inception.ts';
export { Maxout, type MaxoutOptions } from './blocks/maxout.ts';
export { ResidualBlock } from './blocks/residual-block.ts';
export { SqueezeExcite, type SqueezeExciteOptions } from './blocks/squeeze-excite.ts';
export type { ConvolutionPadding } from './convolution/convolution-layer.ts';
export { Conv1D, Conv2D, Conv3D, type ConvolutionOptions } from './convolution/convolution.ts';
export {
  DepthwiseConv1D,
  DepthwiseConv2D,
  type DepthwiseConvolutionOptions,
} from './convolution/depthwise-convolution.ts';
export {
  LocallyConnected1D,
  LocallyConnected2D,
  type LocallyConnectedOptions,
} from './convolution/locally-connected.ts';
export {
  SeparableConv1D,
  SeparableConv2D,
  type SeparableConvolutionOptions,
} from './convolution/separable-convolution.ts';
export {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  type TransposedConvolutionOptions,
} from './convolution/transposed-convolution.ts';
export { Dense, type DenseOptions } from './dense.ts';
export { DropConnect, type DropConnectOptions } from './drop-connect.ts';
export { Dropout } from './dropout.ts';
export { Embedding, type EmbeddingOptions } from './embedding.ts';
export { Flatten } from './flatten.ts';
export { GaussianDropout, GaussianNoise } from './gaussian-noise.ts';
export {
  GroupNormalization,
  type GroupNormalizationOptions,
  InstanceNormalization,
  type InstanceNormalizationOptions,
} from './group-normalization.ts';
export {
  KernelMachine,
  type KernelMachineOptions,
  type Margin,
  type MarginOptions,
} from './kernel-machine/kernel-machine.ts';
export {
  type Kernel,
  linearKernel,
  polynomialKernel,
  type PolynomialKernelOptions,
  rbfKernel,
  type RbfKernelOptions,
} from './kernel-machine/kernels.ts';
export { LayerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts';
export {
  LocalResponseNormalization,
  type LocalResponseNormalizationOptions,
} from './local-response-normalization.ts';
export { LoRA, type LoRAOptions } from './lora.ts';
export { type LogicName, mccullochPitts } from './mcculloch-pitts.ts';
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
} from './pooling/adaptive-pooling.ts';
export { AveragePooling1D, AveragePooling2D, AveragePooling3D } from './pooling/average-pooling.ts';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  type GlobalPoolingOptions,
} from './pooling/global-pooling.ts';
export { LpPooling1D, LpPooling2D, LpPooling3D, type LpPoolingOptions } from './pooling/lp-pooling.ts';
export { MaxPooling1D, MaxPooling2D, MaxPooling3D } from './pooling/max-pooling.ts';
export type { PoolingOptions } from './pooling/pooling.ts';
export { PReLU, type PReLUOptions } from './prelu.ts';
export { gradualSparsity, type GradualSparsityOptions } from './pruning/gradual-sparsity.ts';
export { prune, type PruneOptions, removeMasks } from './pruning/prune.ts';
export { Int8Buffer } from './quantization/int8-buffer.ts';
export { quantize, type QuantizeOptions } from './quantization/quantize.ts';
export { QuantizedConv2D, type QuantizedConv2DOptions } from './quantization/quantized-conv2d.ts';
export { QuantizedDense, type QuantizedDenseOptions } from './quantization/quantized-dense.ts';
export { type PlaceOptions, RadialBasis, type RadialBasisOptions } from './radial-basis/radial-basis.ts';
export { RMSNormalization, type RMSNormalizationOptions } from './rms-normalization.ts';
export { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './spatial-dropout.ts';
export { SpectralNormalization, type SpectralNormalizationOptions } from './spectral-normalization.ts';
export { StochasticDepth, type StochasticDepthOptions } from './stochastic-depth.ts';
export { ThresholdUnit, type ThresholdUnitOptions } from './threshold-unit.ts';
export type { Borders, Ends } from './borders/check-borders.ts';
export { Cropping1D, Cropping2D, Cropping3D } from './borders/cropping.ts';
export {
  ReflectPadding1D,
  ReflectPadding2D,
  ReflectPadding3D,
  ReplicatePadding1D,
  ReplicatePadding2D,
  ReplicatePadding3D,
} from './borders/mirroring-padding.ts';
export { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from './borders/zero-padding.ts';
export { PixelShuffle, PixelUnshuffle } from './rearranging/pixel-shuffle.ts';
export { Permute, RepeatVector, Reshape } from './rearranging/reshape.ts';
export {
  UpSampling1D,
  UpSampling2D,
  type UpSampling2DOptions,
  UpSampling3D,
} from './rearranging/up-sampling.ts';
export { UnitNormalization } from './unit-normalization.ts';
export { WeightNormalization } from './weight-normalization.ts';
