export { Autoencoder } from './autoencoder.ts';
export {
  type ContrastiveDivergence,
  contrastiveDivergence,
  type ContrastiveDivergenceOptions,
  contrastiveGradient,
  type RBMGradient,
} from './contrastive-divergence.ts';
export { type Corruption, gaussianNoise, maskingNoise } from './corruption.ts';
export { DeepBeliefNet } from './deep-belief-net.ts';
export { DenoisingAutoencoder } from './denoising-autoencoder.ts';
export { likelihoodGradient, logLikelihood } from './exact-likelihood.ts';
export { hebbRule, type HebbRuleOptions } from './hebb-rule.ts';
export { codeGrid, codeLine } from './latent-walk.ts';
export { bernoulli, gaussian, type Likelihood } from './likelihood.ts';
export { ojaRule, type OjaRuleOptions } from './oja-rule.ts';
export { PCA } from './pca.ts';
export { pretrain, type PretrainOptions, type PretrainStep } from './pretrain.ts';
export { RBM, type RBMOptions } from './rbm.ts';
export { reconstruction } from './reconstruction.ts';
export { sangerRule, type SangerRuleOptions } from './sanger-rule.ts';
export { negativeSampling, type Neighbour, SkipGram, type SkipGramInput } from './skip-gram.ts';
export { type SkipGramBatch, SkipGramBatches, type SkipGramBatchesOptions } from './skip-gram-batches.ts';
export { type Evidence, negativeElbo, type Posterior, VAE, type VAEOptions } from './vae.ts';
