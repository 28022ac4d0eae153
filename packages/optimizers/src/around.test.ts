import { ArgumentError, ensureDevice, memory, tf } from '@thaw/backend';
import { accuracy, evaluate, fit, meanSquaredError, Module, Parameter } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { descend } from './conformance/problems.ts';
import {
  adam,
  type Averages,
  ema,
  lbfgs,
  lookahead,
  sam,
  scheduleFreeAdamW,
  scheduleFreeSgd,
  sgd,
  type StatefulOptimizer,
  stepDecay,
  swa,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const half = (w: tf.Tensor): tf.Tensor => tf.sum(tf.square(w)).div(2); // its gradient is w

/** Where w = 8 stands after each step down w²/2, and the average by the side of it. */
async function walk(optimizer: StatefulOptimizer & Partial<Averages>, steps: number): Promise<number[][]> {
  const w = tf.variable(tf.tensor1d([8]));
  const there = async (): Promise<number> => (await w.data())[0]!;
  const places: number[][] = [];
  for (let step = 0; step < steps; step++) {
    descend(optimizer, half as (...w: tf.Tensor[]) => tf.Tensor, [w]);
    const own = await there();
    places.push(optimizer.withAverages ? [own, await optimizer.withAverages(there)] : [own]);
    expect(await there()).toBe(own);
  }
  return places;
}

const halving = (): StatefulOptimizer => sgd({ learningRate: 0.5 }); // 8, 4, 2, 1 …

describe('by hand, around an optimizer that halves the weight', () => {
  test('lookahead goes half the way back every second step', async () => {
    const places = await walk(lookahead(halving(), { syncPeriod: 2 }), 4);
    await expectClose(places, [[4], [5], [2.5], [3.125]], 1e-6); // 8 and 2, then 5 and 1.25
  });

  test('sam steps by the gradient rho further up', async () => {
    await expectClose(await walk(sam(halving(), { rho: 2 }), 2), [[3], [0.5]], 1e-6); // by 10/2, by 5/2
  });

  test('ema: the average is the first place, then a part of each', async () => {
    await expectClose(
      await walk(ema(halving(), { momentum: 0.5 }), 3),
      [
        [4, 4],
        [2, 3],
        [1, 2],
      ],
      1e-6,
    );
  });

  test('swa: the mean of every second place from the second on', async () => {
    const places = await walk(swa(halving(), { startStep: 2, frequency: 2 }), 4);
    await expectClose(
      places,
      [
        [4, 4],
        [2, 2],
        [1, 2],
        [0.5, 1.25],
      ],
      1e-6,
    );
  });

  test('schedule-free: z steps, x is the mean of all z, w between them', async () => {
    const places = await walk(scheduleFreeSgd({ learningRate: 0.5, momentum: 0.5 }), 2);
    await expectClose(
      places,
      [
        [4, 4],
        [2.5, 3],
      ],
      1e-6,
    ); // z 4 then 2, x 4 then 3
    const first = await walk(scheduleFreeAdamW({ learningRate: 1, beta2: 0.75, epsilon: 4 }), 1);
    await expectClose(first, [[7.5, 7.5]], 1e-6); // v = 16, γ = ½, so z = 8 − ½·8/(4 + 4)
  });

  test('lbfgs knows a quadratic after one step, and is there after two', async () => {
    const places = await walk(lbfgs({ learningRate: 1 }), 2);
    await expectClose(places, [[7], [0]], 1e-6, 8); // the first step is 1 long
  });
});

test('wrapped in one another, all step together: rate, state and memory', async () => {
  const w = tf.variable(tf.tensor1d([8]), true, 'w');
  const before = memory().tensors;
  const make = () =>
    ema(lookahead(sam(adam({ learningRate: stepDecay({ initialLearningRate: 1, stepSize: 1 }) }))));
  const optimizer = make();
  const step = (one: StatefulOptimizer): void => descend(one, half as (...w: tf.Tensor[]) => tf.Tensor, [w]);
  step(optimizer);
  step(optimizer);
  expect(optimizer.learningRate).toBeCloseTo(0.1, 12);
  optimizer.learningRate = 0.25;
  const state = await optimizer.state();
  expect([...state.keys()].sort()).toEqual(
    [
      'inner:inner:inner:learningRate',
      'inner:inner:inner:step',
      'inner:inner:inner:w/mean',
      'inner:inner:inner:w/meanSquare',
      'inner:inner:step',
      'inner:step',
      'inner:w/slow',
      'step',
      'w/average',
    ].sort(),
  );
  const there = w.clone();
  step(optimizer);
  const place = await w.data();
  const other = make();
  other.restore(state);
  w.assign(there);
  step(other);
  expect(await w.data()).toEqual(place);
  expect([other.step, other.learningRate]).toEqual([3, 0.25]);
  expect(other.getConfig()).toMatchObject({
    momentum: 0.99,
    optimizer: { name: 'lookahead', syncPeriod: 5, optimizer: { name: 'sam', rho: 0.05 } },
  });
  for (const one of [optimizer, other]) one.dispose();
  there.dispose();
  expect(memory().tensors).toBe(before);
  w.dispose();
});

class Line extends Module {
  readonly kernel = new Parameter([2, 1], Float32Array.of(1, -1));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value);
  }
}

const batches = [
  {
    input: { data: Float32Array.of(1, 0, 0, 1), shape: [2, 2] },
    target: { data: Float32Array.of(0, 1), shape: [2, 1] },
  },
];

test('fit with sam computes twice, measures once, and steps once', async () => {
  const model = new Line();
  const optimizer = sam(sgd({ learningRate: 0.5 }), { rho: 5 });
  const options = { loss: meanSquaredError, optimizer, metrics: [accuracy()] };
  const before = memory().tensors;
  const { losses } = await fit(model, batches, options);
  // Gradients are (w₁, w₂ − 1) = (1, −2), its norm √5; at w + √5·(1, −2) they are (1 + √5, −2 − 2√5).
  const r = Math.sqrt(5);
  expect(losses).toEqual([2.5]);
  await expectClose(model.kernel.value, [[1 - (1 + r) / 2], [-1 + 1 + r]], 1e-6);
  expect(memory().tensors).toBe(before + 1); // the kernel
});

test('evaluate sees the averages; after assignAverages everything does', async () => {
  const model = new Line();
  const optimizer = ema(sgd({ learningRate: 1 }), { momentum: 0.5 });
  const loss = meanSquaredError;
  await fit(model, batches, { loss, optimizer, epochs: 1 }); // to the solution
  model.kernel.assign(tf.tensor2d([2, 3], [2, 1]));
  expect((await evaluate(model, batches, { loss })).loss).toBe(4);
  const averaged = await optimizer.withAverages(() => evaluate(model, batches, { loss }));
  expect(averaged.loss).toBe(0);
  optimizer.assignAverages();
  expect((await evaluate(model, batches, { loss })).loss).toBe(0);
});

describe('while the averages stand in', () => {
  test.each([
    ['ema', ema(halving())],
    ['scheduleFreeSgd', scheduleFreeSgd({ learningRate: 0.5 })],
  ] as const)(
    '%s: no step, and no second loan; what fails puts the weights back',
    async (name, optimizer) => {
      const w = tf.variable(tf.tensor1d([8]));
      const step = (): void => descend(optimizer, half as (...w: tf.Tensor[]) => tf.Tensor, [w]);
      step();
      const own = await w.data();
      const fault = new ArgumentError(
        `${name}: the averages stand in for the weights; wait for withAverages to end before the next step.`,
      );
      await expect(optimizer.withAverages(step)).rejects.toThrow(fault);
      await expect(optimizer.withAverages(() => optimizer.withAverages(() => 1))).rejects.toThrow(fault);
      expect(() => step()).not.toThrow();
      expect(await w.data()).not.toEqual(own);
    },
  );
});

test.each<[() => unknown, string]>([
  [
    () => lookahead(tf.train.adam() as never),
    'lookahead: the first argument is an optimizer of @thaw/optimizers, such as adam(), got an AdamOptimizer.',
  ],
  [
    () => ema(undefined as never),
    'ema: the first argument is an optimizer of @thaw/optimizers, such as adam(), got undefined.',
  ],
  [
    () => sam(sgd as never),
    'sam: the first argument is an optimizer of @thaw/optimizers, such as adam(), got the function sgd.',
  ],
  [
    () => lookahead(sgd(), { syncPeriod: 0 }),
    'lookahead: syncPeriod must be a whole number from 1 on, got 0.',
  ],
  [() => lookahead(sgd(), { slowStepSize: 2 }), 'lookahead: slowStepSize must be from 0 to 1, got 2.'],
  [() => sam(sgd(), { rho: 0 }), 'sam: rho must be above 0, got 0.'],
  [() => ema(sgd(), { momentum: 1 }), 'ema: momentum must be from 0 to below 1, got 1.'],
  [() => swa(sgd(), { startStep: 0.5 }), 'swa: startStep must be a whole number from 1 on, got 0.5.'],
  [() => ema(sgd(), { decay: 1 } as never), 'ema: there is no option "decay"; the only one is momentum.'],
  [
    () => lbfgs({ weightDecay: 0.1 }),
    'lbfgs: weightDecay would be a step that the curvature does not know of; use l2.',
  ],
  [
    () => scheduleFreeAdamW({ warmupSteps: -1 }),
    'scheduleFreeAdamW: warmupSteps must be 0 or above, got -1.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
