import { adaline } from './adaline.ts';
import { cnn } from './cnn.ts';
import type { Experiment } from './experiment.ts';
import { logistic } from './logistic.ts';
import { mlp } from './mlp.ts';
import { perceptron } from './perceptron.ts';
import { thresholdGates } from './threshold-gates.ts';
import { xor } from './xor.ts';

/** Every experiment, in the order of the tour. */
export const experiments: readonly Experiment[] = [
  thresholdGates,
  perceptron,
  adaline,
  xor,
  logistic,
  mlp,
  cnn,
];
