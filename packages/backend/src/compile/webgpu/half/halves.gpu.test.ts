import { type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import {
  activate,
  adamUpdate,
  dense,
  layerNorm,
  memory,
  multiHeadAttention,
  Random,
  softmaxCrossEntropy,
  tf,
  useDevice,
  valueAndGradients,
} from '../../../index.ts';
import { compile, type Compiled } from '../../compile.ts';
import type { Storage } from '../../program.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterEach(() => errors.expectNone());
afterAll(() => useDevice('webgpu'));

/** What rounding to 11 bits leaves of a number, whichever way it goes. */
const ROUNDING = 2 ** -10;

const draw = (random: Random, ...shape: number[]): tf.Tensor =>
  tf.tensor(
    random.normal(
      shape.reduce((size, length) => size * length, 1),
      0,
      0.2,
    ),
    shape,
  );

test('a number between two products is rounded to float16: odd counts, both ends of its range, infinities and NaN', async () => {
  const numbers = [
    1 / 3,
    -1 / 3,
    2048,
    2049,
    65_504,
    65_519,
    65_520,
    -1e9,
    6.2e-5,
    1e-9,
    Infinity,
    -Infinity,
    NaN,
    0,
    7,
  ];
  const expected = [
    1 / 3,
    -1 / 3,
    2048,
    2049,
    65_504,
    65_504,
    Infinity,
    -Infinity,
    6.2e-5,
    0,
    Infinity,
    -Infinity,
    NaN,
    0,
    7,
  ];
  const x = tf.tensor2d(numbers, [5, 3]);
  const one = tf.ones([1, 1]);
  // Rows of one number: the products change nothing, and what lies between them is the number.
  const twice = (given: tf.Tensor): tf.Tensor => {
    const rows = tf.reshape(given, [-1, 1]) as tf.Tensor2D;
    return tf.matMul(tf.matMul(rows, one as tf.Tensor2D), one as tf.Tensor2D);
  };
  const half = compile(twice, { storage: 'float16' });
  const y = await half(x);
  const found = [...(await y.data())];
  const isRounded = (number: number, from: number): boolean =>
    Number.isFinite(from) ? Math.abs(number - from) <= Math.abs(from) * ROUNDING : Object.is(number, from);
  expect(found.filter((number, i) => !isRounded(number, expected[i]!))).toEqual([]);
  expect(found.some((number, i) => number !== Math.fround(numbers[i]!))).toBe(true);
  half.dispose();
  tf.dispose([x, one, y]);
});

interface Learner {
  readonly step: Compiled<[tf.Tensor, tf.Tensor], { loss: tf.Tensor; gradients: tf.Tensor[] }>;
  dispose(): void;
}

const [WIDTH, HEADS, TIME] = [24, 2, 9] as const;

/** A block of a transformer that learns by Adam: products, loops, attention, normalization and a loss. */
function learner(storage: Storage): Learner {
  const random = new Random(3);
  const make = (...shape: number[]): tf.Variable => tf.tidy(() => tf.variable(draw(random, ...shape)));
  const fill = (value: number): tf.Variable => tf.tidy(() => tf.variable(tf.fill([WIDTH], value)));
  const [q, k, v, out] = [make(WIDTH, WIDTH), make(WIDTH, WIDTH), make(WIDTH, WIDTH), make(WIDTH, WIDTH)];
  const [wide, bias, narrow, head] = [make(WIDTH, 48), make(48), make(48, WIDTH), make(WIDTH, 5)];
  const [gamma, beta] = [fill(1), fill(0)];
  const weights = [q, k, v, out, wide, bias, narrow, head, gamma, beta];
  const slots = weights.map((weight) =>
    tf.tidy(() => ({
      mean: tf.variable(tf.zerosLike(weight)),
      meanSquare: tf.variable(tf.zerosLike(weight)),
    })),
  );
  const sequences = (rows: tf.Tensor): tf.Tensor => tf.reshape(rows, [-1, TIME, WIDTH]);
  const normal = (rows: tf.Tensor): tf.Tensor => layerNorm(rows, { gamma, beta }, 1e-5);
  const lossOf = (x: tf.Tensor, labels: tf.Tensor): tf.Scalar => {
    const [queries, keys, values] = [q, k, v].map((weight) => sequences(tf.matMul(normal(x), weight)));
    const options = { numHeads: HEADS, scale: 0.3, causal: true };
    const looked = multiHeadAttention(queries!, keys!, values!, options);
    const seen = tf.add(x, tf.matMul(tf.reshape(looked, [-1, WIDTH]), out));
    const hidden = activate(dense(normal(seen), wide, bias), 'gelu');
    const all = tf.add(seen, tf.matMul(hidden, narrow));
    return tf.mean(softmaxCrossEntropy(tf.matMul(all, head), labels));
  };
  const step = compile(
    (x: tf.Tensor, labels: tf.Tensor) => {
      const { value, gradients } = valueAndGradients(() => lossOf(x, labels), weights);
      const found = weights.map(({ name }) => gradients[name]!);
      const states = weights.map((variable, i) => ({ variable, gradient: found[i]!, ...slots[i]! }));
      adamUpdate(states, { rate: 0.0005, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 });
      return { loss: value, gradients: found };
    },
    { storage, name: storage },
  );
  return {
    step,
    dispose: () => {
      step.dispose();
      tf.dispose([...weights, ...slots.flatMap(({ mean, meanSquare }) => [mean, meanSquare])]);
    },
  };
}

/** The length of the difference of two tensors by that of the second. */
async function apart(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const [found, expected] = [await a.data(), await b.data()];
  return Math.hypot(...found.map((number, i) => number - expected[i]!)) / Math.hypot(...expected);
}

test('a transformer block learns in float16 as in float32, in little more than half the memory, and nothing leaks', async () => {
  const before = memory().tensors;
  const random = new Random(5);
  const [x, labels] = [draw(random, 36, WIDTH), tf.tensor1d(random.integers(36, 5), 'int32')];
  const [wide, half] = [learner('float32'), learner('float16')];
  const losses: (readonly [number, number])[] = [];
  for (let i = 0; i < 50; i++) {
    const [expected, found] = [await wide.step(x, labels), await half.step(x, labels)];
    losses.push([(await expected.loss.data())[0]!, (await found.loss.data())[0]!]);
    for (const [j, gradient] of i === 0 ? found.gradients.entries() : []) {
      expect(await apart(gradient, expected.gradients[j]!)).toBeLessThan(1e-2);
    }
    tf.dispose([expected.loss, found.loss, ...expected.gradients, ...found.gradients]);
  }
  const [large, small] = [wide, half].map(({ step }) => step.programs[0]!);
  expect(losses.at(-1)![0]).toBeLessThan(losses[0]![0] / 2);
  for (const [expected, found] of losses) expect(Math.abs(found - expected)).toBeLessThan(2e-3 * expected);
  expect(small!.calls).toBe(large!.calls);
  expect(small!.memory.arena).toBeLessThan(0.6 * large!.memory.arena);
  expect(half.step.explain()).toMatch(/between operations, where \d+ values lie in float16, /);
  wide.dispose();
  half.dispose();
  tf.dispose([x, labels]);
  expect(memory().tensors).toBe(before);
});

test('gradients of activations that are too small for float16 are lost, and are not where the loss is scaled', async () => {
  const random = new Random(9);
  const [w1, w2] = [1, 2].map((i) => tf.tidy(() => tf.variable(draw(random, 8, 8 / i))));
  const x = draw(random, 6, 8);
  const gradientBy = async (storage: Storage, scale: number): Promise<Float32Array> => {
    const step = compile(
      (rows: tf.Tensor) => {
        const { value, gradients } = valueAndGradients(() => {
          const y = tf.matMul(tf.matMul(rows, w1!), w2!);
          return tf.mul(tf.sum(tf.square(y)), 1e-9 * scale);
        }, [w1!]);
        return { value, gradient: tf.div(gradients[w1!.name]!, scale) };
      },
      { storage },
    );
    const { value, gradient } = await step(x);
    const numbers = (await gradient.data()) as Float32Array;
    step.dispose();
    tf.dispose([value, gradient]);
    return numbers;
  };
  const exact = tf.tensor(await gradientBy('float32', 1));
  expect(new Set(await gradientBy('float16', 1))).toEqual(new Set([0]));
  const scaled = tf.tensor(await gradientBy('float16', 2 ** 28));
  expect(await apart(scaled, exact)).toBeLessThan(4 * ROUNDING);
  tf.dispose([w1!, w2!, x, exact, scaled]);
});
