import { dropout } from '@thaw/backend';
import { expectNoLeak } from '@thaw/testing';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';

import { Affine, batches, classes, labelled, options as byError, points } from '../../fixtures/affine.ts';
import type { tf } from '../index.ts';
import {
  accuracy,
  type Batch,
  constrain,
  type FlowStep,
  gradientFlow,
  type Context,
  type Learning,
  type LearningRule,
  type Loss,
  maxNorm,
  meanSquaredError,
  memory,
  Module,
  l2,
  type Objective,
  type Observation,
  observe,
  type Observer,
  type ObjectiveFigures,
  Random,
  regularize,
  Sequential,
  sparseCategoricalCrossentropy,
  train,
  type TrainOptions,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const { optimizer } = byError;

/** Half of what comes in, drawn anew in each step, and what it is set to. */
class Dropping extends Module {
  scale = 1;
  calls = 0; // what a trace changes is no setting

  forward(input: tf.Tensor, { random, training = false }: Context = {}): tf.Tensor {
    this.calls++;
    return (training ? dropout(input, 0.5, random!) : input).mul(this.scale);
  }
}

/** Trains a model that is made anew, and gives its losses, metrics and weights. */
async function course(
  compile: boolean,
  make: () => Module,
  given: readonly Batch[],
  learning: Learning<never>,
  options: Omit<TrainOptions, 'compile'> = {},
): Promise<unknown> {
  const model = make();
  const steps = [];
  const random = new Random(3);
  const all = { ...learning, epochs: 3, random, ...options, compile } as Learning & TrainOptions;
  for await (const { loss, metrics, step, size } of train(model, given, all)) {
    steps.push([step, size, await loss, await metrics]);
  }
  const weights = await Promise.all([...model.weights().values()].map((weight) => weight.data()));
  model.dispose();
  return { steps, weights };
}

const told: Objective<Affine, ObjectiveFigures> = (model, { input, target }, context) => {
  const given = model.forward(input, context);
  return { loss: given.sub(target!).square().mean(), largest: given.max() };
};
/** w ← w + 0.01·mean(x): what a rule may do, and no descent. */
const rule: LearningRule = {
  update: (model, input) => {
    const { kernel } = model as unknown as Affine;
    kernel.assign(kernel.value.add(input.mean().mul(0.01)));
    return input.max().asScalar();
  },
  phase: () => '',
};

test.each<[string, () => Module, readonly Batch[], Learning<never>, TrainOptions?]>([
  ['a loss, batches of two sizes', () => new Affine(), batches, byError],
  [
    'labels and metrics',
    classes,
    labelled,
    { loss: sparseCategoricalCrossentropy, optimizer },
    { metrics: [accuracy()] },
  ],
  [
    'weights and a mask',
    () => new Affine(),
    [
      {
        ...points([1, 2], [3, 5]),
        sampleWeight: { data: Float32Array.of(1, 3), shape: [2] },
        mask: { data: Float32Array.of(1, 0), shape: [2] },
      },
      points([3, 4], [7, 9]),
    ],
    byError,
  ],
  [
    'a regularizer and a constraint',
    () => constrain(regularize(new Affine(), '**', l2(0.1)), 'kernel', maxNorm(0.5)),
    batches,
    byError,
  ],
  ['draws', () => new Sequential([new Dropping(), new Affine()]), batches, byError],
  ['an objective that tells a figure', () => new Affine(), batches, { objective: told, optimizer } as never],
  ['a rule', () => new Affine(), batches, { rule }, { metrics: [] }],
  ['frozen parameters', () => new Affine().freeze('bias'), batches, byError],
])('%s: compiled training gives the bits of eager training', async (_, make, given, learning, options) => {
  expect(await course(true, make, given, learning, options)).toEqual(
    await course(false, make, given, learning, options),
  );
});

test('what is set between steps counts: trainable, fields of modules, constraints; and coming back compiles nothing', async () => {
  const run = async (compile: boolean): Promise<[unknown, number]> => {
    const [first, second] = [new Dropping(), new Affine()];
    const model = new Sequential([first, second]);
    const losses: number[] = [];
    let calls = 0;
    const options = { ...byError, epochs: 6, random: new Random(3), compile };
    for await (const { step, loss } of train(model, [batches[0]!], options)) {
      losses.push(await loss);
      second.bias.trainable = step % 2 === 0;
      first.scale = step % 4 < 2 ? 1 : 2;
      second.kernel.constraint = step === 5 ? (w) => w.mul(0) : undefined;
      if (step === 4) calls = first.calls;
    }
    const weights = await Promise.all([second.kernel.data(), second.bias.data()]);
    const later = first.calls - calls;
    model.dispose();
    return [{ losses, weights }, later];
  };
  const [[eager], [compiled, later]] = [await run(false), await run(true)];
  expect(compiled).toEqual(eager);
  expect(later).toBe(2); // twice traced for the constraint of step 6, and for nothing of step 5
});

test('programs are kept with the model: a call of train for each batch compiles once', async () => {
  const model = new Affine();
  const step = async (given: readonly Batch[], loss: Loss = meanSquaredError): Promise<void> => {
    for await (const taken of train(model, given, { loss, optimizer, compile: true })) await taken.loss;
  };
  await step([batches[0]!]);
  const traced = model.contexts.length;
  for (let i = 0; i < 5; i++) await step([batches[0]!]);
  expect(model.contexts.length).toBe(traced + 1); // the second step looks whether something changed
  await step([batches[0]!], (target, prediction) => prediction.sub(target).abs().mean().asScalar());
  expect(model.contexts.length).toBeGreaterThan(traced);
  const parent = new Sequential([model]);
  parent.dispose(); // and its programs
  expect(Object.getOwnPropertyNames(model)).not.toContain('release');
});

test('two hundred steps leave memory as it is, two models side by side do not meet, and nothing stays', async () => {
  const options = { ...byError, epochs: 100, compile: true };
  const [a, b] = [new Affine(), new Affine()];
  const other = train(b, batches, options);
  const held: unknown[] = [];
  for await (const { step } of train(a, batches, options)) {
    await other.next();
    if (step === 50 || step === 190) held.push(memory());
  }
  expect(held[1]).toEqual(held[0]);
  expect(await a.kernel.data()).toEqual(await b.kernel.data());
  await other.return();
  a.dispose();
  b.dispose();
  await expectNoLeak(async () => {
    const model = new Affine();
    for await (const { loss } of train(model, batches, { ...byError, compile: true })) await loss;
    model.dispose();
  });
});

test('who watches sees of compiled steps what there is to see of eager ones, and may come and go', async () => {
  const run = async (compile: boolean): Promise<unknown> => {
    const model = new Sequential([new Dropping(), new Affine()]);
    const flow = gradientFlow(model, { every: 3 });
    const seen: unknown[] = [];
    let observer: Observer | undefined;
    const options = { ...byError, epochs: 4, random: new Random(3), compile };
    for await (const { step } of train(model, batches, options)) {
      if (step === 2) observer = observe(model, ['layers.*', 'layers.1.*'], { every: 2 });
      if (step > 2 && step < 7) seen.push(await observer!.latest);
      if (step === 6) await observer!.stop();
    }
    await flow.stop();
    model.dispose();
    return { seen, flow: flow.steps };
  };
  const eager = (await run(false)) as { seen: Observation[]; flow: FlowStep[] };
  expect(eager.seen.map(({ step }) => step)).toEqual([1, 1, 3, 3]);
  expect([...eager.seen[0]!.activations.keys()]).toEqual(['layers.0', 'layers.1']);
  expect(eager.flow.map(({ step }) => step)).toEqual([1, 4, 7]);
  expect(await run(true)).toEqual(eager);
});
