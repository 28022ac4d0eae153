import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import {
  adamUpdate,
  ArgumentError,
  currentDevice,
  ensureDevice,
  Random,
  rmsPropUpdate,
  sgdUpdate,
  tf,
  useDevice,
} from '../../index.ts';

type Numbers = Record<string, number>;
/** The tensors of a parameter by the names of the formulas: w, g and what is kept. */
type Given = Record<string, tf.Tensor>;

/** An optimizer with its settings, and its definition for one weight in float64: what is changed, from what there is. */
interface Case {
  readonly name: string;
  readonly keeps: readonly string[];
  readonly update: (given: Given[]) => void;
  readonly next: (now: Numbers) => Numbers;
}

const variable = (tensor: tf.Tensor | undefined): tf.Variable => tensor as tf.Variable;

const adam: Case = {
  name: 'Adam with decay',
  keeps: ['m', 'v'],
  update: (given) =>
    adamUpdate(
      given.map(({ w, g, m, v }) => ({
        variable: variable(w),
        gradient: g!,
        mean: variable(m),
        meanSquare: variable(v),
      })),
      { rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, decay: 0.01 },
    ),
  next: (now) => {
    const { w, g, m, v } = now as { w: number; g: number; m: number; v: number };
    const [mean, square] = [0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g ** 2];
    return { w: w - 0.01 * w - (0.1 * mean) / (Math.sqrt(square) + 1e-3), m: mean, v: square };
  },
};

const sgd = (momentum: number, nesterov: boolean, decay: number): Case => ({
  name: `gradient descent, momentum ${momentum}, nesterov ${nesterov}, decay ${decay}`,
  keeps: momentum === 0 ? [] : ['u'],
  update: (given) =>
    sgdUpdate(
      given.map(({ w, g, u }) => ({ variable: variable(w), gradient: g!, velocity: u && variable(u) })),
      { rate: 0.1, momentum, nesterov, decay },
    ),
  next: ({ w, g, u }) => {
    const velocity = momentum * (u ?? 0) - 0.1 * g!;
    const move = nesterov ? momentum * velocity - 0.1 * g! : velocity;
    return { w: w! - decay * w! + move, ...(u !== undefined && { u: velocity }) };
  },
});

const rmsProp = (centered: boolean, momentum: number, decay: number): Case => ({
  name: `RMSProp, centered ${centered}, momentum ${momentum}, decay ${decay}`,
  keeps: ['v', ...(centered ? ['a'] : []), ...(momentum === 0 ? [] : ['u'])],
  update: (given) =>
    rmsPropUpdate(
      given.map(({ w, g, v, a, u }) => ({
        variable: variable(w),
        gradient: g!,
        meanSquare: variable(v),
        mean: a && variable(a),
        velocity: u && variable(u),
      })),
      { rate: 0.1, rho: 0.9, momentum, epsilon: 1e-2, centered, decay },
    ),
  next: ({ w, g, v, a, u }) => {
    const square = 0.9 * v! + 0.1 * g! ** 2;
    const mean = 0.9 * (a ?? 0) + 0.1 * g!;
    const spread = a === undefined ? square : Math.max(square - mean ** 2, 0);
    const step = momentum * (u ?? 0) + (0.1 * g!) / Math.sqrt(spread + 1e-2);
    const kept = { ...(a !== undefined && { a: mean }), ...(u !== undefined && { u: step }) };
    return { w: w! - decay * w! - step, v: square, ...kept };
  },
});

const cases: Case[] = [
  adam,
  sgd(0, false, 0),
  sgd(0, false, 0.01),
  sgd(0.9, false, 0),
  sgd(0.9, true, 0.01),
  rmsProp(false, 0, 0),
  rmsProp(true, 0, 0.01),
  rmsProp(false, 0.9, 0),
  rmsProp(true, 0.9, 0),
];

const sizes = [1, 7, 8192, 8193, 20_000, 0];

function given({ keeps }: Case): Given[] {
  return sizes.map((size, i) => {
    const draw = (seed: number): tf.Tensor => tf.tensor1d(new Random(10 * i + seed).normal(size));
    const kept = keeps.map((name, j) => {
      return [name, tf.variable(name === 'v' ? tf.add(tf.square(draw(9)), 20) : draw(3 + j))] as const; // v exceeds a²
    });
    return { w: tf.variable(draw(1)), g: draw(2), ...Object.fromEntries(kept) };
  });
}

async function read(tensors: Given): Promise<Values> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    return [name, Float32Array.from(await tensor.data())] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

type Values = Record<string, Float32Array>;

async function expectNext(one: Case, before: Values, after: Values): Promise<void> {
  const names = Object.keys(before);
  const next = Array.from(before['w']!, (_, at) =>
    one.next(Object.fromEntries(names.map((name) => [name, before[name]![at]!]))),
  );
  for (const name of ['w', ...one.keeps]) {
    await expectClose(
      after[name]!,
      Float64Array.from(next, (weight) => weight[name]!),
      1e-6,
    );
  }
}

/** How the device is started: on wasm with 1, 2 and 3 threads; where another was chosen before, as it is. */
const starts: (() => Promise<unknown>)[] = currentDevice()
  ? [() => ensureDevice()]
  : [1, 2, 3].map((threads) => () => useDevice('wasm', { threads }));

beforeEach(async () => {
  await starts[0]!();
});

describe.each(cases)('$name', (one) => {
  test('a step of many parameters is that of the definition, with the same bits on any number of threads', async () => {
    const seen: unknown[] = [];
    for (const start of starts) {
      await start();
      const all = given(one);
      const before = await Promise.all(all.map(read));
      one.update(all);
      const after = await Promise.all(all.map(read));
      for (const [i, values] of before.entries()) {
        const names = Object.keys(values);
        const next = Array.from({ length: sizes[i]! }, (_, at) =>
          one.next(Object.fromEntries(names.map((name) => [name, values[name]![at]!]))),
        );
        for (const name of ['w', ...one.keeps]) {
          await expectClose(
            after[i]![name]!,
            Float64Array.from(next, (weight) => weight[name]!),
            1e-6,
          );
        }
      }
      seen.push(after);
    }
    for (const bits of seen) expect(bits).toEqual(seen[0]);
  });

  test('a copy of a parameter keeps the numbers it had', async () => {
    const [, state] = given(one);
    const [copy, view] = [state!['w']!.clone(), state!['w']!.reshape([7, 1])];
    const [before, values] = [(await copy.data()).slice(), await read(state!)];
    one.update([state!]);
    await expectNext(one, values, await read(state!));
    expect(await copy.data()).toEqual(before);
    expect(await view.data()).toEqual(before);
    expect(await state!['w']!.data()).not.toEqual(before);
  });

  test('no parameters are no step, and it leaves no tensor behind', async () => {
    expect(() => one.update([])).not.toThrow();
    const all = given(one);
    await expectNoLeak(() => one.update(all));
  });
});

test('a variance that rounding takes below 0 is 0', async () => {
  const state = {
    variable: tf.variable(tf.tensor1d([0])),
    gradient: tf.tensor1d([1000.1]),
    meanSquare: tf.variable(tf.tensor1d([1000.1 ** 2 - 0.1])), // as after many steps of the same gradient
    mean: tf.variable(tf.tensor1d([1000.1])),
  };
  const settings = { rate: 1e-6, rho: 0.9, momentum: 0, epsilon: 1e-6, centered: true, decay: 0 };
  rmsPropUpdate([state], settings);
  await expectClose(state.variable, [-1.0001], 1e-6); // 1e-6 · 1000.1 / √1e-6
});

test('what an optimizer needs and a parameter has not', () => {
  const [w, gradient] = [tf.variable(tf.scalar(1), true, 'w'), tf.scalar(1)];
  const descent = { rate: 1, momentum: 0.5, nesterov: false, decay: 0 };
  expect(() => sgdUpdate([{ variable: w, gradient }], descent)).toThrow(
    new ArgumentError('sgdUpdate: with momentum 0.5 every parameter needs its velocity, and "w" has none.'),
  );
  const settings = { rate: 1, rho: 0.9, momentum: 0.5, epsilon: 1, centered: true, decay: 0 };
  const state = { variable: w, gradient, meanSquare: tf.variable(tf.scalar(1)) };
  expect(() => rmsPropUpdate([state], settings)).toThrow(
    new ArgumentError('rmsPropUpdate: centered every parameter needs its mean, and "w" has none.'),
  );
  expect(() => rmsPropUpdate([state], { ...settings, centered: false })).toThrow(
    new ArgumentError(
      'rmsPropUpdate: with momentum 0.5 every parameter needs its velocity, and "w" has none.',
    ),
  );
  w.dispose();
});
