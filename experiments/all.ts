import { adaline } from './adaline.ts';
import { adding } from './adding.ts';
import { addition } from './addition.ts';
import { augmentation } from './augmentation.ts';
import { barsAndStripes } from './bars-and-stripes.ts';
import { characterModel } from './character-model.ts';
import { batchNormInSigmoidNet } from './batch-norm-in-sigmoid-net.ts';
import { cnn } from './cnn.ts';
import { compile } from './compile.ts';
import { compiledExperiments } from './compiled-experiments.ts';
import { datasets } from './datasets.ts';
import { dates } from './dates.ts';
import { deepBeliefNet } from './deep-belief-net.ts';
import type { Experiment } from './experiment.ts';
import { gradientsThroughLayers } from './gradients-through-layers.ts';
import { heAgainstGlorot } from './he-against-glorot.ts';
import { illConditionedQuadratic } from './ill-conditioned-quadratic.ts';
import { linearAutoencoder } from './linear-autoencoder.ts';
import { logistic } from './logistic.ts';
import { mlp } from './mlp.ts';
import { mnist } from './mnist.ts';
import { oja } from './oja.ts';
import { overfitting } from './overfitting.ts';
import { perceptron } from './perceptron.ts';
import { residualAgainstPlain } from './residual-against-plain.ts';
import { skipGram } from './skip-gram.ts';
import { soak } from './soak.ts';
import { temporalXor } from './temporal-xor.ts';
import { thresholdGates } from './threshold-gates.ts';
import { vae } from './vae.ts';
import { varianceThroughLayers } from './variance-through-layers.ts';
import { xor } from './xor.ts';

/** Every experiment, in the order of the tour: from the neuron of 1943 to the transformer. */
export const experiments: readonly Experiment[] = [
  thresholdGates,
  perceptron,
  adaline,
  oja,
  xor,
  logistic,
  mlp,
  linearAutoencoder,
  cnn,
  temporalXor,
  characterModel,
  adding,
  barsAndStripes,
  deepBeliefNet,
  skipGram,
  vae,
  dates,
  addition,
];

/** What is proved besides and tells no history: it stands in no tour. */
export const checks: readonly Experiment[] = [
  soak,
  compile,
  compiledExperiments(experiments),
  varianceThroughLayers,
  gradientsThroughLayers,
  heAgainstGlorot,
  batchNormInSigmoidNet,
  residualAgainstPlain,
  illConditionedQuadratic,
  overfitting,
  augmentation,
  mnist,
  datasets,
];
