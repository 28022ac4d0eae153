import { seed, useDevice } from '@thaw/backend';
import {
  accuracy,
  encodeSafetensors,
  fit,
  readCheckpoint,
  sparseCategoricalCrossentropy as loss,
  toSafetensors,
} from '@thaw/core';
import { checkpoint } from '@thaw/core/callbacks';
import { memoryStore } from '@thaw/core/stores';
import { watchGpuErrors } from '@thaw/testing';
import { expect, test } from 'vitest';

import { batchesOfTwoSizes, NetWithDropout } from './conformance/net-with-dropout.ts';
import { adamW, cosineDecay, ema } from './index.ts';

await useDevice('webgpu');

test('compiled training that goes on from a checkpoint amid an epoch is training that was never broken off, to the bit', async () => {
  const errors = watchGpuErrors();
  const store = memoryStore();
  const learningRate = cosineDecay({ initialLearningRate: 0.1, decaySteps: 12 });
  const end = async (resumes: boolean): Promise<unknown> => {
    seed(resumes ? 8 : 7); // weights, slots and generator are those of the checkpoint
    const [model, optimizer] = [new NetWithDropout(), ema(adamW({ learningRate, globalClipNorm: 0.1 }))];
    const { losses, epochs } = await fit(model, batchesOfTwoSizes, {
      loss,
      optimizer,
      metrics: [accuracy()],
      epochs: 4,
      ...(resumes
        ? { resume: await readCheckpoint({ store, name: 'step-00000004.safetensors' }) }
        : { callbacks: [checkpoint(store, { everySteps: 4, keep: 9 })] }),
    });
    const ends = [losses.slice(-8), epochs.slice(-2).map(({ logs }) => logs)];
    const kept = [await toSafetensors(model), encodeSafetensors(await optimizer.state())];
    model.dispose();
    optimizer.dispose();
    return [...ends, ...kept];
  };
  const whole = await end(false);
  expect(await end(true)).toEqual(whole);
  await errors.expectNone();
});
