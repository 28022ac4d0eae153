import { beforeAll, describe, expect, test } from 'vitest';

import {
  drawCategorical,
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawUniform,
  dropout,
  ensureDevice,
  everyRun,
  liveTensor,
  memory,
  Random,
  seed,
  sharedRandom,
  tf,
} from '../../index.ts';
import { replay } from '../replay.ts';
import { TraceError } from './trace-error.ts';
import { traceRun } from './trace-run.ts';
import { type Step, traceStep } from './trace-step.ts';

beforeAll(async () => {
  await ensureDevice();
});

const RUNS = 3;

async function bitsOf(outputs: Readonly<Record<string, tf.Tensor>>): Promise<string[]> {
  const numbers = await Promise.all(Object.values(outputs).map((tensor) => tensor.data()));
  tf.dispose(outputs);
  return numbers.map(String);
}

/** Steps that draw from a generator in every way there is; each is made for one generator. */
const steps: Readonly<Record<string, (random: Random) => Step>> = {
  'draws and dropout': (random) => (x) => ({
    dropped: dropout(x!, 0.5, random),
    normal: drawNormal(random, [5]),
    order: drawPermutation(random, 9),
    chosen: drawCategorical(random, x!),
  }),
  'the gradient of dropout': (random) => (x) => tf.valueAndGrad((y) => dropout(y, 0.5, random))(x!),
  'forks, with and without a label, and forks of these': (random) => (x) => {
    const [child, named] = [random.fork(), random.fork('noise')];
    const between = drawIntegers(random, [4], 100);
    return {
      between,
      own: drawIntegers(child, [4], 100),
      further: drawIntegers(named.fork(3), [4], 100),
      other: dropout(x!, 0.5, random.fork()),
    };
  },
  'a generator that becomes another in each step': (random) => {
    let step = 0;
    const own = new Random(0);
    return () => {
      everyRun(() => void own.become(random.fork(step++)));
      return { drawn: drawUniform(own, [4]) };
    };
  },
  'one that becomes a fork, and goes past words': (random) => {
    const own = new Random(0);
    return () => {
      own.become(random.fork()).skip(8);
      return { drawn: drawUniform(own, [4]) };
    };
  },
  'numbers drawn in JavaScript for a live tensor': (random) => () => ({
    drawn: liveTensor(() => random.normal(3), [3]),
  }),
};

describe.each(Object.entries(steps))('%s', (_, make) => {
  test('each run of the traced step draws the bits of the step, and moves the generator as far', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const [eager, traced] = [new Random(7), new Random(7)];
    const [step, graph] = [make(eager), traceRun(make(traced), [x])];
    expect(traced.state).toEqual(new Random(7).state);
    const before = memory().tensors;
    const seen = new Set<string>();
    for (let run = 0; run < RUNS; run++) {
      const expected = await bitsOf(tf.tidy(() => step(x)) as Record<string, tf.Tensor>);
      expect(await bitsOf(replay(graph, [x]))).toEqual(expected);
      expect(traced.state).toEqual(eager.state);
      seen.add(String(expected));
    }
    expect(seen.size).toBe(RUNS);
    expect(memory().tensors).toBe(before);
    x.dispose();
  });
});

test('a variable that the first run draws has the numbers it would have, and the generator goes on from there', async () => {
  const make = (random: Random): Step => {
    let direction: tf.Variable | undefined;
    let steps = 0;
    return () => {
      everyRun(() => void steps++);
      direction ??= tf.variable(drawNormal(random, [3]));
      return { direction, noise: drawNormal(random, [3]), steps: liveTensor(() => steps) };
    };
  };
  const [eager, traced] = [make(new Random(7)), make(new Random(7))];
  const graph = traceRun(traced, []);
  for (let run = 0; run < RUNS; run++) {
    const expected = Object.values(tf.tidy(eager)).map((tensor) => String(tensor.dataSync()));
    expect(Object.values(replay(graph, [])).map((tensor) => String(tensor.dataSync()))).toEqual(expected);
  }
});

const random = new Random(7);
const refusals: readonly [string, Step, string][] = [
  [
    'numbers drawn in JavaScript',
    () => ({ y: tf.tensor1d(random.normal(3)) }),
    'random.normal draws in JavaScript, the same numbers for every run; draw them on the device with drawNormal(random, shape), or anew ' +
      "in each run with liveTensor(() => random.normal(…), shape, 'float32', random).",
  ],
  [
    'the shared generator',
    () => ({ y: drawUniform(sharedRandom(), [3]) }),
    'the step draws from sharedRandom(), which seed(…) makes anew; take a fork of it before the step: const random = sharedRandom().fork().',
  ],
  [
    'a generator that is made in the step',
    () => ({ y: drawUniform(new Random(3), [3]) }),
    'a generator of random numbers is made in the step (new Random, Random.from), anew in each run; make it before the step, or let the step ' +
      'take random.fork(label) of one that was.',
  ],
  [
    'random numbers of TensorFlow.js, though they have a seed',
    () => ({ y: tf.randomNormal([3], 0, 1, 'float32', 5) }),
    'tf.randomNormal draws the same numbers for every run; use drawNormal(random, shape) of Thaw, which draws anew in each.',
  ],
  [
    'its dropout',
    () => ({ y: tf.dropout(tf.ones([3]), 0.5) }),
    'tf.dropout draws the same numbers for every run; use dropout(x, rate, random) of Thaw, which draws anew in each.',
  ],
  [
    'its choice of classes',
    () => ({ y: tf.multinomial(tf.ones([3]) as tf.Tensor1D, 2, 5) }),
    'tf.multinomial draws the same numbers for every run; use drawCategorical(random, logits) of Thaw, which draws anew in each.',
  ],
];

test.each(refusals)('%s cannot be compiled', (_, step, message) => {
  seed(7);
  const before = memory();
  expect(() => traceRun(step, [])).toThrow(new TraceError(message));
  expect(memory()).toEqual(before);
});

test.each<[string, () => tf.Tensor]>([
  ['rand', () => tf.rand([2], () => 1)],
  ['randomGamma', () => tf.randomGamma([2], 1, 1, 'float32', 3)],
  ['randomStandardNormal', () => tf.randomStandardNormal([2], 'float32', 3)],
  ['randomUniform', () => tf.randomUniform([2], 0, 1, 'float32', 3)],
  ['randomUniformInt', () => tf.randomUniformInt([2], 0, 9, 3)],
  ['truncatedNormal', () => tf.truncatedNormal([2], 0, 1, 'float32', 3)],
])('tf.%s is refused by its name, and draws outside of a traced step', (name, draw) => {
  expect(() => traceStep(() => ({ y: draw() }), [])).toThrow(
    `tf.${name} draws the same numbers for every run; use `,
  );
  expect(tf.tidy(() => draw().shape)).toEqual([2]);
});

test('every method that draws in JavaScript is refused, and draws again afterwards', () => {
  const draws = [
    'words',
    'uniform',
    'integers',
    'normal',
    'truncatedNormal',
    'gumbel',
    'bernoulli',
    'permutation',
  ];
  for (const name of draws as 'words'[]) {
    expect(() => traceStep(() => ({ y: tf.tensor1d([random[name](1)[0]!]) }), [])).toThrow(
      `random.${name} draws`,
    );
  }
  expect(random.words(4)).toEqual(new Random(7).words(4));
  const methods = Object.getOwnPropertyNames(Random.prototype);
  const others = ['constructor', 'state', 'become', 'fork', 'skip'];
  expect(methods.sort()).toEqual([...others, ...draws].sort());
});
