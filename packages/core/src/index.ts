export {
  ArgumentError,
  currentDevice,
  type Device,
  DeviceError,
  type DeviceName,
  type Memory,
  memory,
  profile,
  type Profile,
  Random,
  type RandomState,
  seed,
  ShapeError,
  sharedRandom,
  tf,
  useDevice,
  type ValueAndGradients,
  valueAndGradients,
} from '@thaw/backend';

export { type Activation, requireActivation } from './activations/activation.ts';
export {
  elu,
  type EluOptions,
  gelu,
  geluTanh,
  leakyRelu,
  type LeakyReluOptions,
  linear,
  mish,
  relu,
  relu6,
  selu,
  silu,
  softplus,
} from './activations/rectifiers.ts';
export { hardSigmoid, hardTanh, sigmoid, softsign, tanh } from './activations/sigmoids.ts';
export { logSoftmax, softmax } from './activations/softmax.ts';
export { sign, step, straightThrough } from './activations/thresholds.ts';
export { latestCheckpoint } from './checkpoint/latest-checkpoint.ts';
export { type Checkpoint, readCheckpoint, type ReadCheckpointOptions } from './checkpoint/read-checkpoint.ts';
export { type CheckpointContent, saveCheckpoint } from './checkpoint/save-checkpoint.ts';
export { applyConstraints, constrain } from './constraints/constrain.ts';
export {
  type Constraint,
  maxNorm,
  minMaxNorm,
  type MinMaxNormOptions,
  nonNegative,
  type NormOptions,
  unitNorm,
} from './constraints/constraint.ts';
export { identity, type IdentityOptions } from './initializers/identity.ts';
export {
  constant,
  type ConfigurableInitializer,
  type Initializer,
  normal,
  ones,
  truncatedNormal,
  uniform,
  zeros,
} from './initializers/initializer.ts';
export { orthogonal, type OrthogonalOptions } from './initializers/orthogonal.ts';
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
  type VarianceScalingOptions,
} from './initializers/variance-scaling.ts';
export { binaryCrossentropy } from './losses/binary-crossentropy.ts';
export { binaryFocalCrossentropy, type BinaryFocalOptions } from './losses/binary-focal-crossentropy.ts';
export { categoricalCrossentropy } from './losses/categorical-crossentropy.ts';
export {
  categoricalFocalCrossentropy,
  type CategoricalFocalOptions,
} from './losses/categorical-focal-crossentropy.ts';
export { contrastive, type ContrastiveOptions } from './losses/contrastive.ts';
export { cosineSimilarity } from './losses/cosine-similarity.ts';
export { ctc, type CTCOptions } from './losses/ctc.ts';
export { dice, type DiceOptions } from './losses/dice.ts';
export type { CategoricalOptions } from './losses/distribution.ts';
export { hinge, perceptronCriterion, squaredHinge } from './losses/hinge.ts';
export { huber, type HuberOptions } from './losses/huber.ts';
export { infoNCE, type InfoNCEOptions } from './losses/info-nce.ts';
export { klDivergence } from './losses/kl-divergence.ts';
export { logCosh } from './losses/log-cosh.ts';
export type { ConfigurableLoss, Loss, LossOptions, PlacedLoss, Places, Reduction } from './losses/loss.ts';
export { lossesByName, type LossesByNameOptions } from './losses/losses-by-name.ts';
export { meanAbsoluteError } from './losses/mean-absolute-error.ts';
export { meanSquaredError } from './losses/mean-squared-error.ts';
export { poisson } from './losses/poisson.ts';
export {
  sparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from './losses/sparse-categorical-crossentropy.ts';
export { tripletMargin, type TripletMarginOptions } from './losses/triplet-margin.ts';
export type { Weighting } from './losses/weighting.ts';
export type { BinaryOptions } from './losses/yes-or-no.ts';
export {
  accuracy,
  type AccuracyOptions,
  binaryAccuracy,
  type BinaryAccuracyOptions,
} from './metrics/accuracy.ts';
export type { Curve } from './metrics/area-under-curve.ts';
export { asMetric, type AsMetricOptions } from './metrics/as-metric.ts';
export { auc, type AUCOptions } from './metrics/auc.ts';
export { bleu, type BleuOptions } from './metrics/bleu.ts';
export {
  categoricalAccuracy,
  type SparseAccuracyOptions,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
  type TopKOptions,
} from './metrics/categorical-accuracy.ts';
export type { ClassOptions } from './metrics/class-counts.ts';
export { confusionMatrix } from './metrics/confusion-matrix.ts';
export { exactAuc, type ExactAUCOptions } from './metrics/exact-auc.ts';
export { binaryIoU, type BinaryIoUOptions, meanIoU } from './metrics/intersection-over-union.ts';
export type { Metric, MetricResults } from './metrics/metric.ts';
export { metricsByName } from './metrics/metrics-by-name.ts';
export { perplexity, type PerplexityOptions } from './metrics/perplexity.ts';
export { type AveragedOptions, f1Score, precision, recall } from './metrics/precision-recall.ts';
export { r2Score } from './metrics/r2-score.ts';
export { type CheckGradientsOptions, checkGradients, type GradientCheck } from './module/check-gradients.ts';
export { checkInput } from './module/check-input.ts';
export { Lambda } from './module/lambda.ts';
export { type AnyModule, type Context, Module } from './module/module.ts';
export { type Merge, Parallel, type ParallelOptions } from './module/parallel.ts';
export { Residual, type ResidualOptions } from './module/residual.ts';
export { type PathPattern, pathTest } from './module/path-pattern.ts';
export { Sequential } from './module/sequential.ts';
export { summary, type Summary, type SummaryOptions, type SummaryRow } from './module/summary.ts';
export { Buffer, Parameter, Weight } from './module/weight.ts';
export {
  type FlowSeries,
  type FlowStep,
  gradientFlow,
  type GradientFlow,
  type LayerFlow,
} from './observation/gradient-flow.ts';
export {
  type Observation,
  observe,
  type ObservedPart,
  type ObserveOptions,
  type Observer,
} from './observation/observe.ts';
export type { Observed, Watching, WatchingOptions } from './observation/watching.ts';
export {
  orthogonalRegularizer,
  type OrthogonalRegularizerOptions,
} from './regularizers/orthogonal-regularizer.ts';
export { penalty, regularize } from './regularizers/regularize.ts';
export { l1, l1L2, type L1L2Options, l2, type Regularizer } from './regularizers/regularizer.ts';
export type { ByteSource, SafetensorsSource } from './safetensors/byte-source.ts';
export { type FloatDtype, fromFloat32, toFloat32 } from './safetensors/convert-dtype.ts';
export { decodeSafetensors } from './safetensors/decode.ts';
export type { Dtype, StoredArray } from './safetensors/dtypes.ts';
export { encodeSafetensors, type EncodeOptions } from './safetensors/encode.ts';
export { DownloadError, FileError } from './safetensors/file.ts';
export {
  type Bytes,
  type HostTensor,
  SafetensorsError,
  type StoredTensor,
  type TensorInfo,
} from './safetensors/format.ts';
export type { ForeignNameOptions } from './safetensors/foreign-names.ts';
export { fromKeras } from './safetensors/from-keras.ts';
export { fromPyTorch, type FromPyTorchOptions } from './safetensors/from-pytorch.ts';
export { load, type LoadOptions, type LoadReport } from './safetensors/load.ts';
export { openSafetensors, type SafetensorsFile } from './safetensors/open.ts';
export { readSafetensors } from './safetensors/read.ts';
export { save, type SaveOptions, toSafetensors } from './safetensors/save.ts';
export type { WriteTarget } from './safetensors/write-target.ts';
export type { Store, StoreEntry } from './stores/store.ts';
export { type Course, type Place, placeOf, type Resumption } from './training/course.ts';
export { checkSampling, sampleLogits, type SamplingOptions } from './sampling/sample.ts';
export {
  type ArrayData,
  type Batch,
  type Batches,
  type BatchSource,
  type Inputs,
  type InputsLike,
  type InputValues,
  type TensorFlowDataset,
  type TensorLike,
} from './training/batch.ts';
export { evaluate, type EvaluateOptions, type Evaluation } from './training/evaluate.ts';
export { fit, type FitOptions } from './training/fit.ts';
export { hasPrograms } from './training/has-programs.ts';
export { inferenceStep, type InferenceStep } from './training/inference-step.ts';
export type { Taking } from './training/inference.ts';
export type { LearningRule } from './training/learning-rule.ts';
export type {
  AnyObjective,
  InputOf,
  Objective,
  ObjectiveBatch,
  ObjectiveFigures,
} from './training/objective.ts';
export type { GradientBatch, Optimizer } from './training/optimizer.ts';
export { type OutputOf, predict, type PredictOptions } from './training/predict.ts';
export { splitBatches, type SplitBatchesOptions } from './training/split-batches.ts';
export type { Learning } from './training/stepper.ts';
export { type Step, train, type TrainOptions } from './training/train.ts';
