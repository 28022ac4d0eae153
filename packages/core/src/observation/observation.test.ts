import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Affine, batches, options, points } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  type Context,
  evaluate,
  fit,
  gradientFlow,
  type LearningRule,
  meanSquaredError,
  Module,
  observe,
  type Observation,
  Sequential,
  tf,
  train,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** What a map of observed tensors holds, without shapes. */
const numbers = (seen: ReadonlyMap<string, { data: ArrayLike<number> }>): Record<string, number[]> =>
  Object.fromEntries([...seen].map(([path, { data }]) => [path, Array.from(data)]));

describe('observe', () => {
  test('hands out the activations, gradients and weights of the very step, by hand', async () => {
    const model = new Affine();
    const observer = observe(model, '**');
    const seen: Observation[] = [];
    for await (const _ of train(model, batches, options)) seen.push((await observer.latest)!);
    await observer.stop();
    expect(seen.map(({ step }) => step)).toEqual([1, 2]);
    expect(numbers(seen[0]!.activations)).toEqual({ '': [0, 0] });
    expect(seen[0]!.activations.get('')!.shape).toEqual([2, 1]);
    expect(numbers(seen[0]!.gradients)).toEqual({ kernel: [-13], bias: [-8] });
    expect(numbers(seen[0]!.weights)).toEqual({ kernel: [0], bias: [0] });
    const { kernel, bias } = numbers(seen[1]!.weights); // moved by the rate 0.05
    await expectClose([kernel![0]!, bias![0]!], [0.65, 0.4]);
    await expectClose(numbers(seen[1]!.activations)['']!, [3 * 0.65 + 0.4]);
  });

  test('as a callback tells every step in order, and every third where that is asked for', async () => {
    const model = new Affine();
    const steps: number[][] = [[], []];
    const callbacks = [1, 3].map((every, i) =>
      observe(model, 'bias', {
        every,
        parts: ['weights'],
        onStep: ({ step, weights, gradients, activations }) => {
          expect([weights.size, gradients.size, activations.size]).toEqual([1, 0, 0]);
          steps[i]!.push(step);
        },
      }),
    );
    await fit(model, batches, { ...options, epochs: 4, callbacks });
    expect(steps).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 4, 7],
    ]);
    await fit(model, batches, { ...options, callbacks }); // a new run, counted anew
    expect(steps[1]).toEqual([1, 4, 7, 1]);
  });

  test('sees modules within by path, of many calls the last, and no evaluation', async () => {
    const inner = new Affine();
    const twice = new (class Twice extends Module {
      readonly inner = inner;

      forward(input: tf.Tensor): tf.Tensor {
        return this.inner.forward(this.inner.forward(input, { training: true }), { training: true });
      }
    })();
    inner.kernel.assign(Float32Array.of(3));
    const model = new Sequential([twice]);
    const observer = observe(model, ['layers.*', 'layers.0.inner']);
    await fit(model, [points([1], [9])], { loss: meanSquaredError, optimizer: gradientDescent(0.1) });
    const { activations, gradients } = (await observer.latest)!;
    expect(numbers(activations)).toEqual({ 'layers.0.inner': [9], 'layers.0': [9] });
    expect([...gradients.keys()]).toEqual([]);
    await observer.stop();
    const named = new (class Named extends Module {
      readonly inner = inner;
      readonly pair = new (class Pair extends Module<tf.Tensor, { left: tf.Tensor }> {
        forward = (input: tf.Tensor, { training = false }: Context = {}) => ({
          left: input.mul(training ? 2 : 1),
        });
      })();

      forward(input: tf.Tensor, context: Context): tf.Tensor {
        return this.inner.forward(this.pair.forward(input, context).left, context);
      }
    })();
    const pair = observe(named, 'pair');
    await fit(named, [points([4], [9])], { loss: meanSquaredError, optimizer: gradientDescent(0.1) });
    expect(numbers((await pair.latest)!.activations)).toEqual({ 'pair.left': [8] });
    await pair.stop();
    const all = observe(inner, '**');
    await evaluate(inner, batches, { loss: meanSquaredError });
    expect(await all.latest).toBe(undefined);
    await all.stop();
  });

  test('changes nothing, leaves nothing, and off means off, in whatever order watchers leave', async () => {
    const watched = new Affine();
    const plain = new Affine();
    const losses = (await fit(plain, batches, { ...options, epochs: 2 })).losses;
    const [first, other] = [observe(watched, '**'), observe(watched, '**')];
    const flow = gradientFlow(watched);
    expect(Object.hasOwn(watched, 'forward')).toBe(true);
    expect((await fit(watched, batches, { ...options, epochs: 2 })).losses).toEqual(losses);
    await first.stop();
    await flow.stop();
    expect(Object.hasOwn(watched, 'forward')).toBe(true);
    await other.stop();
    expect(Object.hasOwn(watched, 'forward')).toBe(false);
    const latest = await other.latest;
    await fit(watched, batches, options);
    expect(await other.latest).toBe(latest);
    await expectNoLeak(async () => {
      const observer = observe(watched, '**', { every: 2 });
      const within = gradientFlow(watched);
      await fit(watched, batches, { ...options, epochs: 2, callbacks: [observer, within] });
    });
    await expectNoLeak(async () => {
      const observer = observe(watched, '**');
      const failing = { learningRate: 1, applyGradients: () => { throw new Error('no'); } }; // prettier-ignore
      await expect(fit(watched, batches, { ...options, optimizer: failing })).rejects.toThrow('no');
      await observer.stop();
    });
  });

  test('what onStep throws ends the run of fit, and is thrown by stop', async () => {
    const model = new Affine();
    const fails = () =>
      observe(model, '**', {
        onStep: () => {
          throw new Error('the plot is closed');
        },
      });
    await expect(fit(model, batches, { ...options, callbacks: [fails()] })).rejects.toThrow(
      'the plot is closed',
    );
    const observer = fails();
    for await (const _ of train(model, batches, options));
    await expect(observer.stop()).rejects.toThrow('the plot is closed');
  });

  test('a rule takes no step by a gradient', async () => {
    const model = new Affine();
    const observer = observe(model, '**');
    const rule: LearningRule = { update: () => tf.scalar(0) };
    await fit(model, batches, { rule, callbacks: [observer] });
    expect(await observer.latest).toBe(undefined);
  });

  test('what is refused', async () => {
    const model = new Sequential([new Affine()]);
    const refused = (run: () => unknown, text: string): void => expect(run).toThrow(new ArgumentError(text));
    refused(
      () => observe(model, ['layers.0', '**.gamma']),
      'observe: no module and no parameter of Sequential is named by **.gamma; there are layers.0, layers.0.kernel, layers.0.bias.',
    );
    refused(
      () => observe(model, '**', { parts: ['biases' as never] }),
      "observe: parts are an array of activations, gradients, weights, got the string 'biases'.",
    );
    refused(
      () => observe(model, '**', { every: 0 }),
      'observe: every must be a whole number from 1 on, got 0.',
    );
    refused(
      () => observe(5 as never, '**'),
      'observe: the first argument is a model, got 5, which is no Module.',
    );
    const flow = gradientFlow(model);
    await expect(fit(new Affine(), batches, { ...options, callbacks: [flow] })).rejects.toThrow(
      new ArgumentError(
        'gradientFlow: it watches Sequential, and the model that is trained is Affine; give it that one.',
      ),
    );
  });
});

test('gradientFlow gives norms and ratios layer by layer, by hand, as lines to be drawn', async () => {
  const model = new Sequential([new Affine(), new Affine()]);
  for (const [path, parameter] of model.parameters()) if (path.endsWith('kernel')) parameter.assign(Float32Array.of(2)); // prettier-ignore
  const flow = gradientFlow(model);
  // x = 1: 2, then 4; the loss (4 − 3)² has the gradients 2·2·1, 2·2 in the first layer, 2·2, 2·1 in the second.
  const learning = { loss: meanSquaredError, optimizer: gradientDescent(0.1), callbacks: [flow], epochs: 2 };
  await fit(model, [points([1], [3])], learning);
  const [first, last] = flow.series();
  expect([first!.path, last!.path, first!.steps]).toEqual(['layers.0', 'layers.1', [1, 2]]);
  const expected = [Math.hypot(4, 4), Math.hypot(4, 2)];
  await expectClose([first!.gradientNorm[0]!, last!.gradientNorm[0]!], expected);
  expect([first!.weightNorm[0], last!.weightNorm[0]]).toEqual([2, 2]);
  await expectClose([first!.updateRatio[0]!, last!.updateRatio[0]!], expected.map((norm) => (0.1 * norm) / 2)); // prettier-ignore
  await expectClose(first!.weightNorm[1]!, Math.hypot(1.6, 0.4));
  expect((await flow.latest)!.step).toBe(2);
  const frozen = gradientFlow(model.freeze('layers.0.**'));
  await fit(model, [points([1], [3])], { ...learning, callbacks: [frozen] });
  expect(frozen.series().map(({ path }) => path)).toEqual(['layers.1']);
});
