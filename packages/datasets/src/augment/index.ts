export { augment, type Augmentation, type AugmentationContext } from './augmentation.ts';
export { augmented, type AugmentedOptions } from './augmented.ts';
export type { Factor, ValueRange } from './check-factors.ts';
export { cutMix } from './cut-mix.ts';
export { cutout, type CutoutOptions } from './cutout.ts';
export { gaussianNoise, type GaussianNoiseOptions } from './gaussian-noise.ts';
export { maskTokens, type MaskTokensOptions } from './mask-tokens.ts';
export type { MixOptions } from './mix-targets.ts';
export { mixUp } from './mix-up.ts';
export { mixedLabels } from './mixed-labels.ts';
export { normalize, type NormalizeOptions } from './normalize.ts';
export { pad, type PadOptions } from './pad.ts';
export { randomAffine, type RandomAffineOptions } from './random-affine.ts';
export type { RandAugmentOperation } from './rand-augment-operations.ts';
export { randAugment, type RandAugmentOptions } from './rand-augment.ts';
export {
  randomBrightness,
  randomColorJitter,
  type RandomColorJitterOptions,
  type RandomColorOptions,
  randomContrast,
  randomHue,
  type RandomHueOptions,
  randomSaturation,
} from './random-color.ts';
export { randomCrop, type RandomCropOptions } from './random-crop.ts';
export { randomElasticTransform, type RandomElasticTransformOptions } from './random-elastic-transform.ts';
export { randomFlip, type RandomFlipOptions } from './random-flip.ts';
export { randomRotation, type RandomRotationOptions } from './random-rotation.ts';
export { randomShear, type RandomShearOptions } from './random-shear.ts';
export { randomTranslation, type RandomTranslationOptions } from './random-translation.ts';
export { randomZoom, type RandomZoomOptions } from './random-zoom.ts';
export type { FillMode, Interpolation, SamplingOptions } from './sample-images.ts';
export {
  corruptSpans,
  type CorruptedText,
  spanCorruption,
  type SpanCorruptionBatchOptions,
  type SpanCorruptionOptions,
} from './span-corruption.ts';
export { tokenDropout, type TokenDropoutOptions } from './token-dropout.ts';
