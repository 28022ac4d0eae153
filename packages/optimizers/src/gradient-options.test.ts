import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  adafactor,
  adam,
  adamW,
  exponentialDecay,
  GradientOptimizer,
  type GradientOptions,
  lamb,
  muon,
  rmsProp,
  rprop,
  sgd,
  stepDecay,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const halving = stepDecay({ initialLearningRate: 1, stepSize: 1, gamma: 0.5 });

/** Where weights of 0 stand after steps with gradients of −1: the sum of their rates. */
async function places(options: GradientOptions, paths: readonly string[], steps = 1): Promise<number[]> {
  const optimizer = sgd({ learningRate: 1, ...options });
  const variables = paths.map((path) => tf.variable(tf.scalar(0), true, path));
  const gradients = Object.fromEntries(variables.map(({ name }) => [name, tf.scalar(-1)]));
  for (let step = 0; step < steps; step++) optimizer.applyGradients(gradients);
  const found = await Promise.all(variables.map(async (variable) => (await variable.data())[0]!));
  tf.dispose(variables);
  return found;
}

test('the first group that means a parameter has it; what it does not say is as for the rest', async () => {
  const paths = ['embed', 'blocks.0.kernel', 'blocks.0.bias', 'blocks.1.norm.bias', 'bias'];
  const groups = [
    { pattern: 'blocks.*.bias', learningRate: 5 },
    { pattern: '**.bias', rateFactor: 0, weightDecay: undefined as never },
    { pattern: [/^embed/], learningRate: halving, rateFactor: 8 },
    { pattern: 'blocks.**' },
  ];
  expect(await places({ groups }, paths, 2)).toEqual([12, 2, 10, 0, 0]);
});

test('a schedule is asked for each step, counted from 0; the rate told is that used last', async () => {
  expect(await places({ learningRate: halving }, ['w'], 3)).toEqual([1.75]);
  const [w, optimizer] = [tf.variable(tf.scalar(0)), adam({ learningRate: halving })];
  const told = [optimizer.learningRate];
  for (let step = 0; step < 3; step++) {
    optimizer.applyGradients({ [w.name]: tf.scalar(1) });
    told.push(optimizer.learningRate);
  }
  expect(told).toEqual([1, 1, 0.5, 0.25]);
});

test('a rate that is set ends the schedule, and is saved and restored', async () => {
  const [w, optimizer] = [tf.variable(tf.scalar(0)), sgd({ learningRate: halving })];
  optimizer.learningRate = 0.1;
  optimizer.applyGradients({ [w.name]: tf.scalar(-1) });
  await expectClose(w, 0.1, 1e-6);
  const other = sgd({ learningRate: halving });
  other.restore(await optimizer.state());
  expect([other.learningRate, other.step]).toEqual([0.1, 1]);
  expect(other.getConfig()['learningRate']).toBe(0.1);
});

test('clipping: numbers, each gradient, all gradients', async () => {
  const [a, b] = [tf.variable(tf.zeros([2]), true, 'a'), tf.variable(tf.zeros([1]), true, 'b')];
  const step = async (options: GradientOptions): Promise<number[]> => {
    for (const w of [a, b]) w.assign(tf.zerosLike(w));
    sgd({ learningRate: 1, ...options }).applyGradients({ a: tf.tensor1d([-3, -4]), b: tf.tensor1d([12]) });
    return [...(await a.data()), ...(await b.data())];
  };
  await expectClose(await step({ clipValue: 3.5 }), [3, 3.5, -3.5], 1e-6);
  await expectClose(await step({ clipNorm: 10 }), [3, 4, -10], 1e-6);
  await expectClose(await step({ globalClipNorm: 6.5 }), [1.5, 2, -6], 1e-6);
  await expectClose(await step({ globalClipNorm: 14 }), [3, 4, -12], 1e-6);
  tf.dispose([a, b]);
});

test('getConfig can be written as JSON, groups and schedules too', () => {
  const decay = exponentialDecay({ initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 });
  const groups = [{ pattern: ['**.bias', /norm/], learningRate: decay, weightDecay: 0 }];
  const config = adamW({ learningRate: (step) => 1 / (step + 1), groups, clipNorm: 1 }).getConfig();
  const told = { name: 'exponentialDecay', initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 };
  expect(JSON.parse(JSON.stringify(config))).toEqual({
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    amsgrad: false,
    weightDecay: 0.004,
    clipNorm: 1,
    learningRate: { name: 'learningRate' },
    groups: [{ pattern: ['**.bias', '/norm/'], learningRate: { ...told, staircase: false }, weightDecay: 0 }],
  });
});

test('a step is remembered beyond 2²⁴, and a state in a state', async () => {
  const optimizer = sgd({ momentum: 0.5 });
  const state = new Map([
    ['step', { shape: [3], data: Float32Array.of(2 ** 30, 7, 0) }],
    ['w/velocity', { shape: [1], data: Float32Array.of(3) }],
  ]);
  optimizer.restore(state);
  expect(optimizer.step).toBe(2 ** 30 + 7);
  expect(await optimizer.state()).toEqual(state);
});

test.each<[() => unknown, string]>([
  [() => sgd({ learningRate: 0 }), 'sgd: learningRate must be above 0, got 0.'],
  [() => sgd({ learningRate: NaN }), 'sgd: learningRate must be above 0, got NaN.'],
  [
    () => adam({ learningRate: '1e-3' as never }),
    "adam: learningRate must be a number or a schedule, above 0, got the string '1e-3'.",
  ],
  [() => sgd({ momentum: 1 }), 'sgd: momentum must be from 0 to below 1, got 1.'],
  [
    () => sgd({ nesterov: true }),
    'sgd: nesterov looks ahead along the momentum, which is 0; set momentum, 0.9 for instance.',
  ],
  [() => adam({ beta2: -1 }), 'adam: beta2 must be from 0 to below 1, got -1.'],
  [() => adamW({ epsilon: 0 }), 'adamW: epsilon must be above 0, got 0.'],
  [() => adam({ amsgrad: 1 as never }), 'adam: amsgrad must be true or false, got 1.'],
  [() => rmsProp({ weightDecay: -1 }), 'rmsProp: weightDecay must be 0 or above, got -1.'],
  [() => adafactor({ beta2Decay: 0.8 }), 'adafactor: beta2Decay must be below 0, got 0.8.'],
  [() => muon({ nsSteps: 2.5 }), 'muon: nsSteps must be a whole number from 1 on, got 2.5.'],
  [
    () => rprop({ etas: [1.2, 0.5] }),
    'rprop: etas must be one between 0 and 1 and one above 1, got 1.2 and 0.5.',
  ],
  [() => rprop({ etas: 0.5 as never }), 'rprop: etas must be two numbers, got 0.5.'],
  [
    () => rprop({ stepSizes: [50, 1e-6] }),
    'rprop: stepSizes are the shortest and the longest step, got 50 and 0.000001.',
  ],
  [
    () => sgd({ groups: [{ pattern: 'a', learningRate: 0 }] }),
    'sgd: groups: learningRate must be above 0, got 0.',
  ],
  [
    () => sgd({ clipNorm: 1, clipValue: 1 }),
    'sgd: clipValue and clipNorm clip the same gradients; choose one of them.',
  ],
  [
    () => lamb({ groups: { pattern: 'a' } as never }),
    "lamb: groups are an array, [{ pattern: '**.bias', … }], got an object with pattern.",
  ],
  [
    () => sgd({ groups: [{} as never] }),
    "sgd: groups: a pattern is a path such as '**.bias', or a regular expression, got undefined.",
  ],
  [
    () => sgd({ groups: [{ pattern: 'a', rate: 1 } as never] }),
    'sgd: groups: there is no option "rate"; the options are pattern, learningRate, rateFactor, weightDecay, l2.',
  ],
  [
    () => new GradientOptimizer({ name: 'mine', config: {}, start: () => ({}), update: () => {} }, {}),
    'mine: learningRate must be a number or a schedule, above 0, got undefined.',
  ],
  [() => (sgd().learningRate = -1), 'sgd: learningRate must be 0 or above, got -1.'],
  [
    () => sgd().restore({} as never),
    'sgd: restore takes what state() gave, a map with its step, got an object with no fields.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test('what is wrong shows at the first step', async () => {
  const w = tf.variable(tf.zeros([2]), true, 'w');
  const step = (optimizer: GradientOptimizer) => () => optimizer.applyGradients({ w: tf.ones([2]) });
  expect(step(sgd({ groups: [{ pattern: '*.bias' }] }))).toThrow(
    new ArgumentError(
      "sgd: the group '*.bias' means none of the parameters w; * stands for one part of a path, ** for any number, as in '**.bias'.",
    ),
  );
  expect(step(sgd({ learningRate: (at) => 1 / at }))).toThrow(
    new ArgumentError(
      'sgd: the schedule gives Infinity at step 0; a rate is 0 or above, and steps count from 0.',
    ),
  );
  expect(() => sgd().applyGradients({ w: tf.ones([3]) })).toThrow(
    new ShapeError("sgd: expected a gradient of w's shape [2], got [3]."),
  );
  const stepped = { shape: [3], data: new Float32Array(3) };
  const other = adam();
  other.restore(
    new Map([
      ['step', stepped],
      ['v/mean', { shape: [2], data: new Float32Array(2) }],
    ]),
  );
  expect(step(other)).toThrow(
    new ArgumentError(
      'adam: the restored state has v/mean, and nothing of w; restore into the model it was saved with, and give variables of your own the same names again.',
    ),
  );
  other.restore(
    new Map([
      ['step', stepped],
      ['w/mean', { shape: [1], data: new Float32Array(1) }],
    ]),
  );
  expect(step(other)).toThrow(
    new ShapeError(
      'adam: expected the saved w/mean of shape [2], got [1]; restore into the model it was saved with.',
    ),
  );
  w.dispose();
});
