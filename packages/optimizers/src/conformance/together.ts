import { Random, seed } from '@thaw/backend';
import {
  accuracy,
  encodeSafetensors,
  fit,
  readCheckpoint,
  sparseCategoricalCrossentropy as loss,
  toSafetensors,
} from '@thaw/core';
import { checkpoint } from '@thaw/core/callbacks';
import type { memoryStore } from '@thaw/core/stores';

import { accumulate, adam, adamW, centralizeGradients, cosineDecay, ema, gradientNoise, lookahead, sam, sgd, type StatefulOptimizer, swa, transformGradients, warmup } from '../index.ts'; // prettier-ignore
import { batchesOfTwoSizes, NetWithDropout } from './net-with-dropout.ts';

const falling = cosineDecay({ initialLearningRate: 0.1, decaySteps: 12 });

/** What goes together in one step of `fit`. */
export const together: readonly (readonly [name: string, make: () => StatefulOptimizer])[] = [
  [
    'a schedule, clipping by the norm of all, decay, groups',
    () =>
      adamW({
        learningRate: falling,
        globalClipNorm: 0.1,
        weightDecay: 0.1,
        groups: [
          {
            pattern: 'layers.*.bias',
            weightDecay: 0,
            learningRate: warmup({ warmupSteps: 3, schedule: falling }),
          },
        ],
      }),
  ],
  [
    'noise and centred gradients, momentum, clipping by the norm of each',
    () =>
      transformGradients(
        sgd({ momentum: 0.9, clipNorm: 0.1 }),
        gradientNoise({ random: new Random(3) }),
        centralizeGradients,
      ),
  ],
  ['accumulation, averages, lookahead', () => accumulate(ema(lookahead(adam({ learningRate: falling }), { syncPeriod: 2 })), { batches: 2 })], // prettier-ignore
  [
    'sam around averages that begin late, clipping by value',
    () => sam(swa(sgd({ learningRate: 0.1, clipValue: 0.02 }), { startStep: 4, frequency: 2 })),
  ],
];

/** How training ended. */
export interface Ended {
  readonly losses: readonly number[];
  /** Logs of the last epochs, weights and the optimizer's state. */
  readonly kept: readonly unknown[];
}

/**
 * Trains for four epochs of three steps, with dropout and a metric; compiled training leaves checkpoints in the store, and training that
 * resumes goes on from that of the fourth step.
 */
export async function endOf(
  make: () => StatefulOptimizer,
  way: 'eager' | 'compiled' | 'resumed',
  store: ReturnType<typeof memoryStore>,
): Promise<Ended> {
  seed(way === 'resumed' ? 8 : 7); // weights, slots and generator are those of the checkpoint
  const [model, optimizer] = [new NetWithDropout(), make()];
  const { losses, epochs } = await fit(model, batchesOfTwoSizes, {
    loss,
    optimizer,
    metrics: [accuracy()],
    epochs: 4,
    compile: way !== 'eager',
    callbacks: way === 'compiled' ? [checkpoint(store, { everySteps: 4, keep: 9 })] : [],
    ...(way === 'resumed' && { resume: await readCheckpoint({ store, name: 'step-00000004.safetensors' }) }),
  });
  const logs = epochs.slice(-2).map(({ logs }) => logs);
  const kept = [logs, await toSafetensors(model), encodeSafetensors(await optimizer.state())];
  model.dispose();
  optimizer.dispose();
  return { losses: losses.slice(-8), kept };
}
