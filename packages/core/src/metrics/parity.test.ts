import { expectClose, type Numbers } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../../fixtures/metrics.json' with { type: 'json' };
import * as core from '../index.ts';
import { asMetric, exactAuc, type Metric, tf, useDevice } from '../index.ts';

// Against scikit-learn 1.2.1; ../../fixtures/metrics.py made the numbers and says how.
const TOLERANCE = 1e-6;

interface Case {
  readonly metric: string;
  readonly options: object | number;
  /** Names of data. */
  readonly target: string;
  readonly prediction: string;
  readonly weights?: string;
  readonly result: Numbers;
}

beforeAll(async () => {
  await useDevice();
});

const { data, cases } = fixture as unknown as { data: Record<string, number[]>; cases: Case[] };
const makers = core as unknown as Record<string, (options: unknown) => Metric<Numbers>>;
const { meanAbsoluteError, meanSquaredError } = core;
const losses: Record<string, core.PlacedLoss> = { meanAbsoluteError, meanSquaredError };

test.each(cases.map((each) => [each.metric, each.options, each.weights ? ', weighted' : '', each] as const))(
  '%s %j%s: equals scikit-learn',
  async (name, options, _, given) => {
    const { result } = given;
    const [target, prediction] = [data[given.target]!, data[given.prediction]!];
    const weights = given.weights === undefined ? undefined : data[given.weights]!;
    if (name === 'exactAuc') {
      const sampleWeight = weights && { sampleWeight: weights };
      const area = exactAuc(target, prediction, {
        ...(options as object),
        ...sampleWeight,
      });
      await expectClose(area, result, 1e-12);
      return;
    }
    const metric = losses[name] ? asMetric(losses[name]) : makers[name]!(options);
    const weighting = weights && { sampleWeight: tf.tensor1d(weights) };
    const sums = metric.measure(tf.tensor(target), tf.tensor(prediction), weighting);
    const figure = metric.result(await sums.data());
    await expectClose(figure, result, TOLERANCE);
  },
);

test('the area is off by no more than what it states', async () => {
  const random = new core.Random(5);
  const y = random.integers(500, 2);
  const z = random.normal(500);
  const exact = exactAuc(y, z);
  for (const thresholds of [5, 20, 200]) {
    const metric = core.auc({ thresholds });
    const total = await metric.measure(tf.tensor1d(y), tf.tensor1d(z)).data();
    let [bound, yes, no] = [0, 0, 0];
    for (let i = 0; i < thresholds; i++) {
      bound += (total[2 * i]! * total[2 * i + 1]!) / 2;
      yes += total[2 * i]!;
      no += total[2 * i + 1]!;
    }
    expect(Math.abs(metric.result(total) - exact)).toBeLessThanOrEqual(bound / (yes * no));
  }
});
