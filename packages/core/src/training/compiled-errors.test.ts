import { afterEach, beforeAll, expect, test, vi } from 'vitest';

import { Affine, batches, classes, labelled, options as byError, points } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  type Batch,
  type Context,
  fit,
  type Loss,
  meanSquaredError,
  type Module,
  Sequential,
  sparseCategoricalCrossentropy,
  type tf,
  train,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const { optimizer } = byError;

test('what is wrong with a batch or a model is thrown as eager training throws it, and moves nothing', async () => {
  const messageOf = async (
    compile: boolean,
    given: readonly Batch[],
    model: Module = classes(),
  ): Promise<unknown> => {
    const options = { loss: sparseCategoricalCrossentropy, optimizer, compile };
    try {
      for await (const { loss } of train(model, given, options)) await loss;
    } catch (error) {
      const weights = await Promise.all([...model.weights().values()].map((weight) => weight.data()));
      return { error, weights };
    }
    return undefined;
  };
  const wrong = { ...labelled[0]!, target: { data: Int32Array.of(0, 3, 1), shape: [3] } };
  const narrow = { input: { data: new Float32Array(3), shape: [3, 1] }, target: labelled[0]!.target };
  for (const given of [[labelled[0]!, wrong], [wrong], [narrow], [labelled[1]!, narrow]]) {
    const eager = await messageOf(false, given);
    expect(eager).toBeDefined();
    expect(await messageOf(true, given)).toEqual(eager);
  }
});

/** It decides by a number that is known only when it runs. */
class Deciding extends Affine {
  override forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const output = super.forward(input, context);
    return output.max().dataSync()[0]! > 1 ? output.mul(0.5) : output;
  }
}

test('a step that cannot be compiled is taken eagerly by default, with one warning', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const weightsOf = async (compile?: boolean): Promise<unknown> => {
    const model = new Sequential([new Affine(), new Deciding()]);
    for await (const { loss } of train(model, batches, { ...byError, epochs: 3, compile })) await loss;
    const weights = await Promise.all([...model.weights().values()].map((weight) => weight.data()));
    model.dispose();
    return weights;
  };
  const eager = await weightsOf(false);
  expect(warn).not.toHaveBeenCalled();
  expect(await weightsOf()).toEqual(eager);
  expect(warn.mock.calls).toEqual([
    [
      'The steps of this training are taken kernel by kernel, for they cannot be compiled: compile(Sequential): Deciding at layers.1: a number was ' +
        'read (dataSync, arraySync, data, array) that is known only when the step runs, for it comes of Max; return the tensor from the step ' +
        'and read it there. { compile: false } says that this is meant, and { compile: true } makes it an error.',
    ],
  ]);
});

test('a number that JavaScript changes from step to step is found at the second step', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const run = async (compile?: boolean): Promise<number[]> => {
    let part = 1;
    const loss: Loss = (target, prediction) => meanSquaredError(target, prediction).mul(part);
    const losses: number[] = [];
    for await (const step of train(new Affine(), [batches[0]!], { loss, optimizer, epochs: 3, compile })) {
      losses.push(await step.loss);
      part /= 2;
    }
    return losses;
  };
  expect(await run()).toEqual(await run(false));
  expect(String(warn.mock.calls)).toContain(
    'compile(Affine): what JavaScript decides in the step changed after it was compiled: a number that Multiply reads, in a tensor [] made in ' +
      'the step, is 1 in one run and 0.5 in the next; pass it to the step as a tensor, or let each run compute it: liveTensor(() => …).',
  );
  await expect(run(true)).rejects.toThrow(
    'what JavaScript decides in the step changed after it was compiled',
  );
});

/** What it is multiplied by stands where nobody else can look. */
class Hidden extends Affine {
  #factor = 1;

  set factor(factor: number) {
    this.#factor = factor;
  }

  override forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return super.forward(input, context).mul(this.#factor);
  }
}

test('a number that is set between long epochs, where no program sees it, is found as the next begins', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const run = async (compile?: boolean): Promise<number[]> => {
    const [model, losses] = [new Hidden(), [] as number[]];
    const options = { loss: meanSquaredError, optimizer, epochs: 2, compile };
    const many = Array.from({ length: 120 }, () => points([1, 2], [3, 5]));
    for await (const { step, loss } of train(model, many, options)) {
      losses.push(await loss);
      if (step === 120) model.factor = 0.5;
    }
    model.dispose();
    return losses;
  };
  expect(await run()).toEqual(await run(false));
  expect(String(warn.mock.calls)).toContain(
    'compile(Hidden): what JavaScript decides in the step changed after it was compiled: a number that Multiply reads, in a tensor [] made in ' +
      'the step, is 1 in one run and 0.5 in the next; pass it to the step as a tensor, or let each run compute it: liveTensor(() => …).',
  );
});

test('how numbers are stored is handed on to the programs, which only webgpu can heed, and insists on them', async () => {
  const { name } = await useDevice();
  const compile = { storage: 'float16' } as const;
  await expect(
    fit(classes(), labelled, { loss: sparseCategoricalCrossentropy, optimizer, compile }),
  ).rejects.toThrow(
    `compile(Affine): storage 'float16' is for programs on webgpu, and the device in use is ${name}, which stores float32; leave storage out, or ` +
      "await useDevice('webgpu') first.",
  );
  const wrong = { loss: sparseCategoricalCrossentropy, optimizer, compile: { store: 'float16' } as never };
  await expect(fit(classes(), labelled, wrong)).rejects.toThrow(
    'compile: there is no option "store"; the only one is storage.',
  );
});

test('a step that cannot be compiled is an error where that is insisted on, which names the module', async () => {
  const model = new Sequential([new Affine(), new Deciding()]);
  const steps = train(model, batches, { ...byError, compile: true });
  await expect(steps.next()).rejects.toThrow(
    'compile(Sequential): Deciding at layers.1: a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it ' +
      'comes of Max; return the tensor from the step and read it there.',
  );
  model.dispose();
  const old = { applyGradients: () => undefined };
  await expect(
    train(new Affine(), batches, { loss: meanSquaredError, optimizer: old, compile: true }).next(),
  ).rejects.toThrow(
    'train: { compile: true } needs an optimizer or rule that tells its phase(), as those of @thaw/optimizers do: what it counts in ' +
      'JavaScript would stand still in a program.',
  );
});

test('THAW_COMPILE=off takes steps eagerly, but for those that a program insists on', async () => {
  const calls = async (compile?: boolean): Promise<number> => {
    const model = new Counting(2, 3);
    const given = Array.from({ length: 5 }, () => labelled[0]!);
    const options = { loss: sparseCategoricalCrossentropy, optimizer, compile };
    for await (const { loss } of train(model, given, options)) await loss;
    return model.calls;
  };
  const compiled = await calls();
  vi.stubEnv('THAW_COMPILE', 'off');
  try {
    expect(await calls()).toBe(5);
    expect(await calls(true)).toBe(compiled);
    expect(compiled).not.toBe(5);
    vi.stubEnv('THAW_COMPILE', 'never');
    await expect(calls()).rejects.toThrow(new ArgumentError('THAW_COMPILE may be off, got "never".'));
  } finally {
    vi.unstubAllEnvs();
  }
});

/** It counts how often it is asked in JavaScript. */
class Counting extends Affine {
  calls = 0;

  override forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    this.calls++;
    return super.forward(input, context);
  }
}
