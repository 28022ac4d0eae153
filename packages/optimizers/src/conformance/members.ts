import type { tf } from '@thaw/backend';

import type paths from '../../fixtures/trajectories.json';
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamW,
  exponentialDecay,
  type Averages,
  ema,
  lamb,
  lars,
  lbfgs,
  lion,
  lookahead,
  muon,
  nadam,
  type NamedSchedule,
  radam,
  rmsProp,
  rprop,
  sam,
  scheduleFreeAdamW,
  scheduleFreeSgd,
  sgd,
  type StatefulOptimizer,
  swa,
} from '../index.ts';
import { placesOf } from './problems.ts';

/** An optimizer as ../../fixtures/trajectories.py has it. */
export interface Member {
  readonly name: Exclude<keyof typeof paths, 'schedules' | 'searches'>;
  readonly make: () => StatefulOptimizer;
  /** The numbers that the fixture has, where they are not the weights. */
  readonly shown?: (optimizer: StatefulOptimizer, variables: readonly tf.Variable[]) => Promise<number[]>;
}

/** The fixture has an epsilon so small that it does not matter where it stands. */
export const epsilon = 1e-12;

/** A rate that falls by a tenth in every step. */
export const falling = (initialLearningRate: number): NamedSchedule =>
  exponentialDecay({ initialLearningRate, decaySteps: 1, decayRate: 0.9 });

/** Every optimizer, with its options and those in common. */
export const members: readonly Member[] = [
  { name: 'sgd', make: () => sgd({ learningRate: 0.02 }) },
  { name: 'sgd, scheduled', make: () => sgd({ learningRate: falling(0.02) }) },
  { name: 'sgd, momentum', make: () => sgd({ learningRate: 0.01, momentum: 0.9 }) },
  {
    name: 'sgd, nesterov, l2',
    make: () => sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true, l2: 0.1 }),
  },
  { name: 'sgd, decoupled decay', make: () => sgd({ learningRate: falling(0.02), weightDecay: 0.5 }) },
  { name: 'sgd, clipped by value', make: () => sgd({ learningRate: 0.02, clipValue: 0.3 }) },
  { name: 'sgd, clipped by norm', make: () => sgd({ learningRate: 0.02, clipNorm: 0.5 }) },
  { name: 'sgd, clipped by global norm', make: () => sgd({ learningRate: 0.02, globalClipNorm: 0.5 }) },
  { name: 'adagrad', make: () => adagrad({ learningRate: falling(0.1), epsilon }) },
  { name: 'adagrad, l2', make: () => adagrad({ learningRate: 0.1, epsilon, l2: 0.1 }) },
  { name: 'adadelta', make: () => adadelta({ learningRate: 1, rho: 0.9, epsilon: 1e-4 }) },
  {
    name: 'adadelta, l2, scheduled',
    make: () => adadelta({ learningRate: falling(1), epsilon: 1e-4, l2: 0.1 }),
  },
  { name: 'rmsProp', make: () => rmsProp({ learningRate: falling(0.02), epsilon }) },
  {
    name: 'rmsProp, momentum, l2',
    make: () => rmsProp({ learningRate: 0.01, momentum: 0.5, epsilon, l2: 0.1 }),
  },
  {
    name: 'rmsProp, centered',
    make: () => rmsProp({ learningRate: 0.01, rho: 0.5, momentum: 0.5, epsilon: 0.01, centered: true }),
  },
  { name: 'adam', make: () => adam({ learningRate: 0.05, epsilon }) },
  {
    name: 'adam, scheduled, l2',
    make: () => adam({ learningRate: falling(0.1), beta1: 0.8, beta2: 0.9, epsilon, l2: 0.1 }),
  },
  {
    name: 'adam, amsgrad',
    make: () => adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.9, epsilon, amsgrad: true }),
  },
  { name: 'adamW', make: () => adamW({ learningRate: falling(0.05), weightDecay: 0.1, epsilon }) },
  {
    name: 'adamW, groups',
    make: () =>
      adamW({
        learningRate: 0.05,
        weightDecay: 0.1,
        epsilon,
        groups: [
          { pattern: '**.kernel*' },
          { pattern: ['**.bias*', /last$/], learningRate: 0.4, rateFactor: 0.5, weightDecay: 0 },
        ],
      }),
  },
  {
    name: 'adamax',
    make: () => adamax({ learningRate: falling(0.05), beta2: 0.99, epsilon, l2: 0.1 }),
  },
  { name: 'nadam', make: () => nadam({ learningRate: falling(0.05), epsilon, l2: 0.1 }) },
  { name: 'radam', make: () => radam({ learningRate: falling(0.05), beta2: 0.99, epsilon, l2: 0.1 }) },
  { name: 'lamb', make: () => lamb({ learningRate: 0.05, weightDecay: 0.01, epsilon }) },
  { name: 'lars', make: () => lars({ learningRate: 0.1, weightDecay: 0.01, trustCoefficient: 0.1 }) },
  { name: 'lion', make: () => lion({ learningRate: 0.02, weightDecay: 0.1 }) },
  { name: 'adafactor', make: () => adafactor({ learningRate: 0.1 }) },
  { name: 'adafactor, absolute', make: () => adafactor({ learningRate: 0.3, relativeStep: false }) },
  { name: 'muon', make: () => muon({ learningRate: 0.1, weightDecay: 0.1, epsilon }) },
  {
    name: 'muon, no nesterov',
    make: () => muon({ learningRate: 0.1, weightDecay: 0, nesterov: false, epsilon }),
  },
  { name: 'rprop', make: () => rprop({ learningRate: 0.02 }) },
  { name: 'lbfgs', make: () => lbfgs({ learningRate: 0.05, historySize: 4 }) },
  { name: 'lookahead', make: () => lookahead(adam({ learningRate: 0.1, epsilon })) },
  { name: 'sam', make: () => sam(sgd({ learningRate: 0.02 })) },
  { name: 'ema', make: () => ema(sgd({ learningRate: 0.02 }), { momentum: 0.9 }), shown: averagesOf },
  {
    name: 'swa',
    make: () => swa(sgd({ learningRate: 0.02 }), { startStep: 5, frequency: 3 }),
    shown: averagesOf,
  },
  {
    name: 'scheduleFreeSgd',
    make: () => scheduleFreeSgd({ learningRate: 0.05, weightDecay: 0.1 }),
    shown: placesAndAverages,
  },
  {
    name: 'scheduleFreeAdamW',
    make: () => scheduleFreeAdamW({ learningRate: 0.1, weightDecay: 0.1, warmupSteps: 5, epsilon }),
    shown: placesAndAverages,
  },
];

/** The averages that an optimizer keeps. */
export function averagesOf(
  optimizer: StatefulOptimizer,
  variables: readonly tf.Variable[],
): Promise<number[]> {
  return (optimizer as StatefulOptimizer & Averages).withAverages(() => placesOf(variables));
}

/** The weights, and the averages after them. */
export async function placesAndAverages(
  optimizer: StatefulOptimizer,
  variables: readonly tf.Variable[],
): Promise<number[]> {
  return [...(await placesOf(variables)), ...(await averagesOf(optimizer, variables))];
}
