import { ArgumentError, ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { descend } from './conformance/problems.ts';
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamW,
  GradientOptimizer,
  lamb,
  lars,
  lion,
  muon,
  nadam,
  radam,
  rmsProp,
  rprop,
  sgd,
  type StatefulOptimizer,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

// Down w²/2, whose gradient is w, from w = 8: where epsilon stands shows, for it is large.
const [r, mu1, mu2] = [Math.sqrt, 0.5 * (1 - 0.48), 0.5 * (1 - 0.5 * 0.96 ** 2)];
test.each<[name: string, StatefulOptimizer: () => StatefulOptimizer, place: number]>([
  ['sgd', () => sgd({ learningRate: 0.25 }), 8 - 2],
  ['sgd: l2 is added to the gradient', () => sgd({ learningRate: 0.25, l2: 0.5 }), 8 - 0.25 * 12],
  ['sgd: weightDecay takes away besides', () => sgd({ learningRate: 0.25, weightDecay: 0.5 }), 8 - 1 - 2],
  ['sgd: nesterov', () => sgd({ learningRate: 0.25, momentum: 0.5, nesterov: true }), 8 - 0.5 * 2 - 2],
  ['sgd: clipping comes before l2', () => sgd({ learningRate: 1, clipValue: 2, l2: 0.5 }), 8 - 2 - 4],
  ['adagrad', () => adagrad({ learningRate: 1, initialAccumulatorValue: 16, epsilon: 20 }), 8 - 8 / 10],
  ['adadelta', () => adadelta({ learningRate: 1, rho: 0.5, epsilon: 4 }), 8 - (8 * 2) / 6],
  ['rmsProp', () => rmsProp({ learningRate: 1, rho: 0.5, epsilon: 4 }), 8 - 8 / 6],
  ['rmsProp: centered', () => rmsProp({ learningRate: 1, rho: 0.5, epsilon: 9, centered: true }), 8 - 8 / 5],
  ['adam', () => adam({ learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 2 }), 8 - 4 / (4 + 2)],
  [
    'adam: amsgrad',
    () => adam({ learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 2, amsgrad: true }),
    8 - 4 / 6,
  ],
  [
    'adamW',
    () => adamW({ learningRate: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 2, weightDecay: 0.5 }),
    8 - 2 - 2 / 6,
  ],
  ['adamax', () => adamax({ learningRate: 1, beta1: 0.5, epsilon: 2 }), 8 - 8 / 10],
  [
    'nadam',
    () => nadam({ learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 2 }),
    8 - ((mu2 * 4) / (1 - mu1 * mu2) + 8) / 10,
  ],
  ['radam, by the mean alone', () => radam({ learningRate: 0.25, beta1: 0.5 }), 8 - 2],
  ['lamb', () => lamb({ learningRate: 0.25, epsilon: 2, weightDecay: 1 }), 8 - 0.25 * 8],
  ['lars', () => lars({ learningRate: 0.5, trustCoefficient: 0.5, weightDecay: 1 }), 8 - 0.5 * 0.25 * 16],
  ['lion', () => lion({ learningRate: 0.5, weightDecay: 0.5 }), 8 - 0.5 - 2],
  ['adafactor', () => adafactor({ learningRate: 0.25, clipThreshold: 0.5 }), 8 - 8 * 0.25 * 0.5],
  ['rprop', () => rprop({ learningRate: 0.5 }), 8 - 0.5],
  [
    'muon, of a vector, is adamW',
    () => muon({ learningRate: 0.5, adamLrRatio: 0.5, weightDecay: 0 }),
    8 - 0.25,
  ],
])('%s: one step by hand', async (_, make, place) => {
  const optimizer = make();
  const w = tf.variable(tf.tensor1d([8]));
  descend(optimizer, (x) => tf.sum(tf.square(x)).div(2), [w]);
  await expectClose(w, [place], 1e-6);
  expect(optimizer).toBeInstanceOf(GradientOptimizer);
  expect(optimizer).toBeInstanceOf(tf.Optimizer);
});

test('adafactor divides a matrix by the outer product of its rows and columns', async () => {
  const w = tf.variable(tf.ones([2, 2]));
  adafactor({ learningRate: 0.5, relativeStep: false }).applyGradients({
    [w.name]: tf.tensor2d([[1, 1], [1, 3]]), // prettier-ignore
  });
  // s = 1 1 1 9: rows 1 5, columns 1 5, v = r·cᵀ/3 = 1/3 5/3 5/3 25/3
  const u = [r(3), r(0.6), r(0.6), 3 * r(0.12)];
  const size = Math.max(1, r(u.reduce((sum, x) => sum + x * x, 0) / 4));
  await expectClose(
    w,
    tf.tensor2d(
      u.map((x) => 1 - (0.5 * x) / size),
      [2, 2],
    ),
    1e-6,
  );
});

test("muon's step of a matrix: its singular values come near 1, whatever they were", async () => {
  const w = tf.variable(tf.zeros([2, 2]));
  muon({ learningRate: 1, weightDecay: 0, momentum: 0, nsSteps: 1 }).applyGradients({
    [w.name]: tf.tensor2d([[3, 0], [0, 4]]), // prettier-ignore
  });
  const turned = (x: number): number => 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
  const by = -0.2 * r(2);
  await expectClose(w, tf.tensor2d([by * turned(0.6), 0, 0, by * turned(0.8)], [2, 2]), 1e-6);
});

test.each([
  ['head.kernel', { exclude: 'head.*' }],
  ['words.embeddings', {}],
])('%s, a matrix excluded from muon, moves by Adam', async (name, options) => {
  const w = tf.variable(tf.zeros([2, 2]), true, name);
  const optimizer = muon({ learningRate: 0.5, epsilon: 1e-12, ...options });
  optimizer.applyGradients({ [w.name]: tf.fill([2, 2], 3) });
  await expectClose(w, tf.fill([2, 2], -0.5), 1e-6);
  w.dispose();
});

test('rprop: a gradient that turns halves its step and counts as 0 once', async () => {
  const w = tf.variable(tf.scalar(0));
  const optimizer = rprop({ learningRate: 1 });
  const places: number[] = [];
  for (const gradient of [1, 5, -2, -3]) {
    optimizer.applyGradients({ [w.name]: tf.scalar(gradient) });
    places.push((await w.data())[0]!);
  }
  await expectClose(places, [-1, -2.2, -2.2, -1.6], 1e-6); // steps 1, 1.2, 0.6 unused, 0.6
});

describe('tensors without length', () => {
  test.each([
    ['lamb', lamb({ learningRate: 0.5 })],
    ['lars', lars({ learningRate: 0.5, momentum: 0 })],
    ['adafactor', adafactor({ learningRate: 0.5 })],
    ['muon', muon({ learningRate: 0.5 })],
    ['adam', adam()],
  ] as const)('%s: a weight of zeros moves, a gradient of zeros moves nothing', async (_, optimizer) => {
    const [zeros, ones] = [tf.variable(tf.zeros([2, 3])), tf.variable(tf.ones([2, 3]))];
    optimizer.applyGradients({ [zeros.name]: tf.ones([2, 3]), [ones.name]: tf.zeros([2, 3]) });
    for (const value of await zeros.data()) expect(value).toBeLessThan(0);
    await expectClose(ones, tf.fill([2, 3], (await ones.data())[0]!), 0);
    expect((await ones.data())[0]).toBeGreaterThan(0.99); // muon's and nothing else's decay
  });
});

test('the defaults are those of Keras', () => {
  const momenta = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  const learningRate = 0.001;
  expect(sgd().getConfig()).toEqual({ learningRate: 0.01, momentum: 0, nesterov: false });
  expect(adagrad().getConfig()).toEqual({ learningRate, initialAccumulatorValue: 0.1, epsilon: 1e-7 });
  expect(adadelta().getConfig()).toEqual({ learningRate, rho: 0.95, epsilon: 1e-7 });
  const rms = { learningRate, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false };
  expect(rmsProp().getConfig()).toEqual(rms);
  expect(adam().getConfig()).toEqual({ learningRate, ...momenta, amsgrad: false });
  expect(adamW().getConfig()).toEqual({ learningRate, ...momenta, amsgrad: false, weightDecay: 0.004 });
  expect(adamax().getConfig()).toEqual({ learningRate, ...momenta });
  expect(nadam().getConfig()).toEqual({ learningRate, ...momenta });
  expect(lamb().getConfig()).toEqual({ learningRate, ...momenta });
  expect(lion().getConfig()).toEqual({ learningRate, beta1: 0.9, beta2: 0.99 });
  const factor = { beta2Decay: -0.8, epsilon1: 1e-30, epsilon2: 0.001, clipThreshold: 1, relativeStep: true };
  expect(adafactor().getConfig()).toEqual({ learningRate, ...factor });
});

test('ArgumentError for a variable that is gone', () => {
  const w = tf.variable(tf.scalar(1));
  w.dispose();
  expect(() => sgd().applyGradients({ [w.name]: tf.scalar(1) })).toThrow(
    new ArgumentError(`There is a gradient for the variable "${w.name}", which was disposed or never was.`),
  );
});
