import { valueAndGradients } from '@thaw/backend';
import { expectClose, gradientDescent } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { Affine, all, batches, options, points } from '../../fixtures/affine.ts';
import {
  accuracy,
  binaryAccuracy,
  type Batch,
  type Batches,
  binaryCrossentropy,
  currentDevice,
  type LearningRule,
  seed,
  tf,
  train,
} from '../index.ts';

// This test stands first: the model is built, and training begun, before any device is chosen.
test('a model built before a device is chosen trains; the device is chosen by the way', async () => {
  const model = new Affine();
  expect(currentDevice()).toBe(undefined);
  const [first] = await all(train(model, batches, options));
  expect(currentDevice()!.name).toBe(process.env['THAW_DEVICE']);
  expect(await first!.loss).toBe(17); // (3² + 5²)/2
});

test('one step by hand: w and b move by −rate times their gradients', async () => {
  const model = new Affine();
  const [step] = await all(train(model, batches.slice(0, 1), options));
  // d/dw mean (y − wx − b)² = −mean 2x(y) = −(1·3 + 2·5), d/db = −(3 + 5)
  await expectClose(await model.kernel.data(), [0.05 * 13], 1e-6);
  await expectClose(await model.bias.data(), [0.05 * 8], 1e-6);
  expect({ ...step }).toMatchObject({ epoch: 1, step: 1, size: 2, learningRate: 0.05 });
});

test('it yields after every step, over all epochs, and learns', async () => {
  const model = new Affine();
  const steps = await all(train(model, batches, { ...options, epochs: 200 }));
  expect(steps.map(({ epoch, step, size }) => [epoch, step, size]).slice(0, 4)).toEqual([
    [1, 1, 2],
    [1, 2, 1],
    [2, 3, 2],
    [2, 4, 1],
  ]);
  expect(steps).toHaveLength(400);
  await expectClose(await model.kernel.data(), [2], 1e-2);
  await expectClose(await model.bias.data(), [1], 1e-2);
});

test('an optimizer that asks is told the paths of the parameters, and takes the gradients its own way', async () => {
  const model = new Affine();
  let paths: ReadonlyMap<string, string> = new Map();
  const optimizer = {
    ...gradientDescent(0.05),
    bind: (given: ReadonlyMap<string, string>) => void (paths = given),
    gradients: (compute: () => tf.Tensor, variables: readonly tf.Variable[]) => {
      const { value, gradients } = valueAndGradients(compute, variables);
      compute(); // a second forward pass is measured once
      for (const name in gradients) gradients[name] = tf.mul(gradients[name]!, 2);
      return { value, gradients };
    },
  };
  const metrics = [binaryAccuracy()];
  const [step] = await all(train(model, batches.slice(0, 1), { ...options, optimizer, metrics }));
  expect(await step!.loss).toBe(17);
  expect(Object.keys(await step!.metrics)).toHaveLength(1);
  await expectClose(await model.kernel.data(), [2 * 0.05 * 13], 1e-6);
  expect([...paths]).toEqual([
    [model.kernel.value.name, 'kernel'],
    [model.bias.value.name, 'bias'],
  ]);
});

test('losses and metrics are read late, in any order and more than once', async () => {
  const model = new Affine();
  const given = [points([1, 2], [0, 1]), points([3], [1])];
  const learning = {
    loss: binaryCrossentropy,
    optimizer: gradientDescent(0.1),
    epochs: 20,
    metrics: [accuracy()],
  };
  const steps = await all(train(model, given, learning));
  const losses = await Promise.all(steps.reverse().map(({ loss }) => loss));
  expect(losses.at(-1)).toBeCloseTo(Math.LN2, 6);
  expect(await steps[0]!.loss).toBe(losses[0]);
  expect(await steps.at(-1)!.metrics).toEqual({ accuracy: 0.5 });
});

test('every step hands the modules a generator of its own, and the same seed the same ones', async () => {
  const draws = async (value: number): Promise<number[]> => {
    seed(value);
    const model = new Affine();
    await all(train(model, batches, { ...options, epochs: 2, compile: false }));
    expect(model.contexts.every(({ training }) => training === true)).toBe(true);
    return model.contexts.map(({ random }) => random!.words(1)[0]!);
  };
  const first = await draws(7);
  expect(new Set(first).size).toBe(4);
  expect(await draws(7)).toEqual(first);
  expect(await draws(8)).not.toEqual(first);
});

describe('batches come as', () => {
  const losses = async (given: Batches): Promise<number[]> => {
    const steps = await all(train(new Affine(), given, { ...options, epochs: 2 }));
    return Promise.all(steps.map(({ loss }) => loss));
  };
  const tensors = (): Batch[] => [
    { input: tf.tensor2d([[1], [2]]), target: tf.tensor2d([[3], [5]]) },
    { input: tf.tensor2d([[3]]), target: tf.tensor2d([[7]]) },
  ];
  async function* later(): AsyncGenerator<Batch> {
    for (const batch of batches) {
      await Promise.resolve();
      yield batch;
    }
  }
  const dataset = (): tf.data.Dataset<tf.TensorContainer> =>
    tf.data
      .array([
        { xs: [1], ys: [3] },
        { xs: [2], ys: [5] },
        { xs: [3], ys: [7] },
      ])
      .batch(2);

  test.each<[string, () => Batches]>([
    ['an array of tensors, which stay their owner’s', tensors],
    ['a function of the epoch', () => () => batches],
    ['a function that gives async batches', () => later],
    ['a source', () => ({ length: 2, epoch: () => batches })],
    ['a set', () => new Set(batches)],
    [
      '{ xs, ys }',
      () => tensors().map(({ input, target }) => ({ xs: input, ys: target })) as unknown as Batch[],
    ],
    ['a dataset of tf.data', dataset],
  ])('%s', async (_, make) => {
    expect(await losses(make())).toEqual(await losses(batches));
  });

  test('whole numbers, which become int32', async () => {
    const given = [
      {
        input: { data: Uint8Array.of(1, 2), shape: [2, 1] },
        target: { data: Int32Array.of(3, 5), shape: [2, 1] },
      },
    ];
    expect(await losses(given)).toEqual(await losses(batches.slice(0, 1)));
  });

  test('a function gets the epoch, counted from 0', async () => {
    const epochs: number[] = [];
    await losses((epoch) => {
      epochs.push(epoch);
      return batches;
    });
    expect(epochs).toEqual([0, 1]);
  });
});

test('a rule learns instead of a gradient', async () => {
  const rule: LearningRule & { learningRate: number } = {
    learningRate: 0.5,
    update: (module, input, target) => {
      const { bias } = module as Affine;
      bias.assign(tf.tidy(() => bias.value.add(1)));
      return tf.scalar(input.size + (target?.size ?? 0));
    },
  };
  const model = new Affine();
  const steps = await all(train(model, [points([1, 2], [3, 5]), { input: points([4], []).input }], { rule }));
  expect(await Promise.all(steps.map(({ loss }) => loss))).toEqual([4, 1]);
  expect(steps.map(({ learningRate }) => learningRate)).toEqual([0.5, 0.5]);
  expect(await model.bias.data()).toEqual(new Float32Array([2]));
});

test('what is frozen does not move', async () => {
  const model = new Affine();
  model.bias.trainable = false;
  await all(train(model, batches, options));
  expect(await model.bias.data()).toEqual(new Float32Array([0]));
  expect((await model.kernel.data())[0]).toBeGreaterThan(0);
});

test('the rest of the program runs while it trains', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  for await (const { step } of train(new Affine(), batches, { ...options, epochs: 20_000 })) {
    if (ticks > 0 || step === 20_000) break; // by then it has had seconds
  }
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
});
