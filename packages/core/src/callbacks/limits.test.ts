import { gradientDescent } from '@thaw/testing';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { batches, learning, Weighted } from '../../fixtures/signs.ts';
import { ArgumentError, fit, type Metric, type Optimizer, tf, useDevice } from '../index.ts';
import { type Callback, earlyStopping, reduceLearningRateOnPlateau, timeLimit } from './index.ts';

beforeAll(async () => {
  await useDevice();
});
afterEach(() => void vi.restoreAllMocks());

/** A metric that is `values` in one epoch after another. */
function script(values: readonly number[]): { metric: Metric; callback: Callback } {
  let epoch = 0;
  const metric = {
    name: 'score',
    measure: (_: tf.Tensor, prediction: tf.Tensor) => tf.zeros([1]).mul(prediction.sum()),
    result: () => values[epoch - 1]!,
  };
  return { metric: metric as never, callback: { onEpochBegin: (begun) => void (epoch = begun) } };
}

describe('reduceLearningRateOnPlateau', () => {
  /** The rates by which each epoch was learned. */
  const rates = async (
    options: Parameters<typeof reduceLearningRateOnPlateau>[0],
    values: readonly number[],
    optimizer: Optimizer = { learningRate: 1, applyGradients: () => undefined } as Optimizer,
  ): Promise<(number | undefined)[]> => {
    const { metric, callback } = script(values);
    const callbacks = [callback, reduceLearningRateOnPlateau({ monitor: 'score', ...options })];
    const { epochs } = await fit(new Weighted(), batches, {
      ...learning,
      optimizer,
      metrics: [metric],
      epochs: values.length,
      callbacks,
    });
    return epochs.map(({ learningRate }) => learningRate);
  };

  test('multiplies the rate by factor after so many epochs without improvement', async () => {
    expect(await rates({ factor: 0.5, patience: 2 }, [3, 2, 2, 2, 1, 1, 1, 1])).toEqual([
      1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25,
    ]);
  });

  test('epochs of the cooldown do not count', async () => {
    expect(await rates({ factor: 0.5, patience: 1, cooldown: 2 }, [1, 1, 1, 1, 1, 1])).toEqual([
      1, 1, 0.5, 0.5, 0.25, 0.25,
    ]);
  });

  test('goes no lower than minLearningRate', async () => {
    expect(await rates({ factor: 0.25, patience: 1, minLearningRate: 0.125 }, [1, 1, 1, 1])).toEqual([
      1, 1, 0.25, 0.125,
    ]);
  });

  test('a change of no more than minDelta is no improvement, and more is better with max', async () => {
    const values = [1, 1.5, 2, 2.5];
    expect(await rates({ factor: 0.5, patience: 1, mode: 'max' }, values)).toEqual([1, 1, 1, 1]);
    expect(await rates({ factor: 0.5, patience: 1, mode: 'max', minDelta: 0.5 }, values)).toEqual([
      1, 1, 0.5, 0.5,
    ]);
  });

  test('the next steps are smaller, by an optimizer of TensorFlow.js too', async () => {
    const model = new Weighted();
    const places: number[] = [];
    const note: Callback = { onEpochEnd: async () => void places.push((await model.kernel.data())[0]!) };
    const unit = (_: tf.Tensor, prediction: tf.Tensor): tf.Scalar => prediction.sum().neg() as tf.Scalar;
    const { metric, callback } = script([1, 1, 1]);
    const callbacks = [
      note,
      callback,
      reduceLearningRateOnPlateau({ monitor: 'score', factor: 0.5, patience: 1 }),
    ];
    const one = { input: tf.ones([1, 1]), target: tf.ones([1, 1]) };
    const options = { loss: unit, metrics: [metric], epochs: 3, callbacks };
    await fit(model, [one], { ...options, optimizer: tf.train.sgd(1) });
    expect(places).toEqual([0, 1, 1.5]);
  });

  test('what is out of range', async () => {
    const refused: [() => unknown, string][] = [
      [() => reduceLearningRateOnPlateau({ factor: 1 }), 'factor must be between 0 and 1, got 1.'],
      [() => reduceLearningRateOnPlateau({ patience: 0 }), 'patience must be a whole number of epochs from 1 on, got 0.'],
      [() => reduceLearningRateOnPlateau({ cooldown: -1 }), 'cooldown must be a whole number of epochs from 0 on, got -1.'],
      [() => reduceLearningRateOnPlateau({ minDelta: NaN }), 'minDelta must be 0 or more, got NaN.'],
      [() => reduceLearningRateOnPlateau({ mode: 'less' as never }), "mode must be 'min' or 'max', got less."],
      [() => reduceLearningRateOnPlateau({ minLearningRate: -1 }), 'minLearningRate must be 0 or more, got -1.'],
    ]; // prettier-ignore
    for (const [run, message] of refused)
      expect(run).toThrow(new ArgumentError(`reduceLearningRateOnPlateau: ${message}`));
    await expect(rates({}, [1], { applyGradients: () => undefined })).rejects.toThrow(
      new ArgumentError(
        'reduceLearningRateOnPlateau: this run has no optimizer with a learningRate to set; those of @thaw/optimizers have one.',
      ),
    );
    await expect(rates({ monitor: 'other' }, [1])).rejects.toThrow(
      new ArgumentError('reduceLearningRateOnPlateau: there is no log "other"; this run has loss, score.'),
    );
  });
});

describe('timeLimit', () => {
  test('ends the run after the step in which the time ran out, or at the end of its epoch', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const tick: Callback = { onStepEnd: () => void (now += 1000) };
    const options = { ...learning, epochs: 9 };
    const run = await fit(new Weighted(), batches, {
      ...options,
      callbacks: [tick, timeLimit({ seconds: 5 })],
    });
    expect(run.stopped).toBe('The 5 seconds there were ran out at step 5 (epoch 2).');
    expect(run.epochs).toHaveLength(2);
    const late: Callback = { onEpochEnd: () => void (now += 1000) };
    const callbacks = [late, timeLimit({ seconds: 3 })];
    const { stopped } = await fit(new Weighted(), batches, { ...options, callbacks });
    expect(stopped).toBe('The 3 seconds there were ran out at the end of epoch 3.');
  });

  test.each([0, NaN, undefined, '3'])('seconds of %s', (seconds) => {
    expect(() => timeLimit({ seconds: seconds as number })).toThrow(
      new ArgumentError(`timeLimit: seconds must be a number above 0, got ${seconds}.`),
    );
  });
});

test('earlyStopping puts back the best weights to the bit', async () => {
  const model = new Weighted();
  const kept: Float32Array[] = [];
  const note: Callback = { onEpochEnd: async () => void kept.push(await model.kernel.data()) };
  const { metric, callback } = script([3, 1, 2, 2]);
  const callbacks = [callback, note, earlyStopping({ monitor: 'score', patience: 2 })];
  const options = { ...learning, optimizer: gradientDescent(0.1), metrics: [metric], epochs: 9, callbacks };
  await fit(model, batches, options);
  expect(kept).toHaveLength(4);
  expect(kept[1]).not.toEqual(kept[3]);
  expect(await model.kernel.data()).toEqual(kept[1]);
});
