import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Affine, batches, points } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  type ArrayData,
  type Batch,
  type Batches,
  evaluate,
  fit,
  meanSquaredError as loss,
  predict,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** The rows of y = 2x + 1 for tf.data. */
const elements = [1, 2, 3].map((x) => ({ xs: [x], ys: [2 * x + 1] }));

/** Tensors of their own for each epoch, as a loader makes them: they are the loop's to dispose. */
function* made(): Generator<Batch> {
  for (const { input, target } of batches as Record<'input' | 'target', ArrayData>[]) {
    const batch = {
      input: tf.tensor(input.data, [...input.shape]),
      target: tf.tensor(target.data, [...target.shape]),
    };
    yield batch;
    tf.dispose(batch);
  }
}

const late = async function* (): AsyncGenerator<Batch> {
  for (const batch of batches) yield await Promise.resolve(batch);
};

test.each<[string, () => Batches]>([
  ['an array', () => batches],
  ['a set', () => new Set(batches)],
  ['an async iterable', () => ({ [Symbol.asyncIterator]: late })],
  ['a generator function', () => made],
  ['an async generator function', () => late],
  ['a function of the epoch that gives an array', () => () => batches],
  ['a source', () => ({ length: 2, epoch: () => batches })],
  ['a source of async epochs', () => ({ epoch: late })],
  ['arrays as { xs, ys }', () => batches.map(({ input, target }) => ({ xs: input, ys: target })) as never],
  ['a dataset of tf.data', () => tf.data.array(elements).batch(2)],
  [
    'a dataset of tf.data, as { input, target }',
    () =>
      tf.data
        .array(elements)
        .map((element) => {
          const { xs, ys } = element as { xs: number[]; ys: number[] };
          return { input: xs, target: ys };
        })
        .batch(2),
  ],
])('%s: learnt from epoch by epoch, evaluated, predicted; nothing is left', async (_, make) => {
  const [model, plain] = [new Affine(), new Affine()];
  const options = { loss, optimizer: gradientDescent(0.05), epochs: 2 };
  const expected = await fit(plain, batches, { ...options, validation: batches });
  const run = () => fit(model, make(), { ...options, validation: make() });
  expect((await run()).losses).toEqual(expected.losses);
  await expectClose(model.kernel.value, plain.kernel.value, 0);
  expect((await evaluate(model, make(), { loss })).loss).toBe(expected.epochs[1]!.logs['validationLoss']);
  const outputs = await predict(model, make());
  await expectClose(outputs, plain.forward(tf.tensor2d([[1], [2], [3]])), 0);
  outputs.dispose();
  await expectNoLeak(async () => {
    await run();
    (await predict(model, make())).dispose();
  });
});

test('predict needs no targets, and none that fit', async () => {
  const inputs = [{ input: points([1], []).input }, { ...points([2], [5]), sampleWeight: tf.ones([9]) }];
  const outputs = await predict(new Affine(), inputs);
  expect(outputs.shape).toEqual([2, 1]);
});

test.each<[() => unknown, string]>([
  [
    () => predict(new Affine(), batches, { batchSize: 2 }),
    'predict: batches have a size of their own; leave out batchSize.',
  ],
  [() => predict(new Affine(), []), 'There is nothing to predict: the batches are empty.'],
  [
    () => predict(new Affine(), () => [{ target: tf.ones([1, 1]) }] as never),
    'A batch must be { input, target }, each a tensor or { data, shape }; this one has no input.',
  ],
  [
    () => fit(new Affine(), late(), { loss, optimizer: gradientDescent(0.1), epochs: 2 }),
    'The batches were used up in epoch 1 and gave nothing in epoch 2: pass what can be gone through again, such as table.batches(32), an array, or a function that makes them for each epoch.',
  ],
])('refused with what to do %#', async (act, message) => {
  await expect(async () => act()).rejects.toThrow(new ArgumentError(message));
});
