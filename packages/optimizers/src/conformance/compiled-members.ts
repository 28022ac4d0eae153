import { Random, tf } from '@thaw/backend';
import { encodeSafetensors } from '@thaw/core';

import {
  accumulate,
  type Accumulation,
  adam,
  centralizeGradients,
  ema,
  gradientNoise,
  lbfgs,
  lookahead,
  lossScale,
  radam,
  sgd,
  type StatefulOptimizer,
  swa,
  transformGradients,
} from '../index.ts';
import { fallingMembers } from './falling.ts';
import { falling, members } from './members.ts';
import { placesOf, problems, variablesOf } from './problems.ts';

const noisy = (): StatefulOptimizer =>
  transformGradients(
    adam({ learningRate: falling(0.1) }),
    gradientNoise({ random: new Random(3) }),
    centralizeGradients,
  );

/** Members, and the ways of those that go several. */
export const compiledMembers: readonly { name: string; make: () => StatefulOptimizer; ways?: string[] }[] = [
  ...members,
  ...fallingMembers,
  { name: 'lbfgs, line search', make: () => lbfgs({ lineSearch: 'strongWolfe' }) },
  { name: 'gradient noise', make: noisy },
  { name: 'loss scale', make: () => lossScale(adam(), { scale: 512 }) },
  {
    name: 'accumulate',
    make: () => accumulate(lookahead(ema(adam()), { syncPeriod: 2 }), { batches: 2 }),
    ways: [
      'gathering',
      'stepping after bias and kernel, beginning',
      'stepping after bias and kernel, going back',
      'stepping after bias and kernel',
    ],
  },
  {
    name: 'lookahead around ema around radam',
    make: () => lookahead(ema(radam({ beta2: 0.8 })), { syncPeriod: 3 }),
    ways: [
      'beginning, by the mean alone',
      'by the mean alone',
      'going back, by the mean alone',
      '',
      'going back',
    ],
  },
  {
    name: 'swa that begins late',
    make: () => swa(sgd(), { startStep: 5, frequency: 3 }),
    ways: ['beginning', 'waiting', ''],
  },
];

/** What is there after each of twelve steps, and what the optimizer remembers then. */
export interface Course {
  /** The numbers of the variables, and the rate. */
  readonly places: readonly number[][];
  readonly state: Uint8Array;
}

/** Twelve steps. On the way it goes on from a state, an epoch ends, and the rate is set by hand. */
export async function walkTwelve(
  optimizer: StatefulOptimizer,
  take: (step: () => Record<string, tf.Tensor>) => unknown,
): Promise<Course> {
  const variables = variablesOf(problems.logits, ['kernel', 'bias']);
  const step = (): Record<string, tf.Tensor> => {
    const { value, gradients } = optimizer.gradients(() => problems.logits.loss(...variables), variables);
    optimizer.applyGradients(gradients);
    return { loss: value };
  };
  const places: number[][] = [];
  for (let i = 0; i < 12; i++) {
    if (i === 5) optimizer.restore(await optimizer.state());
    if (i === 7) (optimizer as Partial<Accumulation>).endEpoch?.();
    if (i === 8) optimizer.learningRate *= 0.75;
    await take(step);
    places.push([...(await placesOf(variables)), optimizer.learningRate]);
  }
  const state = encodeSafetensors(await optimizer.state());
  optimizer.dispose();
  tf.dispose(variables);
  return { places, state };
}
