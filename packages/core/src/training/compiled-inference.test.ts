import { drawNormal } from '@thaw/backend';
import { expectNoLeak, gradientDescent } from '@thaw/testing';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';

import { Affine, points } from '../../fixtures/affine.ts';
import type { tf } from '../index.ts';
import {
  asMetric,
  type Batch,
  type Context,
  currentDevice,
  evaluate,
  fit,
  Lambda,
  meanAbsoluteError,
  meanSquaredError,
  type Metric,
  Module,
  type Objective,
  type ObjectiveFigures,
  predict,
  seed,
  Sequential,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const input = { data: Float32Array.from({ length: 9 }, (_, i) => i), shape: [9, 1] };
const parts: Batch[] = [points([1, 2], [3, 5]), points([3, 5], [7, 6]), points([4], [9])];
const metrics = [asMetric(meanAbsoluteError)] as const;
const loss = meanSquaredError;

/** y = 2x + 1 */
function line(): Affine {
  const model = new Affine();
  model.kernel.assign(Float32Array.of(2));
  model.bias.assign(Float32Array.of(1));
  return model;
}

async function outputsOf(
  model: Module,
  options: { batchSize?: number; compile?: boolean },
): Promise<number[]> {
  const predicted = (await predict(model, input, options)) as tf.Tensor;
  const values = await predicted.data();
  predicted.dispose();
  return [...values];
}

/** Passes of a model that were traced or taken kernel by kernel while something ran. */
async function passesOf(model: Affine, run: () => Promise<unknown>): Promise<number> {
  const before = model.contexts.length;
  await run();
  return model.contexts.length - before;
}

test('predict by programs: 2x + 1, in parts of two sizes, and a model that gives its input', async () => {
  const model = line();
  const expected = [1, 3, 5, 7, 9, 11, 13, 15, 17];
  expect(await outputsOf(model, { batchSize: 2, compile: true })).toEqual(expected);
  expect(await outputsOf(model, { compile: true })).toEqual(expected);
  expect(await outputsOf(new Lambda((x: tf.Tensor) => x), { batchSize: 4, compile: true })).toEqual([
    ...input.data,
  ]);
  model.dispose();
});

test('evaluate and the validation of fit by programs give what they give kernel by kernel', async () => {
  const run = async (compile: boolean): Promise<unknown> => {
    const model = line();
    const measured = await evaluate(model, parts, { loss, metrics, compile });
    const optimizer = gradientDescent(0.01);
    const options = { loss, optimizer, metrics, epochs: 3, validation: parts.slice(1), compile };
    const { epochs } = await fit(model, parts.slice(0, 1), options);
    model.dispose();
    return { measured, logs: epochs.map(({ logs }) => logs) };
  };
  const eager = (await run(false)) as { measured: object };
  expect(eager.measured).toEqual({ loss: 25 / 5, meanAbsoluteError: 5 / 5 });
  expect(await run(true)).toEqual(eager);
});

test('an objective that draws and tells a figure is measured the same by programs, and each draw is its own', async () => {
  const noisy: Objective<Affine, ObjectiveFigures> = (model, { input: x, target }, context) => {
    const output = model.forward(x, context).add(drawNormal(context.random!, [x.shape[0]!, 1]));
    return { loss: output.sub(target!).square().mean(), largest: output.max() };
  };
  const run = async (compile?: boolean): Promise<unknown[]> => {
    const model = line();
    const measured = [];
    for (let i = 0; i < 3; i++) {
      seed(5);
      measured.push(await evaluate(model, [...parts, ...parts], { objective: noisy, compile }));
    }
    model.dispose();
    return measured;
  };
  const [eager, again] = (await run(false)) as [{ loss: number; largest: number }, unknown];
  expect(again).toEqual(eager);
  for (const measured of await run(true)) {
    expect((measured as typeof eager).loss).toBeCloseTo(eager.loss, 4);
    expect((measured as typeof eager).largest).toBeCloseTo(eager.largest, 5);
  }
  await expectNoLeak(() => run(true));
});

test('several outputs by name come by name', async () => {
  class Two extends Module<tf.Tensor, { twice: tf.Tensor; same: tf.Tensor }> {
    forward(x: tf.Tensor): { twice: tf.Tensor; same: tf.Tensor } {
      return { twice: x.mul(2), same: x };
    }
  }
  const { twice, same } = await predict(new Two(), input, { batchSize: 4, compile: true });
  expect([...(await twice.data())]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
  expect([...(await same.data())]).toEqual([...input.data]);
});

test('a program is made for the 17th pass of a shape, is kept for all that look at the model, and goes with it', async () => {
  const model = line();
  const hasPrograms = currentDevice()!.name !== 'cpu';
  const eight = (): Promise<unknown> => outputsOf(model, { batchSize: 1 }); // of 9
  expect(await passesOf(model, eight)).toBe(9);
  const later = await passesOf(model, eight);
  expect(later).toBe(hasPrograms ? 7 + 2 + 1 : 9); // traced twice, and looked at at the second step
  const alone = [points([1], [3])];
  const measure = (): Promise<unknown> => evaluate(model, alone, { metrics: [asMetric(meanAbsoluteError)] });
  expect(await passesOf(model, measure)).toBe(hasPrograms ? 0 : 1);
  expect(await passesOf(model, () => outputsOf(model, { batchSize: 1, compile: false }))).toBe(9);
  model.kernel.assign(Float32Array.of(3));
  expect((await outputsOf(model, { batchSize: 1 }))[2]).toBe(7);
  new Sequential([model]).dispose();
  expect(Object.getOwnPropertyNames(model)).not.toContain('release');
});

test('nothing stays of programs when the model is gone, whoever made them', async () => {
  const optimizer = gradientDescent(0.01);
  await expectNoLeak(async () => {
    const model = line();
    await fit(model, parts, { loss, optimizer, validation: parts, compile: true });
    await outputsOf(model, { batchSize: 2, compile: true });
    await evaluate(model, parts, { loss, compile: true });
    model.dispose();
  });
});

/** It decides by a number that is known only when it runs. */
class Deciding extends Affine {
  override forward(given: tf.Tensor, context: Context = {}): tf.Tensor {
    const output = super.forward(given, context);
    return output.max().dataSync()[0]! > 1 ? output.mul(0.5) : output;
  }
}

test('a model that cannot be compiled is taken eagerly with one warning, and where it is insisted on is an error', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const model = new Sequential([line(), new Deciding()]);
  const eager = await outputsOf(model, { batchSize: 1, compile: false });
  for (let i = 0; i < 3; i++) expect(await outputsOf(model, { batchSize: 1 })).toEqual(eager);
  const why =
    'compile(Sequential): Deciding at layers.1: a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it ' +
    'comes of Max; return the tensor from the step and read it there.';
  const told =
    `The forward passes are taken kernel by kernel, for they cannot be compiled: ${why} { compile: false } says that this is meant, ` +
    'and { compile: true } makes it an error.';
  expect(warn.mock.calls).toEqual(currentDevice()!.name === 'cpu' ? [] : [[told]]);
  await expect(predict(model, input, { compile: true })).rejects.toThrow(why);
  await expect(evaluate(model, parts, { loss, compile: true })).rejects.toThrow(why);
  const learning = new Sequential([line(), new Deciding()]);
  warn.mockClear();
  await fit(learning, parts, { loss, optimizer: gradientDescent(0.01), epochs: 2, validation: parts });
  expect(warn).toHaveBeenCalledTimes(1); // for its steps, and not again for its validation
});

test('metrics may read values, for they are measured outside of the program', async () => {
  const largest: Metric<number, 'largest'> = {
    name: 'largest',
    measure: (_, prediction) => prediction.max().add(prediction.min().dataSync()[0]!).as1D(),
    result: (sums) => sums[0]!,
  };
  const measured = await evaluate(line(), [points([1, 2], [3, 5])], { metrics: [largest], compile: true });
  expect(measured.largest).toBe(8);
});
