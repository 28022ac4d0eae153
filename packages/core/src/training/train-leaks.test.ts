import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Affine, all, batches, options, points } from '../../fixtures/affine.ts';
import {
  accuracy,
  memory,
  sparseCategoricalCrossentropy,
  type Step,
  tf,
  train,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const model = new Affine();
const classifier = new Affine(1, 3);
const given = batches;
const labels = [
  {
    input: { data: new Float32Array(4), shape: [4, 1] },
    target: { data: Int32Array.of(0, 1, 0, 3), shape: [4] },
  },
];

test.each<[string, () => Promise<unknown>]>([
  [
    'over steps whose loss is read',
    async () =>
      Promise.all((await all(train(model, given, { ...options, epochs: 9 }))).map((step) => step.loss)),
  ],
  ['over steps whose loss is never read', () => all(train(model, given, { ...options, epochs: 9 }))],
  ['with metrics', () => all(train(model, given, { ...options, metrics: [accuracy()] }))],
  [
    'when the loop is left early, read or not',
    async () => {
      for await (const { step } of train(model, given, { ...options, epochs: 9 })) if (step === 3) break;
      for await (const { step, loss } of train(model, given, { ...options, epochs: 9 }))
        if ((await loss) && step === 3) break;
    },
  ],
  [
    'when the body of the loop fails',
    () =>
      expect(async () => {
        for await (const { step } of train(model, given, { ...options, epochs: 9 }))
          if (step === 3) throw new Error('mine');
      }).rejects.toThrow('mine'),
  ],
  [
    'with a dataset of tf.data, also when it is left early',
    async () => {
      const dataset = tf.data
        .array([
          { xs: [1], ys: [3] },
          { xs: [2], ys: [5] },
        ])
        .batch(1);
      await all(train(model, dataset, options));
      for await (const { step } of train(model, dataset, options)) if (step === 1) break;
    },
  ],
  [
    'when a label is out of range',
    () =>
      expect(
        all(train(classifier, labels, { ...options, loss: sparseCategoricalCrossentropy })),
      ).rejects.toThrow('label 3'),
  ],
  [
    'when a batch does not fit',
    () =>
      expect(all(train(model, [...given, points([1], [1, 2])], options))).rejects.toThrow(
        '1 inputs and 2 targets',
      ),
  ],
])('nothing leaks %s', async (_, action) => {
  const stays = model.kernel.value.size + model.bias.value.size;
  expect(stays).toBe(2);
  await expectNoLeak(action);
});

test('a loss that is read after the loop was left is there', async () => {
  let last: Step | undefined;
  for await (const step of train(new Affine(), given, options)) {
    last = step;
    break;
  }
  expect(await last!.loss).toBe(17);
});

test('steps that wait to be read are few', async () => {
  const most: number[] = [];
  for await (const { step } of train(model, given, { ...options, epochs: 50 })) most[step] = memory().tensors;
  expect(most.at(-1)).toBe(most[20]);
});
