import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { expect, test } from 'vitest';

import { Affine, all, batches, options, points } from '../../fixtures/affine.ts';
import {
  applyConstraints,
  ArgumentError,
  constrain,
  type LearningRule,
  maxNorm,
  meanSquaredError,
  nonNegative,
  Random,
  Sequential,
  ShapeError,
  tf,
  train,
  unitNorm,
  useDevice,
} from '../index.ts';

test('one step by hand: the step is taken, then what went too far is brought back', async () => {
  const model = constrain(new Affine(), 'kernel', maxNorm(0.5));
  const learning = { loss: meanSquaredError, optimizer: gradientDescent(0.1) };
  const [step] = await all(train(model, [points([1], [4])], learning));
  expect(await step!.loss).toBe(16);
  await expectClose(await model.kernel.data(), [0.5], 1e-6); // 0.8 without
  await expectClose(await model.bias.data(), [0.8], 1e-6);
});

test.each([
  ['maxNorm', maxNorm(0.7), (norm: number) => norm <= 0.7 + 1e-6],
  ['unitNorm', unitNorm(), (norm: number) => Math.abs(norm - 1) < 1e-6],
])('%s holds after every step, in each layer', async (_, constraint, holds) => {
  await useDevice();
  const random = new Random(3);
  const layers = [new Affine(3, 4), new Affine(4, 2)];
  for (const { kernel } of layers) kernel.assign(random.normal(kernel.size));
  const model = constrain(new Sequential(layers), '**.kernel', constraint);
  const batch = {
    input: { data: random.normal(30), shape: [10, 3] },
    target: { data: random.normal(20, 0, 5), shape: [10, 2] },
  };
  const learning = { loss: meanSquaredError, optimizer: gradientDescent(0.3), epochs: 5 };
  let steps = 0;
  for await (const step of train(model, [batch], learning)) {
    steps = step.step;
    for (const { kernel } of layers) {
      const [norms, units] = [new Float64Array(kernel.shape[1]!), kernel.shape[1]!];
      (await kernel.data()).forEach((value, i) => (norms[i % units]! += value * value));
      expect([...norms].map(Math.sqrt).every(holds)).toBe(true);
    }
  }
  expect(steps).toBe(5);
});

test('nonNegative leaves a weight at 0 that would go below', async () => {
  const model = constrain(new Affine(), '*', nonNegative);
  await all(train(model, [points([1, 2], [-1, -2])], { ...options, epochs: 3 }));
  expect([...(await model.kernel.data()), ...(await model.bias.data())]).toEqual([0, 0]);
});

test('a rule is held to them too, and what is frozen is not', async () => {
  const rule: LearningRule = {
    update: (module) => {
      for (const parameter of module.parameters().values()) parameter.assign(tf.add(parameter.value, 5));
      return tf.scalar(0);
    },
  };
  const model = constrain(new Affine(), '*', maxNorm(3));
  model.bias.trainable = false;
  await all(train(model, [points([1], [1])], { rule }));
  expect([...(await model.kernel.data()), ...(await model.bias.data())]).toEqual([3, 5]);
});

test('applyConstraints is for loops of your own, and undefined takes a constraint away', async () => {
  const model = constrain(new Affine(), '*', maxNorm(3));
  constrain(model, 'bias', undefined);
  for (const parameter of [model.kernel, model.bias]) parameter.assign(Float32Array.of(7));
  applyConstraints(model);
  expect([...(await model.kernel.data()), ...(await model.bias.data())]).toEqual([3, 7]);
});

test('one that gives back what it was given changes nothing', async () => {
  const model = constrain(new Affine(), 'kernel', (weight) => weight);
  model.kernel.assign(Float32Array.of(7));
  applyConstraints(model);
  expect([...(await model.kernel.data())]).toEqual([7]);
});

test('training within constraints leaves no tensor behind', async () => {
  const model = constrain(new Affine(), '*', maxNorm(0.1));
  await expectNoLeak(() => all(train(model, batches, options)));
});

test.each<[() => unknown, Error]>([
  [
    () => constrain(new Affine(), ['kernel', '**.gamma'], unitNorm()),
    new ArgumentError('constrain: no parameter of Affine is named by **.gamma; there are kernel, bias.'),
  ],
  [
    () => constrain(new Affine(), 'kernel', 3 as never),
    new ArgumentError('constrain: a constraint is a function such as maxNorm(3), got 3.'),
  ],
  [
    () => applyConstraints(constrain(new Affine(), 'kernel', (() => 3) as never)),
    new ArgumentError('A constraint must return a tensor, got 3.'),
  ],
  [
    () => applyConstraints(constrain(new Affine(), 'kernel', (weight) => tf.sum(weight))),
    new ShapeError('Parameter: expected values of shape [1, 1], got [].'),
  ],
])('bad input %#', (act, error) => {
  expect(act).toThrow(error);
});
