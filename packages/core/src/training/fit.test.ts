import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Weighted, batches, learning, signs } from '../../fixtures/signs.ts';
import type { Callback } from '../callbacks/index.ts';
import {
  accuracy,
  ArgumentError,
  type Batch,
  binaryAccuracy,
  fit,
  type LearningRule,
  ShapeError,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const constantRule: LearningRule = { update: () => tf.scalar(0.25) };

test('the history has the loss of every step, and the logs of every epoch', async () => {
  const history = await fit(new Weighted(), batches, {
    ...learning,
    metrics: [accuracy(), binaryAccuracy()],
    epochs: 3,
  });
  expect(history.losses).toHaveLength(9);
  expect(history.epochs.map(({ epoch, steps, learningRate }) => ({ epoch, steps, learningRate }))).toEqual(
    [1, 2, 3].map((epoch) => ({ epoch, steps: 3, learningRate: 0.5 })),
  );
  expect(Object.keys(history.epochs[0]!.logs)).toEqual(['loss', 'accuracy', 'binaryAccuracy']);
  expect(history.epochs[2]!.logs['accuracy']).toBe(1);
  expect(history.stopped).toBe(undefined);
});

test("an epoch's loss is the mean over its rows, its accuracy that of all its rows", async () => {
  const still = gradientDescent(0);
  const { epochs, losses } = await fit(new Weighted(), batches, {
    ...learning,
    optimizer: still,
    metrics: [accuracy()],
  });
  const { logs } = epochs[0]!;
  expect(logs['loss']).toBeCloseTo((3 * losses[0]! + losses[1]! + 2 * losses[2]!) / 6, 6);
  expect(logs['accuracy']).toBe(0);
});

test('validation is measured after each epoch, under its own names, and changes nothing', async () => {
  const options = { ...learning, metrics: [accuracy()], epochs: 2 };
  const [one, two] = [new Weighted(), new Weighted()];
  const { epochs } = await fit(one, batches, { ...options, validation: [signs(1, -1), signs(2)] });
  await fit(two, batches, options);
  expect(Object.keys(epochs[0]!.logs)).toEqual(['loss', 'accuracy', 'validationLoss', 'validationAccuracy']);
  expect(epochs[1]!.logs['validationAccuracy']).toBe(1);
  expect(await one.kernel.data()).toEqual(await two.kernel.data());
});

test('a rule shows its number as the loss, and its metrics', async () => {
  const history = await fit(new Weighted(), batches, {
    rule: constantRule,
    metrics: [accuracy()],
    validation: batches,
  });
  expect(history.losses).toEqual([0.25, 0.25, 0.25]);
  expect(history.epochs[0]!.logs).toEqual({ loss: 0.25, accuracy: 0, validationAccuracy: 0 });
});

test('nothing leaks, with validation, metrics and a stop', async () => {
  const model = new Weighted();
  const callbacks: Callback[] = [{ onStepEnd: ({ step }, { stop }) => void (step === 4 && stop('enough')) }];
  await expectNoLeak(() =>
    fit(model, batches, { ...learning, metrics: [accuracy()], validation: batches, epochs: 9, callbacks }),
  );
});

test('nothing leaks when a batch in the middle fails', async () => {
  const model = new Weighted();
  const wrong: Batch = {
    input: { data: new Float32Array(7), shape: [1, 7] },
    target: { data: new Float32Array(1), shape: [1, 1] },
  };
  await expectNoLeak(() => expect(fit(model, [...batches, wrong], learning)).rejects.toThrow(/shape/i));
});

test('the best loss is near: the weight grows', async () => {
  const model = new Weighted();
  const { losses } = await fit(model, batches, { ...learning, epochs: 20 });
  expect(losses.at(-1)).toBeLessThan(0.01);
  await expectClose(model.forward(tf.zeros([1, 1])), [[0]], 0);
});

test.each([
  [
    () => fit(new Weighted(), [], learning),
    new ArgumentError('There is nothing to learn from: the batches are empty.'),
  ],
  [
    () => fit(new Weighted(), batches, { ...learning, epochs: 1.5 }),
    new ArgumentError('epochs must be a whole number from 1 on, got 1.5.'),
  ],
  [
    () => fit(new Weighted(), batches, { ...learning, validation: [] }),
    new ArgumentError('There is nothing to evaluate on: the batches are empty.'),
  ],
  [
    () => fit(new Weighted(), batches, { rule: constantRule, validation: batches }),
    new ArgumentError(
      'fit: a rule has no loss to validate; name what to measure, { metrics: [accuracy()] }, or leave validation out.',
    ),
  ],
  [
    () => fit(new Weighted(), batches, { ...learning, metrics: [accuracy(), accuracy({ threshold: 0.5 })] }),
    new ArgumentError(
      'Two figures are named "accuracy", and results go by name; give one another, as in { ...metric, name: \'other\' }.',
    ),
  ],
  [
    () => fit(new Weighted(), [{ input: tf.ones([2, 1]), target: tf.ones([2]) }], learning),
    new ShapeError("binaryCrossentropy: expected targets of the prediction's shape [2, 1], got [2]."),
  ],
])('refused with what to do %#', async (run, error) => {
  await expect(run()).rejects.toThrow(error);
});
