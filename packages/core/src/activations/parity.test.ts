import { ensureDevice } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../../fixtures/activations.json' with { type: 'json' };
import * as core from '../index.ts';
import { type Activation, elu, leakyRelu, tf } from '../index.ts';

// Against PyTorch 1.13.1; fixtures/activations.py made the numbers and says how.
const TOLERANCE = 1e-5;

const withOptions: Record<string, Activation> = {
  'leakyRelu.with 0.01': leakyRelu.with({ negativeSlope: 0.01 }),
  'elu.with 0.3': elu.with({ alpha: 0.3 }),
};

beforeAll(async () => {
  await ensureDevice();
});

test.each(fixture.cases.map((each) => [each.name, each] as const))(
  '%s: values and gradients equal those of PyTorch',
  async (name, { output, gradient }) => {
    const activation = withOptions[name] ?? (core as unknown as Record<string, Activation>)[name]!;
    const x = tf.tensor(fixture.input, fixture.shape);
    const weight = tf.tensor(fixture.weight, fixture.shape);
    const y = activation(x);
    expect(y.shape).toEqual(fixture.shape);
    await expectClose(y, Float64Array.from(output), TOLERANCE);
    const dx = tf.grad((input) => tf.sum(tf.mul(activation(input), weight)))(x);
    await expectClose(dx, Float64Array.from(gradient), TOLERANCE);
  },
);
