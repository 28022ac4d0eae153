import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Weighted, batches, learning, signs } from '../../fixtures/signs.ts';
import { type Callback, HeldStep, type Run } from '../callbacks/index.ts';
import { fit, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** Writes down what it is told. */
const scribe = (name: string, lines: string[], stop?: (place: string, run: Run) => void): Callback => {
  const note = (place: string, run: Run): void => {
    lines.push(`${name} ${place}`);
    stop?.(place, run);
  };
  return {
    onTrainBegin: (run) => note('begin', run),
    onEpochBegin: (epoch, run) => note(`epoch ${epoch}`, run),
    onStepEnd: ({ step }, run) => note(`step ${step}`, run),
    onEpochEnd: ({ epoch }, run) => note(`end of epoch ${epoch}`, run),
    onTrainEnd: (run) => note('end', run),
  };
};

test('callbacks are called in the order given, at each place', async () => {
  const lines: string[] = [];
  await fit(new Weighted(), batches.slice(0, 2), {
    ...learning,
    epochs: 2,
    callbacks: [scribe('a', lines), scribe('b', lines)],
  });
  const places = [
    'begin',
    'epoch 1',
    'step 1',
    'step 2',
    'end of epoch 1',
    'epoch 2',
    'step 3',
    'step 4',
    'end of epoch 2',
    'end',
  ];
  expect(lines).toEqual(places.flatMap((place) => [`a ${place}`, `b ${place}`]));
});

test('a step is told of before it is taken, while the weights are as they were', async () => {
  const seen: unknown[] = [];
  const watcher: Callback = {
    onStepBegin: async (start, { model }) => {
      const { epoch, step } = start;
      const held = new HeldStep(start);
      const kernel = held.weights.get('kernel')!;
      expect(await kernel.data()).toEqual(await model.weights().get('kernel')!.data());
      seen.push([epoch, step, (held.input as tf.Tensor).shape]);
      held.dispose();
    },
  };
  const model = new Weighted();
  void model.kernel.value;
  const run = () => fit(model, batches.slice(0, 2), { ...learning, epochs: 2, callbacks: [watcher] });
  await expectNoLeak(run);
  expect(seen.slice(-4)).toEqual([
    [1, 1, [3, 1]],
    [1, 2, [1, 1]],
    [2, 3, [3, 1]],
    [2, 4, [1, 1]],
  ]);
});

test('callbacks know the run, and the steps of an epoch as soon as they can be known', async () => {
  const known: unknown[] = [];
  const watcher: Callback = {
    onStepEnd: ({ stepOfEpoch, logs }, { stepsPerEpoch, epochs }) =>
      void known.push([stepOfEpoch, stepsPerEpoch, epochs, Object.keys(logs)]),
  };
  await fit(new Weighted(), batches.slice(0, 1), { ...learning, epochs: 2, callbacks: [watcher] });
  await fit(new Weighted(), () => batches.slice(0, 1), { ...learning, epochs: 2, callbacks: [watcher] });
  expect(known).toEqual([
    [1, 1, 2, ['loss']],
    [1, 1, 2, ['loss']],
    [1, undefined, 2, ['loss']],
    [1, 1, 2, ['loss']],
  ]);
});

test('callbacks that give a promise are waited for', async () => {
  const lines: string[] = [];
  const slow: Callback = {
    onEpochEnd: async ({ epoch }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      lines.push(`slow ${epoch}`);
    },
  };
  await fit(new Weighted(), batches, { ...learning, epochs: 2, callbacks: [slow, scribe('quick', lines)] });
  expect(lines.indexOf('slow 1')).toBe(lines.indexOf('quick end of epoch 1') - 1);
});

test.each([
  ['begin', 0],
  ['epoch 1', 1],
  ['end of epoch 1', 10],
])('callbacks stop a run at "%s"', async (at, steps) => {
  const many = Array.from({ length: 10 }, () => signs(1));
  const stopper = scribe('a', [], (place, run) => {
    if (place === at) run.stop('enough');
    if (place === 'end') run.stop('too late to matter');
  });
  const history = await fit(new Weighted(), many, { ...learning, epochs: 3, callbacks: [stopper] });
  expect(history.losses).toHaveLength(steps);
  expect(history.stopped).toBe('enough');
});

test('callbacks stop a run within an epoch: it ends soon, and every step taken is reported', async () => {
  const many = Array.from({ length: 50 }, () => signs(1));
  const lines: string[] = [];
  const stopper = scribe('a', lines, (place, run) => {
    if (place === 'step 2') run.stop('enough');
  });
  const history = await fit(new Weighted(), many, { ...learning, epochs: 3, callbacks: [stopper] });
  expect(history.stopped).toBe('enough');
  expect(history.epochs.map(({ steps }) => steps)).toEqual([history.losses.length]);
  expect(history.losses.length).toBeLessThan(12);
  expect(lines.filter((line) => line.startsWith('a step'))).toHaveLength(history.losses.length);
});

test('callbacks are told of the end also when training fails, each of them', async () => {
  const lines: string[] = [];
  const failing: Callback = {
    onTrainEnd: () => {
      throw new Error('the end failed too');
    },
  };
  const run = fit(new Weighted(), [signs(1), { input: tf.ones([1, 7]), target: tf.ones([1, 1]) }], {
    ...learning,
    callbacks: [failing, scribe('a', lines)],
  });
  await expect(run).rejects.toThrow(/shape/i); // what failed first
  expect(lines).toEqual(['a begin', 'a epoch 1', 'a end']);
});

test('callbacks that fail end the run', async () => {
  const lines: string[] = [];
  const failing: Callback = {
    onEpochEnd: () => {
      throw new Error('mine');
    },
  };
  await expect(
    fit(new Weighted(), batches, { ...learning, callbacks: [scribe('a', lines), failing] }),
  ).rejects.toThrow('mine');
  expect(lines.at(-1)).toBe('a end');
});
