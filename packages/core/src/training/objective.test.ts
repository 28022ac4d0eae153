import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Affine, batches, points } from '../../fixtures/affine.ts';
import {
  accuracy,
  ArgumentError,
  evaluate,
  fit,
  meanSquaredError,
  type Objective,
  type ObjectiveFigures,
  seed,
  tf,
  train,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** What `meanSquaredError` says, as an objective. */
const squares: Objective<Affine> = (model, { input, target }, context) =>
  meanSquaredError(target!, model.forward(input, context));

describe('an objective', () => {
  test('that computes a loss trains as the loss does, to the bit', async () => {
    const losses = async (way: 'loss' | 'objective'): Promise<readonly number[]> => {
      seed(3);
      const learning =
        way === 'loss'
          ? { loss: meanSquaredError, optimizer: gradientDescent(0.05) }
          : { objective: squares, optimizer: gradientDescent(0.05) };
      return (await fit(new Affine(), batches, { ...learning, epochs: 3 })).losses;
    };
    const [byLoss, byObjective] = [await losses('loss'), await losses('objective')];
    expect(byLoss.at(-1)).toBeLessThan(byLoss[0]!);
    expect(byObjective).toEqual(byLoss);
  });

  test('is what evaluate and validation call the loss', async () => {
    const model = new Affine();
    const { loss } = await evaluate(model, batches, { loss: meanSquaredError });
    expect((await evaluate(model, batches, { objective: squares })).loss).toBe(loss);
    const options = { objective: squares, optimizer: gradientDescent(1e-9), validation: batches };
    const history = await fit(model, batches, options);
    expect(history.epochs[0]!.logs['validationLoss']).toBeCloseTo(loss!, 5);
  });

  test('draws other numbers in every step of training, the same in every evaluation', async () => {
    seed(5);
    const drawn: number[] = [];
    const noisy: Objective<Affine> = (model, { input }, { random }) => {
      drawn.push(random!.uniform(1)[0]!);
      return model.forward(input).mean();
    };
    const two = [points([1], [1]), points([2], [2])];
    await fit(new Affine(), two, { objective: noisy, optimizer: gradientDescent(0.1), epochs: 2 });
    expect(new Set(drawn).size).toBe(4);
    drawn.length = 0;
    for (let i = 0; i < 2; i++) await evaluate(new Affine(), two, { objective: noisy });
    expect(drawn.slice(0, 2)).toEqual(drawn.slice(2));
    expect(drawn[0]).not.toBe(drawn[1]);
  });

  test('needs no target', async () => {
    const objective: Objective<Affine> = (model, { input }) => model.forward(input).sub(3).square().mean();
    const inputs = [{ input: points([1, 2], []).input }];
    const steps = train(new Affine(), inputs, { objective, optimizer: gradientDescent(0.1), epochs: 20 });
    const losses: number[] = [];
    for await (const { loss } of steps) losses.push(await loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  });

  test('tells figures beside its loss, which are means over rows in steps, epochs and evaluation', async () => {
    const told: Objective<Affine, ObjectiveFigures> = (model, batch, context) => {
      return {
        loss: squares(model, batch, context),
        greatest: batch.input.max(),
      };
    };
    const still = { objective: told, optimizer: gradientDescent(0) };
    const greatest: number[] = [];
    for await (const { metrics } of train(new Affine(), batches, still))
      greatest.push((await metrics)['greatest']!);
    expect(greatest).toEqual([2, 3]);
    const measured: Record<string, number> = await evaluate(new Affine(), batches, { objective: told });
    expect(measured).toEqual({ loss: (9 + 25 + 49) / 3, greatest: (2 * 2 + 3) / 3 });
    const { logs } = (await fit(new Affine(), batches, { ...still, validation: batches })).epochs[0]!;
    expect(logs).toEqual({
      ...measured,
      validationLoss: measured['loss'],
      validationGreatest: measured['greatest'],
    });
  });

  test('finds targets by name as targets', async () => {
    const batch = { ...batches[0]!, target: { y: batches[0]!.target as never } };
    const named: Objective<Affine> = (model, { input, target, targets }) => {
      expect(target).toBe(undefined);
      return meanSquaredError(targets!['y']!, model.forward(input));
    };
    expect((await evaluate(new Affine(), [batch], { objective: named })).loss).toBe(17);
  });

  test('leaves no tensor behind, also when it fails', async () => {
    const model = new Affine();
    const optimizer = gradientDescent(0.1);
    await fit(model, batches, { objective: squares, optimizer });
    await expectNoLeak(async () => void (await fit(model, batches, { objective: squares, optimizer })));
    await expectNoLeak(async () => void (await evaluate(model, batches, { objective: squares })));
    const told: Objective<Affine, ObjectiveFigures> = (m, { input }) => ({
      loss: m.forward(input).mean(),
      first: input.max(),
    });
    await expectNoLeak(async () => void (await fit(model, batches, { objective: told, optimizer })));
    const broken: Objective<Affine> = (m, { input }) => {
      m.forward(input).square();
      throw new Error('enough');
    };
    await expectNoLeak(() =>
      expect(fit(model, batches, { objective: broken, optimizer })).rejects.toThrow('enough'),
    );
  });
});

const optimizer = gradientDescent(0.1);
const several: Objective<Affine> = (model, { input }) => model.forward(input);

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a loss and an objective',
    () => fit(new Affine(), batches, { objective: squares, loss: meanSquaredError, optimizer } as never),
    'Training needs one way to learn, got loss and objective; leave out all but one.',
  ],
  [
    'an objective that is none',
    () => fit(new Affine(), batches, { objective: 'elbo' as never, optimizer }),
    "objective is a function (model, batch, context) => tf.Scalar, got the string 'elbo'.",
  ],
  [
    'metrics beside an objective',
    () => fit(new Affine(), batches, { objective: squares, optimizer, metrics: [accuracy()] }),
    'Metrics look at predictions, and an objective tells none; leave the metrics out, or measure them with evaluate.',
  ],
  [
    'an objective of several numbers',
    () => fit(new Affine(), [points([1, 2], [1, 2])], { objective: several, optimizer }),
    'objective: expected one number, a tensor [], got a tensor [2, 1]; end with .mean() over the batch.',
  ],
  [
    'a figure of several numbers',
    () => evaluate(new Affine(), batches, { objective: (_, { input }) => ({ loss: tf.scalar(0), input }) }),
    'objective: input: expected one number, a tensor [], got a tensor [2, 1]; end with .mean() over the batch.',
  ],
  [
    'figures without a loss',
    () => evaluate(new Affine(), batches, { objective: () => ({ error: tf.scalar(0) }) as never }),
    'objective: expected one number, a tensor [], got undefined; end with .mean() over the batch.',
  ],
  [
    'figures that change',
    () => {
      let i = 0;
      const fickle = () => ({ loss: tf.scalar(0), [`part${i++}`]: tf.scalar(0) });
      return evaluate(new Affine(), batches, { objective: fickle });
    },
    'objective: expected figures part0 again, got part1.',
  ],
  [
    'a loss and an objective to evaluate',
    () => evaluate(new Affine(), batches, { loss: meanSquaredError, objective: squares }),
    'evaluate: name a loss or an objective, not both; both would be called loss.',
  ],
])('%s: refused with what to do', async (_, act, message) => {
  await expect(act()).rejects.toThrow(new ArgumentError(message));
});

test('an objective of a tensor with one number in it will do', async () => {
  const mean: Objective<Affine> = (model, { input }) => model.forward(input).mean().reshape([1, 1]);
  const { loss } = await evaluate(new Affine(), [points([1], [1])], { objective: mean });
  await expectClose(tf.scalar(loss!), new Affine().forward(tf.ones([1, 1])).asScalar(), 1e-6);
});
