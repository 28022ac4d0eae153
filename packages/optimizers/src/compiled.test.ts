import { ensureDevice, memory, tf } from '@thaw/backend';
import { compile, type Graph, replay, TraceError, traceRun } from '@thaw/backend/compile';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { compiledMembers, walkTwelve } from './conformance/compiled-members.ts';
import { falling } from './conformance/members.ts';
import {
  GradientOptimizer,
  lookahead,
  type Pace,
  sgd,
  type StatefulOptimizer,
  type TransformContext,
  transformGradients,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

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

test.each(compiledMembers)(
  '$name: compiled, twelve steps by a schedule are those of eager to the bit',
  async ({ make, ways }) => {
    const before = memory().tensors;
    const eager = await walkTwelve(make(), (step) => tf.tidy(() => void step()));
    const optimizer = make();
    const { take, programs } = byPrograms(optimizer);
    expect(await walkTwelve(optimizer, take)).toEqual(eager);
    expect(ways ? [...programs.keys()] : []).toEqual(ways ?? []);
    expect(memory().tensors).toBe(before);
  },
);

/** Its passes put sums in another order, and its kernels may round otherwise: 1e-5 after twelve steps. */
test.each(compiledMembers)('$name: compiled, twelve steps by programs of the device', async ({ make }) => {
  const before = memory().tensors;
  const { places } = await walkTwelve(make(), (step) => tf.tidy(() => void step()));
  const optimizer = make();
  let current: (() => Record<string, tf.Tensor>) | undefined;
  const run = compile(() => current!(), { variant: () => optimizer.phase() });
  const compiled = await walkTwelve(optimizer, async (step) => {
    current = step;
    tf.dispose(await run());
  });
  run.dispose();
  await expectClose(compiled.places, places, 1e-5);
  expect(memory().tensors).toBe(before);
});

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
