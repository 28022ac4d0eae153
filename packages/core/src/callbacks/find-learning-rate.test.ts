import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { batches, signs, Weighted } from '../../fixtures/signs.ts';
import {
  ArgumentError,
  binaryCrossentropy,
  Buffer,
  Module,
  Parameter,
  seed,
  sharedRandom,
  tf,
  useDevice,
} from '../index.ts';
import { steepestDescent } from './find-learning-rate.ts';
import { findLearningRate, type RestorableOptimizer } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

/** w ← w − rate·(sum of all gradients), with that sum as its state. */
class Momentum implements RestorableOptimizer {
  learningRate = 0.25;
  readonly sums = new Map<string, tf.Variable>();

  applyGradients(gradients: tf.NamedTensorMap): void {
    tf.tidy(() => {
      for (const [name, gradient] of Object.entries(gradients)) {
        if (!this.sums.has(name)) this.sums.set(name, tf.variable(tf.zerosLike(gradient), false));
        const sum = this.sums.get(name)!;
        sum.assign(sum.add(gradient));
        const variable = tf.engine().registeredVariables[name]!;
        variable.assign(variable.sub(sum.mul(this.learningRate)));
      }
    });
  }

  async state(): Promise<Map<string, Float32Array>> {
    const state = new Map([['rate', new Float32Array([this.learningRate])]]);
    for (const [name, sum] of this.sums) state.set(name, (await sum.data<'float32'>()).slice());
    return state;
  }

  restore(state: ReadonlyMap<string, Float32Array>): void {
    this.learningRate = state.get('rate')![0]!;
    tf.dispose([...this.sums.values()]);
    this.sums.clear();
    for (const [name, values] of state)
      if (name !== 'rate')
        tf.tidy(() => void this.sums.set(name, tf.variable(tf.tensor(values, [1, 1]), false)));
  }
}

/** x·w with a count of its training passes. */
class Counted extends Module {
  readonly inner = new Weighted();
  readonly passes = new Buffer([1], new Float32Array([0.1]));

  forward(input: tf.Tensor, { training = false } = {}): tf.Tensor {
    if (training) this.passes.assign(tf.tidy(() => this.passes.value.add(1)));
    return this.inner.forward(input);
  }
}

const everything = async (model: Module, optimizer: Momentum): Promise<unknown> => [
  await Promise.all([...model.weights().values()].map((weight) => weight.data())),
  await optimizer.state(),
];

test('rates grow by one factor, and each loss is that before the step by its rate', async () => {
  class Falling extends Module {
    readonly place = new Parameter([1, 1], new Float32Array([1]));
    forward(input: tf.Tensor): tf.Tensor {
      return input.mul(0).add(this.place.value);
    }
  }
  const loss = (_: tf.Tensor, prediction: tf.Tensor): tf.Scalar => prediction.mean() as tf.Scalar;
  const one = [signs(1)];
  const options = { loss, optimizer: new Momentum(), from: 1 / 8, to: 2, steps: 5 };
  const { points, suggestion } = await findLearningRate(new Falling(), one, options);
  const rates = [1 / 8, 1 / 4, 1 / 2, 1, 2];
  // Sums of gradients are 1, 2, 3, 4: the place falls by rate times that.
  const places = [1, 1 - 1 / 8, 1 - 5 / 8, 1 - 17 / 8, 1 - 49 / 8];
  expect(points.map(({ learningRate }) => learningRate)).toEqual(
    rates.map((rate) => expect.closeTo(rate, 12)),
  );
  expect(points.map((point) => point.loss)).toEqual(places.map((place) => expect.closeTo(place, 5)));
  expect(suggestion).toBeCloseTo(1, 12);
});

test('weights, buffers, the state of the optimizer and the generator are as before, to the bit', async () => {
  const model = new Counted();
  const optimizer = new Momentum();
  const options = { loss: binaryCrossentropy, optimizer, from: 1e-3, to: 1, steps: 8 };
  await findLearningRate(model, batches, options);
  optimizer.applyGradients({ [model.inner.kernel.value.name]: tf.tensor2d([[0.3]]) });
  const before = await everything(model, optimizer);
  seed(5);
  const { state } = sharedRandom();
  const { points } = await findLearningRate(model, batches, options); // three batches: it goes through them thrice
  expect(points).toHaveLength(8);
  expect(new Set(points.map(({ loss }) => loss)).size).toBe(8);
  expect(await everything(model, optimizer)).toEqual(before);
  expect(sharedRandom().state).toEqual(state);
});

test('all is as before also when a step fails', async () => {
  const model = new Counted();
  const optimizer = new Momentum();
  const before = await everything(model, optimizer);
  const wrong = { input: tf.ones([1, 7]), target: tf.ones([1, 1]) };
  const options = { loss: binaryCrossentropy, optimizer };
  await expect(findLearningRate(model, [...batches, wrong], options)).rejects.toThrow(/shape/i);
  expect(await everything(model, optimizer)).toEqual(before);
});

test('it ends once the loss grows beyond measure or is not finite, which is no point of the curve', async () => {
  const square = (_: tf.Tensor, prediction: tf.Tensor): tf.Scalar => prediction.square().mean() as tf.Scalar;
  const options = { loss: square, optimizer: new Momentum(), from: 1e-3, to: 1e3, steps: 50 };
  const { points, suggestion } = await findLearningRate(new Weighted(), [signs(1)], options);
  expect(points.length).toBeLessThan(50);
  expect(points.at(-1)!.loss).toBeGreaterThan(3);
  expect(suggestion).toBeLessThan(points.at(-1)!.learningRate);
  let step = 0;
  const broken = (_: tf.Tensor, prediction: tf.Tensor): tf.Scalar =>
    prediction.mean().mul(++step === 4 ? NaN : 1) as tf.Scalar;
  const found = await findLearningRate(new Weighted(), [signs(1)], { ...options, loss: broken });
  expect(found.points).toHaveLength(3);
});

test('nothing leaks', async () => {
  const model = new Counted();
  const optimizer = new Momentum();
  optimizer.applyGradients({ [model.inner.kernel.value.name]: tf.tensor2d([[0.3]]) });
  await model.forward(tf.ones([1, 1]), { training: true }).data();
  await expectNoLeak(() =>
    findLearningRate(model, batches, { loss: binaryCrossentropy, optimizer, steps: 7 }),
  );
});

describe('the steepest descent', () => {
  const curve = (losses: readonly number[]) => losses.map((loss, i) => ({ learningRate: 2 ** i, loss }));

  test('is where the loss falls most from the one before to the one after', () => {
    expect(steepestDescent(curve([9, 9, 8, 4, 3, 3, 7]), 0)).toBe(4);
  });

  test('is sought in the means over neighbours, so that a single batch does not decide', () => {
    const jagged = curve([9, 9, 9, 1, 9, 7, 5, 3, 1, 1, 1]);
    expect(steepestDescent(jagged, 0)).toBe(4);
    expect(steepestDescent(jagged, 1)).toBe(64); // of 9 9 19/3 19/3 17/3 7 5 3 5/3 1 1
  });

  test('is nowhere when the loss never falls', () => {
    expect(steepestDescent(curve([1, 1, 2, 3]), 0)).toBe(undefined);
    expect(steepestDescent(curve([1]), 0)).toBe(undefined);
  });
});

test('what is refused', async () => {
  const given = { loss: binaryCrossentropy, optimizer: new Momentum() };
  const refused: [object, string][] = [
    [{ ...given, steps: 2 }, 'steps must be a whole number from 3 on, got 2.'],
    [{ ...given, from: 1, to: 0.1 }, 'expected 0 < from < to, got from 1 and to 0.1.'],
    [{ ...given, from: 0 }, 'expected 0 < from < to, got from 0 and to 10.'],
    [
      { ...given, optimizer: 'adam' },
      "expected an optimizer with learningRate, state() and restore(), such as adam() of @thaw/optimizers, got the string 'adam'.",
    ],
  ];
  for (const [options, message] of refused)
    await expect(findLearningRate(new Weighted(), batches, options as never)).rejects.toThrow(
      new ArgumentError(`findLearningRate: ${message}`),
    );
});
