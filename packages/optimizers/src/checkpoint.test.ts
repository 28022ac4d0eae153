import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  accuracy,
  type BatchSource,
  type Context,
  fit,
  type FitOptions,
  glorotUniform,
  latestCheckpoint,
  Module,
  Parameter,
  readCheckpoint,
  saveCheckpoint,
  seed,
  sharedRandom,
  sparseCategoricalCrossentropy as loss,
  tanh,
  type tf,
  toSafetensors,
  train,
  useDevice,
} from '@thaw/core';
import { type Callback, checkpoint } from '@thaw/core/callbacks';
import { drawUniform } from '@thaw/backend';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { accumulate, adam, cosineDecay, ema, type StatefulOptimizer } from './index.ts';

let folder: string;

beforeAll(async () => {
  await useDevice();
  folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A hidden layer of which a step of training hears only some. */
class Net extends Module {
  readonly kernel = new Parameter([4, 6], glorotUniform([4, 6]));
  readonly head = new Parameter([6, 3], glorotUniform([6, 3]));

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    const hidden = tanh(input.matMul(this.kernel.value));
    const heard = training ? hidden.mul(drawUniform(random!, [hidden.shape[0]!, 6]).greater(0.4)) : hidden;
    return heard.matMul(this.head.value);
  }
}

/** Four batches of an epoch in an order of its own, each row with noise from the generator that `seed` seeds. */
class Shuffled implements BatchSource {
  readonly length = 4;
  readonly #random = sharedRandom().fork();

  *epoch(index: number) {
    for (const batch of this.#random.fork(index).permutation(4)) {
      const data = sharedRandom().normal(5 * 4);
      const labels = Int32Array.from({ length: 5 }, (_, row) => (batch + row) % 3);
      yield { input: { data, shape: [5, 4] }, target: { data: labels, shape: [5] } };
    }
  }
}

const begin = (batchesOfStep = 1) => {
  seed(7);
  const model = new Net();
  const learningRate = cosineDecay({ initialLearningRate: 0.1, decaySteps: 11 });
  const averaged = ema(adam({ learningRate }));
  const optimizer: StatefulOptimizer =
    batchesOfStep === 1 ? averaged : accumulate(averaged, { batches: batchesOfStep });
  const batches: BatchSource = new Shuffled();
  return { model, optimizer, batches };
};
type Run = ReturnType<typeof begin>;

const EPOCHS = 3;
const go = ({ model, optimizer, batches }: Run, options: FitOptions = {}) =>
  fit(model, batches, { loss, optimizer, epochs: EPOCHS, metrics: [accuracy()], ...options });
const endOf = async ({ model, optimizer }: Run): Promise<unknown> => [
  await toSafetensors(model),
  await optimizer.state(),
  sharedRandom().state,
];

test.each([
  ['in the middle of an epoch', 6],
  ['before the last step of one', 7],
  ['at the end of one', 8],
  ['at the end of all', 12],
  ['between two of three batches that make one step', 6, 3],
])(
  'a run that is broken off %s and goes on is one that never stopped, to the bit',
  async (_, steps, ofStep = 1) => {
    const whole = begin(ofStep);
    const history = await go(whole);
    const end = await endOf(whole);

    const place = join(folder, `${steps} of ${ofStep}`);
    const broken = begin(ofStep);
    const stop: Callback = {
      onStepBegin: ({ step }) => {
        if (step > steps) throw new Error('broken off');
      },
    };
    const callbacks = [checkpoint(place, { everySteps: steps, keep: 1 }), stop];
    const outcome = await go(broken, { callbacks }).then(
      () => 'ended',
      (error: Error) => error.message,
    );
    expect(outcome).toBe(steps === 12 ? 'ended' : 'broken off');

    const resumed = begin(ofStep);
    sharedRandom().words(99); // whatever else was drawn in the meantime
    const rest = await go(resumed, { resume: latestCheckpoint(place) });
    expect(await endOf(resumed)).toEqual(end);
    expect(rest.losses).toEqual(history.losses.slice(steps));
    expect(rest.epochs.length).toBe(EPOCHS - Math.floor(steps / 4));
    expect(rest.epochs.at(-1)?.steps ?? 4).toBe(4);
  },
);

// At 4 of 3 batches a step, one that was gathered is left for the end of the epoch.
test.each([
  [3, 1],
  [4, 1],
  [4, 3],
])(
  'train goes on too, from what its own loop saved after step %i, by %i batches a step, and batches may be without a length',
  async (at, ofStep) => {
    const start = (): Run => {
      const { batches, ...run } = begin(ofStep);
      return { ...run, batches: ((epoch: number) => batches.epoch(epoch)) as never };
    };
    const whole = start();
    await go(whole);
    const end = await endOf(whole);
    const path = join(folder, 'loop.safetensors');
    const { model, optimizer, batches } = start();
    for await (const { place } of train(model, batches, { loss, optimizer, epochs: EPOCHS })) {
      if (place.step !== at) continue;
      await saveCheckpoint(path, { model, optimizer, place });
      break;
    }
    const resumed = start();
    const steps: number[] = [];
    const options = {
      loss,
      optimizer: resumed.optimizer,
      epochs: EPOCHS,
      resume: await readCheckpoint(path),
    };
    for await (const { step } of train(resumed.model, resumed.batches, options)) steps.push(step);
    expect(steps).toEqual(Array.from({ length: 12 - at }, (_, i) => at + 1 + i));
    expect(await endOf(resumed)).toEqual(end);
  },
);
