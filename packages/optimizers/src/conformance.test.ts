import { ArgumentError, ensureDevice, memory, tf } from '@thaw/backend';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import paths from '../fixtures/rosenbrock.json' with { type: 'json' };
import { adam, GradientOptimizer, sgd } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

interface Case {
  readonly name: keyof typeof paths;
  /** As the fixture has it; ../fixtures/rosenbrock.py says why Adam's epsilon is so small. */
  readonly make: () => tf.Optimizer & { readonly learningRate: number };
  readonly learningRate: number;
  readonly config: Record<string, unknown>;
  /** How many numbers it keeps for each weight. */
  readonly slots: number;
  /** Where w = 8 stands after one step and two on w²/2, whose gradient is w, by hand. */
  readonly steps: readonly [one: number, two: number];
}

const [m, v] = [0.5 * 8, 0.1 * 64]; // Adam with β₁ 0.5 and β₂ 0.9 after the gradient 8
const first = 8 - (0.05 * Math.sqrt(1 - 0.9) * m) / ((1 - 0.5) * Math.sqrt(v));
const [m2, v2] = [0.5 * m + 0.5 * first, 0.9 * v + 0.1 * first ** 2];

const cases: Case[] = [
  {
    name: 'sgd',
    make: () => sgd({ learningRate: 5e-4 }),
    learningRate: 5e-4,
    config: { learningRate: 5e-4, momentum: 0, nesterov: false },
    slots: 0,
    steps: [8 - 5e-4 * 8, (8 - 5e-4 * 8) * (1 - 5e-4)],
  },
  {
    name: 'momentum',
    make: () => sgd({ learningRate: 2e-4, momentum: 0.9 }),
    learningRate: 2e-4,
    config: { learningRate: 2e-4, momentum: 0.9, nesterov: false },
    slots: 1,
    steps: [8 - 0.0016, 8 - 0.0016 - 0.9 * 0.0016 - 2e-4 * (8 - 0.0016)],
  },
  {
    name: 'nesterov',
    make: () => sgd({ learningRate: 2e-4, momentum: 0.9, nesterov: true }),
    learningRate: 2e-4,
    config: { learningRate: 2e-4, momentum: 0.9, nesterov: true },
    slots: 1,
    steps: nesterovByHand(),
  },
  {
    name: 'adam',
    make: () => adam({ learningRate: 0.02, epsilon: 1e-12 }),
    learningRate: 0.02,
    config: { learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-12 },
    slots: 2,
    steps: [8 - 0.02, 8 - 0.04], // the gradients are all but equal, so each step is the rate
  },
  {
    name: 'adam with other betas',
    make: () => adam({ learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-12 }),
    learningRate: 0.05,
    config: { learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-12 },
    slots: 2,
    steps: [first, first - (0.05 * Math.sqrt(1 - 0.9 ** 2) * m2) / ((1 - 0.5 ** 2) * Math.sqrt(v2))],
  },
];

function nesterovByHand(): [number, number] {
  const u = -2e-4 * 8;
  const one = 8 + 0.9 * u - 2e-4 * 8;
  const next = 0.9 * u - 2e-4 * one;
  return [one, one + 0.9 * next - 2e-4 * one];
}

const half = (w: tf.Variable): tf.Scalar => w.square().div(2).sum();

/** One step down a function of one variable. */
function descend(optimizer: tf.Optimizer, compute: (w: tf.Variable) => tf.Scalar, w: tf.Variable): void {
  const { value, grads } = tf.variableGrads(() => compute(w), [w]);
  optimizer.applyGradients(grads);
  tf.dispose([value, ...Object.values(grads)]);
}

describe.each(cases)('$name', ({ name, make, learningRate, config, slots, steps }) => {
  test('one step and two on w²/2 by hand', async () => {
    const optimizer = make();
    const w = tf.variable(tf.tensor1d([8, 0]));
    for (const place of steps) {
      descend(optimizer, half, w);
      await expectClose(w, [place, 0], 1e-6);
    }
  });

  test("50 steps down Rosenbrock's valley are those of PyTorch", async () => {
    const optimizer = make();
    const w = tf.variable(tf.tensor1d([-1.2, 1]));
    const valley = (at: tf.Variable): tf.Scalar => {
      const [x, y] = tf.unstack(at) as [tf.Scalar, tf.Scalar];
      return tf.sub(1, x).square().add(tf.sub(y, x.square()).square().mul(100));
    };
    const walked: number[][] = [];
    for (let step = 0; step < 50; step++) {
      descend(optimizer, valley, w);
      walked.push(Array.from(await w.data()));
    }
    await expectClose(walked, paths[name], 1e-4);
  });

  test('no step leaves a tensor behind; the state of each variable stays until dispose', async () => {
    const optimizer = make();
    const [w, other] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([2, 2]))];
    const before = memory().tensors;
    descend(optimizer, half, w);
    expect(memory().tensors).toBe(before + slots);
    await expectNoLeak(() => descend(optimizer, half, w), { warmup: 0 });
    descend(optimizer, half, other);
    expect(memory().tensors).toBe(before + 2 * slots);
    optimizer.dispose();
    expect(memory().tensors).toBe(before);
  });

  test('after dispose it begins anew', async () => {
    const optimizer = make();
    for (let time = 0; time < 2; time++) {
      const w = tf.variable(tf.tensor1d([8]));
      descend(optimizer, half, w);
      descend(optimizer, half, w);
      await expectClose(w, [steps[1]], 1e-6);
      optimizer.dispose();
    }
  });

  test('two variables do not share their state, gradients come by name or in a list', async () => {
    const optimizer = make();
    const [a, b] = [tf.variable(tf.tensor1d([8])), tf.variable(tf.tensor1d([8]))];
    optimizer.applyGradients({ [a.name]: tf.tensor1d([8]), [b.name]: tf.tensor1d([-8]) });
    await expectClose(tf.concat([a, b]), [steps[0], 16 - steps[0]], 1e-6);
    const c = tf.variable(tf.tensor1d([8]));
    make().applyGradients([{ name: c.name, tensor: tf.tensor1d([8]) }]);
    await expectClose(c, [steps[0]], 1e-6);
  });

  test('it is an optimizer of TensorFlow.js: minimize takes it, and its cost falls', async () => {
    const optimizer = make();
    const w = tf.variable(tf.tensor1d([8]));
    expect(optimizer).toBeInstanceOf(tf.Optimizer);
    const minimize = (): void => optimizer.minimize(() => half(w), true, [w])!.dispose();
    minimize();
    await expectClose(w, [steps[0]], 1e-6);
    await expectNoLeak(minimize, { warmup: 0 });
    expect(optimizer.iterations).toBe(2);
  });

  test('it tells its rate and its configuration', () => {
    const optimizer = make();
    expect(optimizer.learningRate).toBe(learningRate);
    expect(optimizer.getConfig()).toEqual(config);
    expect(optimizer).toBeInstanceOf(GradientOptimizer);
  });

  test('a gradient for a variable that is gone', () => {
    const w = tf.variable(tf.scalar(1));
    const { name: gone } = w;
    w.dispose();
    expect(() => make().applyGradients({ [gone]: tf.scalar(1) })).toThrow(
      new ArgumentError(`There is a gradient for the variable "${gone}", which was disposed or never was.`),
    );
  });
});

test("Adam's epsilon stands beside √v, outside its correction, as in Keras", async () => {
  const w = tf.variable(tf.tensor1d([8]));
  descend(adam({ learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 2 }), half, w);
  // m = 4, v = 16, rate = 1·√0.25/0.5 = 1: 8 − 4/(4 + 2)
  await expectClose(w, [8 - 4 / 6], 1e-6);
});

test('the defaults are those of Keras', () => {
  expect(sgd().getConfig()).toEqual({ learningRate: 0.01, momentum: 0, nesterov: false });
  expect(adam().getConfig()).toEqual({ learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
});

test.each([
  [() => sgd({ learningRate: 0 }), 'sgd: learningRate must be above 0, got 0.'],
  [() => sgd({ learningRate: NaN }), 'sgd: learningRate must be above 0, got NaN.'],
  [() => sgd({ momentum: 1 }), 'sgd: momentum must be from 0 to below 1, got 1.'],
  [() => sgd({ momentum: -0.1 }), 'sgd: momentum must be from 0 to below 1, got -0.1.'],
  [
    () => sgd({ nesterov: true }),
    'sgd: nesterov looks ahead along the momentum, which is 0; set momentum, 0.9 for instance.',
  ],
  [() => adam({ learningRate: -1 }), 'adam: learningRate must be above 0, got -1.'],
  [() => adam({ learningRate: Infinity }), 'adam: learningRate must be above 0, got Infinity.'],
  [() => adam({ beta1: 1 }), 'adam: beta1 must be from 0 to below 1, got 1.'],
  [() => adam({ beta2: -1 }), 'adam: beta2 must be from 0 to below 1, got -1.'],
  [() => adam({ epsilon: 0 }), 'adam: epsilon must be above 0, got 0.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
