import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamW,
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
  swa,
} from '../index.ts';
import { averagesOf, epsilon, falling, type Member, placesAndAverages } from './members.ts';

const of = (
  learningRate: number,
  weightDecay = 0.5,
): { learningRate: NamedSchedule; weightDecay: number } => ({
  learningRate: falling(learningRate),
  weightDecay,
});

/** Every optimizer with a rate that falls and a decay, where ./members.ts has it without one of them. */
export const fallingMembers: readonly Member[] = [
  { name: 'falling sgd, momentum', make: () => sgd({ ...of(0.01), momentum: 0.9 }) },
  { name: 'falling adagrad', make: () => adagrad({ ...of(0.1), epsilon }) },
  { name: 'falling adadelta', make: () => adadelta({ ...of(1, 0.05), epsilon: 1e-4 }) },
  { name: 'falling rmsProp', make: () => rmsProp({ ...of(0.02), epsilon }) },
  {
    name: 'falling rmsProp, centered',
    make: () => rmsProp({ ...of(0.01), rho: 0.5, momentum: 0.5, epsilon: 0.01, centered: true }),
  },
  {
    name: 'falling adam, amsgrad',
    make: () => adam({ ...of(0.1), beta1: 0.8, beta2: 0.9, epsilon, amsgrad: true }),
  },
  { name: 'falling adamax', make: () => adamax({ ...of(0.05), beta2: 0.99, epsilon }) },
  { name: 'falling nadam', make: () => nadam({ ...of(0.05), epsilon }) },
  { name: 'falling radam', make: () => radam({ ...of(0.05), beta2: 0.99, epsilon }) },
  { name: 'falling lamb', make: () => lamb({ ...of(0.05, 0.1), epsilon }) },
  { name: 'falling lars', make: () => lars({ ...of(0.1, 0.1), trustCoefficient: 0.1 }) },
  { name: 'falling lion', make: () => lion(of(0.02)) },
  { name: 'falling adafactor', make: () => adafactor(of(0.1)) },
  { name: 'falling adafactor, absolute', make: () => adafactor({ ...of(0.1), relativeStep: false }) },
  { name: 'falling muon', make: () => muon({ ...of(0.1), epsilon }) },
  { name: 'falling rprop', make: () => rprop(of(0.02)) },
  { name: 'falling lbfgs', make: () => lbfgs({ learningRate: falling(0.05), l2: 0.1, historySize: 4 }) },
  { name: 'falling lookahead', make: () => lookahead(adamW({ ...of(0.1, 0.1), epsilon })) },
  { name: 'falling sam', make: () => sam(sgd(of(0.02))) },
  { name: 'falling ema', make: () => ema(sgd(of(0.02)), { momentum: 0.9 }), shown: averagesOf },
  { name: 'falling swa', make: () => swa(sgd(of(0.02)), { startStep: 5, frequency: 3 }), shown: averagesOf },
  { name: 'falling scheduleFreeSgd', make: () => scheduleFreeSgd(of(0.05, 0.1)), shown: placesAndAverages },
  {
    name: 'falling scheduleFreeAdamW',
    make: () => scheduleFreeAdamW({ ...of(0.1, 0.1), epsilon }),
    shown: placesAndAverages,
  },
];
