import { ensureDevice, memory, Random, tf } from '@thaw/backend';
import { type Graph, replay, TraceError, traceRun } from '@thaw/backend/compile';
import { encodeSafetensors } from '@thaw/core';
import { beforeAll, describe, expect, test } from 'vitest';

import { fallingMembers } from './conformance/falling.ts';
import { falling, members } from './conformance/members.ts';
import { placesOf, problems, variablesOf } from './conformance/problems.ts';
import {
  accumulate,
  type Accumulation,
  adam,
  centralizeGradients,
  ema,
  GradientOptimizer,
  gradientNoise,
  lbfgs,
  lookahead,
  lossScale,
  type Pace,
  radam,
  sgd,
  type StatefulOptimizer,
  swa,
  type TransformContext,
  transformGradients,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const noisy = (): StatefulOptimizer =>
  transformGradients(
    adam({ learningRate: falling(0.1) }),
    gradientNoise({ random: new Random(3) }),
    centralizeGradients,
  );

/** Members, and the ways of those that go several. */
const all: readonly { name: string; make: () => StatefulOptimizer; ways?: string[] }[] = [
  ...members,
  ...fallingMembers,
  { name: 'lbfgs, line search', make: () => lbfgs({ lineSearch: 'strongWolfe' }) },
  { name: 'gradient noise', make: noisy },
  { name: 'loss scale', make: () => lossScale(adam(), { scale: 512 }) },
  {
    name: 'accumulate',
    make: () => accumulate(lookahead(ema(adam()), { syncPeriod: 2 }), { batches: 2 }),
    ways: [
      'gathering',
      'stepping after bias and kernel, beginning',
      'stepping after bias and kernel, going back',
      'stepping after bias and kernel',
    ],
  },
  {
    name: 'lookahead around ema around radam',
    make: () => lookahead(ema(radam({ beta2: 0.8 })), { syncPeriod: 3 }),
    ways: [
      'beginning, by the mean alone',
      'by the mean alone',
      'going back, by the mean alone',
      '',
      'going back',
    ],
  },
  {
    name: 'swa that begins late',
    make: () => swa(sgd(), { startStep: 5, frequency: 3 }),
    ways: ['beginning', 'waiting', ''],
  },
];

/** Twelve steps and what is there after each. On the way it goes on from a state, an epoch ends, and the rate is set by hand. */
async function walk(
  optimizer: StatefulOptimizer,
  take: (step: () => Record<string, tf.Tensor>) => void,
): Promise<unknown> {
  const variables = variablesOf(problems.logits, ['kernel', 'bias']);
  const step = (): Record<string, tf.Tensor> => {
    const { value, gradients } = optimizer.gradients(() => problems.logits.loss(...variables), variables);
    optimizer.applyGradients(gradients);
    return { loss: value };
  };
  const seen: unknown[] = [];
  for (let i = 0; i < 12; i++) {
    if (i === 5) optimizer.restore(await optimizer.state());
    if (i === 7) (optimizer as Partial<Accumulation>).endEpoch?.();
    if (i === 8) optimizer.learningRate *= 0.75;
    take(step);
    seen.push(await placesOf(variables), optimizer.learningRate);
  }
  seen.push(encodeSafetensors(await optimizer.state()));
  optimizer.dispose();
  tf.dispose(variables);
  return seen;
}

/** Takes steps by a program for each phase, made anew when what it remembered was freed. */
function byPrograms(optimizer: StatefulOptimizer): {
  take: (step: () => Record<string, tf.Tensor>) => void;
  programs: Map<string, Graph>;
} {
  const programs = new Map<string, Graph>();
  const take = (step: () => Record<string, tf.Tensor>): void => {
    const phase = optimizer.phase();
    const isAlive = programs.get(phase)?.states.every(({ variable }) => !variable.isDisposed);
    if (!isAlive) programs.set(phase, traceRun(step, []));
    tf.dispose(replay(programs.get(phase)!, []));
  };
  return { take, programs };
}

test.each(all)(
  '$name: compiled, twelve steps by a schedule are those of eager to the bit',
  async ({ make, ways }) => {
    const before = memory().tensors;
    const eager = await walk(make(), (step) => tf.tidy(() => void step()));
    const optimizer = make();
    const { take, programs } = byPrograms(optimizer);
    expect(await walk(optimizer, take)).toEqual(eager);
    expect(ways ? [...programs.keys()] : []).toEqual(ways ?? []);
    expect(memory().tensors).toBe(before);
  },
);

test('a program of one way refuses the run that would go another, before anything moves', async () => {
  const optimizer = lookahead(sgd(), { syncPeriod: 2 });
  const w = tf.variable(tf.scalar(3), true, 'w');
  const program = traceRun((gradient) => (optimizer.applyGradients({ w: gradient! }), {}), [tf.scalar(1)]);
  tf.dispose(replay(program, [tf.scalar(1)]));
  const there = await w.data();
  expect(() => replay(program, [tf.scalar(1)])).toThrow(
    new TraceError(
      "this run would go another way, 'going back', than that which was compiled, ''; have each compiled: " +
        'compile(step, { variant: () => … }), with what tells it, such as the phase() of an optimizer.',
    ),
  );
  expect([optimizer.step, await w.data()]).toEqual([1, there]);
  optimizer.dispose();
  w.dispose();
});

describe('numbers by step that JavaScript would keep', () => {
  const signDescent = (rateOf: (pace: Pace) => tf.Tensor | number): StatefulOptimizer =>
    new GradientOptimizer(
      {
        name: 'signDescent',
        config: {},
        start: () => ({}),
        update: (moves, pace) => {
          const rate = rateOf(pace);
          for (const { variable, gradient } of moves)
            variable.assign(variable.sub(gradient.sign().mul(rate)));
        },
      },
      { learningRate: falling(0.1) },
    );
  const scaled = (scaleOf: (context: TransformContext) => tf.Tensor | number): StatefulOptimizer =>
    transformGradients(sgd(), ({ w }, context) => ({ w: w!.mul(scaleOf(context)) }));

  test.each([
    ['rate', () => signDescent(({ rate }) => rate), 'signDescent'],
    ['step', () => signDescent(({ step }) => 1 / step), 'signDescent'],
    ['step of a transform', () => scaled(({ step }) => 1 / step), 'transformGradients'],
  ])('%s: refused in a compiled step, and as ever in eager', async (_, make, name) => {
    const [optimizer, w] = [make(), tf.variable(tf.scalar(3), true, 'w')];
    const step = (gradient?: tf.Tensor): Record<string, tf.Tensor> => (
      optimizer.applyGradients({ w: gradient! }),
      {}
    );
    expect(() => traceRun(step, [tf.scalar(1)])).toThrow(
      new TraceError(
        `${name}: a number by step would stay in every run what it is now; let a function of each run compute it, in liveTensor or the ` +
          'number(…) of a pace.',
      ),
    );
    tf.tidy(() => step(tf.scalar(1)));
    expect((await w.data())[0]).toBeLessThan(3);
    optimizer.dispose();
    w.dispose();
  });

  test('number(…) of a pace or a context is computed anew in each run', async () => {
    for (const [make, places] of [
      [() => signDescent((pace) => pace.number(({ rate, step }) => rate * step)), [2.9, 2.72, 2.477]],
      [() => scaled((context) => context.number(({ step }) => step * 100)), [2, 0, -3]],
    ] as const) {
      const [optimizer, w] = [make(), tf.variable(tf.scalar(3), true, 'w')];
      const program = traceRun(
        (gradient) => (optimizer.applyGradients({ w: gradient! }), {}),
        [tf.scalar(1)],
      );
      for (const place of places) {
        replay(program, [tf.scalar(1)]);
        expect((await w.data())[0]).toBeCloseTo(place, 5);
      }
      optimizer.dispose();
      w.dispose();
    }
  });
});
