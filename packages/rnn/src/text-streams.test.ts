import { ensureDevice, tf } from '@thaw/backend';
import { fit, seed, sparseCategoricalCrossentropy } from '@thaw/core';
import { expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { LanguageModel, textStreams } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const count = (length: number): number[] => Array.from({ length }, (_, i) => i);

test('rows go on from batch to batch, and the target is the id after', () => {
  const batches = textStreams(count(15), { batchSize: 2, length: 3 });
  expect(batches.length).toBe(2);
  expect([...batches.epoch(0)]).toEqual([
    {
      input: { data: Int32Array.of(0, 1, 2, 7, 8, 9), shape: [2, 3] },
      target: { data: Int32Array.of(1, 2, 3, 8, 9, 10), shape: [2, 3] },
    },
    {
      input: { data: Int32Array.of(3, 4, 5, 10, 11, 12), shape: [2, 3] },
      target: { data: Int32Array.of(4, 5, 6, 11, 12, 13), shape: [2, 3] },
    },
  ]);
  expect([...batches.epoch(1)]).toEqual([...batches.epoch(0)]);
});

test('the shortest text that fills a batch is the batch and one id more', () => {
  expect([...textStreams(count(5), { batchSize: 2, length: 2 }).epoch(0)][0]!.target.data).toEqual(
    Int32Array.of(1, 2, 3, 4),
  );
});

test('the model forgets when an epoch begins and when it ends, however it ends', () => {
  const model = new LanguageModel(10, 2, { stateful: true });
  const batches = textStreams(count(9), { batchSize: 2, length: 2, model });
  tf.dispose(model.forward(tf.zeros([3, 2], 'int32'))); // uploads the weights, and leaves a state of three rows
  const state = 2;
  const carrying = tf.memory().numTensors;
  for (const { input } of batches.epoch(0)) {
    tf.tidy(() => void model.forward(tf.tensor2d(input.data, [2, 2], 'int32')));
    expect(tf.memory().numTensors).toBe(carrying);
  }
  expect(tf.memory().numTensors).toBe(carrying - state);
  for (const { input } of batches.epoch(1)) {
    tf.tidy(() => void model.forward(tf.tensor2d(input.data, [2, 2], 'int32')));
    break;
  }
  expect(tf.memory().numTensors).toBe(carrying - state);
});

test('an epoch after an epoch is the same as alone: training and validation share no state', async () => {
  const ids = count(41).map((i) => (i * i) % 7);
  const losses = async (): Promise<number[]> => {
    seed(4);
    const model = new LanguageModel(7, 3, { stateful: true });
    const history = await fit(model, textStreams(ids, { batchSize: 4, length: 5, model }), {
      loss: sparseCategoricalCrossentropy,
      optimizer: gradientDescent(1e-12),
      epochs: 2,
      validation: textStreams(ids, { batchSize: 2, length: 5, model }), // of another batch size, which may not meet the state
    });
    model.dispose();
    return history.epochs.map(({ logs }) => logs['validationLoss']!);
  };
  await expectNoLeak(losses);
  const [first, second] = await losses();
  expect(Math.abs(first! - second!)).toBeLessThan(1e-6);
});
