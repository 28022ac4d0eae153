import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../../fixtures/losses.json' with { type: 'json' };
import * as core from '../index.ts';
import { type ConfigurableLoss, type LossOptions, tf, useDevice } from '../index.ts';

// Against PyTorch 1.13; ../../fixtures/losses.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}

interface Case {
  readonly name: string;
  readonly loss: string;
  readonly options: LossOptions;
  readonly target: Numbers;
  readonly prediction: Numbers;
  readonly mask?: Numbers;
  readonly losses: Numbers;
  /** The gradient is that of Σ loss·weight over places. */
  readonly weight: Numbers;
  readonly gradient: Numbers;
}

beforeAll(async () => {
  await useDevice();
});

const tensor = ({ data, shape }: Numbers): tf.Tensor => tf.tensor(data, shape);

test.each((fixture as unknown as Case[]).map((each) => [each.name, each] as const))(
  '%s: losses and gradient equal those of PyTorch',
  async (_, given) => {
    const loss = (core as unknown as Record<string, ConfigurableLoss>)[given.loss]!;
    const [target, prediction] = [tensor(given.target), tensor(given.prediction)];
    const mask = given.mask && { mask: tensor(given.mask) };
    const losses = loss.with({ ...given.options, reduction: 'none' })(target, prediction, mask);
    expect(losses.shape).toEqual(given.losses.shape);
    await expectClose(losses, Float64Array.from(given.losses.data), TOLERANCE);
    const summed = loss.with({ ...given.options, reduction: 'sum' });
    const weighting = { ...mask, sampleWeight: tensor(given.weight) };
    const gradient = tf.grad((z) => summed(target, z, weighting))(prediction);
    expect(gradient.shape).toEqual(given.gradient.shape);
    await expectClose(gradient, Float64Array.from(given.gradient.data), TOLERANCE);
  },
);

test('every loss has its numbers', () => {
  const losses = Object.entries(core).filter(([, value]) => typeof value === 'function' && 'places' in value);
  const covered = new Set((fixture as unknown as Case[]).map(({ loss }) => loss));
  expect([...covered].sort()).toEqual(losses.map(([name]) => name).sort());
});
