import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { Affine, all, batches, options, points } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  evaluate,
  l1,
  l2,
  type LearningRule,
  meanSquaredError,
  Module,
  type Objective,
  orthogonalRegularizer,
  Parameter,
  penalty,
  regularize,
  tf,
  train,
  useDevice,
} from '../index.ts';

const affine = (kernel: number): Affine => {
  const model = new Affine();
  model.kernel.assign(Float32Array.of(kernel));
  return model;
};

test('one step by hand: the penalty is part of the loss and of its gradient', async () => {
  const model = regularize(affine(4), 'kernel', l2(0.5));
  const steps = train(model, [points([1], [4])], { loss: meanSquaredError, optimizer: gradientDescent(0.1) });
  const [step] = await all(steps);
  expect(await step!.loss).toBe(8); // 0 of the data, 0.5·4²
  await expectClose(await model.kernel.data(), [3.6], 1e-6); // 4 − 0.1·2·0.5·4
  await expectClose(await model.bias.data(), [0], 0);
});

test('evaluate tells the loss of the data alone, and penalty the rest', async () => {
  const model = regularize(affine(4), '*', l2(0.5));
  const { loss } = await evaluate(model, [points([1], [2])], { loss: meanSquaredError });
  expect(loss).toBe(4);
  await expectClose(penalty(model), 8, 0);
  await expectClose(penalty(affine(4)), 0, 0);
});

test('l1 is the lasso: every weight ends nearer to 0 by the same, and small ones end there', async () => {
  const model = regularize(new Affine(4), 'kernel', l1(0.25));
  model.bias.trainable = false;
  const wanted = Float32Array.of(3, -2, 0.2, -0.1);
  const rows = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)); // one input each
  const batch = { input: { data: rows, shape: [4, 4] }, target: { data: wanted, shape: [4, 1] } };
  const rate = 0.05;
  await all(train(model, [batch], { ...options, optimizer: gradientDescent(rate), epochs: 400 }));
  // d/dw ((t − w)²/4 + |w|/4) = 0 at w = t − 0.5·sign t; none where |t| < 0.5.
  const [a, b, c, d] = await model.kernel.data();
  await expectClose([a!, b!], [2.5, -1.5], 1e-3);
  for (const gone of [c!, d!]) expect(Math.abs(gone)).toBeLessThan(rate * 0.5); // moved over 0 and back
});

test('orthogonalRegularizer brings columns to right angles', async () => {
  await useDevice();
  class Columns extends Module {
    readonly kernel = new Parameter([3, 2], Float32Array.of(1, 1, 1, 0.5, 0.5, 1));

    forward(input: tf.Tensor): tf.Tensor {
      return tf.mul(input, tf.sum(this.kernel.value));
    }
  }
  const model = regularize(new Columns(), 'kernel', orthogonalRegularizer({ factor: 1, mode: 'columns' }));
  const before = (await penalty(model).data())[0]!;
  const nothing: Objective<Columns> = (given) => tf.mul(tf.sum(given.kernel.value), 0);
  const learning = { objective: nothing, optimizer: gradientDescent(0.02), epochs: 100 };
  await all(train(model, [points([1], [1])], learning));
  expect(before).toBeGreaterThan(0.85);
  expect((await penalty(model).data())[0]).toBeLessThan(0.03);
});

test('what is frozen costs nothing, and undefined takes a regularizer away', async () => {
  const model = regularize(affine(4), '**', l2(0.5));
  model.kernel.trainable = false;
  await expectClose(penalty(model), 0, 0);
  model.kernel.trainable = true;
  regularize(model, 'kernel', undefined);
  expect([model.kernel.regularizer, typeof model.bias.regularizer]).toEqual([undefined, 'function']);
  await expectClose(penalty(model), 0, 0);
});

test('training with a penalty leaves no tensor behind', async () => {
  const model = regularize(affine(4), ['kernel', /bias/], l1(0.5));
  await expectNoLeak(() => all(train(model, batches, options)));
  await expectNoLeak(() => penalty(model).dispose());
});

describe('error texts', () => {
  const rule: LearningRule = { update: () => tf.scalar(0) };
  const trained = (regularizer: never): (() => Promise<unknown>) => {
    return () => all(train(regularize(affine(1), 'kernel', regularizer), batches, options));
  };

  test.each<[() => Promise<unknown>, string]>([
    [
      async () => regularize(affine(1), 'kernle', l2()),
      'regularize: no parameter of Affine is named by kernle; there are kernel, bias.',
    ],
    [
      async () => regularize(affine(1), 'kernel', 0.01 as never),
      'regularize: a regularizer is a function such as l2(1e-4), got 0.01.',
    ],
    [
      trained(((weight: tf.Tensor) => tf.square(weight).reshape([1, 1]).tile([2, 1])) as never),
      'A regularizer must return one number, a tensor [], got a tensor [2, 1]; end it with .sum().',
    ],
    [trained(l2 as never), 'l2: factor must be a number from 0 on, got a tensor [1, 1].'],
    [
      () => all(train(regularize(affine(1), 'kernel', l2()), batches, { rule })),
      'A rule has no loss to which the regularizer of kernel could be added; take it away, or learn by { loss, optimizer }.',
    ],
  ])('%#', async (act, message) => {
    await expect(act).rejects.toThrow(new ArgumentError(message));
  });
});
