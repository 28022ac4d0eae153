import { ensureDevice, tf } from '@thaw/backend';
import { tanh } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/bilinear.json' with { type: 'json' };
import { Bilinear } from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/bilinear.py made the numbers and says how.
const TOLERANCE = 1e-5;

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: { shape: number[]; data: number[] }): tf.Tensor => tf.tensor(data, shape);

test.each(fixture.map((each) => [each.name, each] as const))(
  'Bilinear %s: output and gradients equal those of PyTorch',
  async (_, { given, weight, output, gradients }) => {
    const layer = new Bilinear(3, 4, 5, { activation: tanh });
    layer.kernel.assign(Float32Array.from(given.kernel.data));
    layer.bias!.assign(Float32Array.from(given.bias.data));
    const inputs = { first: tensor(given.first), second: tensor(given.second) };
    const y = layer.forward(inputs);
    expect(y.shape).toEqual(output.shape);
    await expectClose(y, Float64Array.from(output.data), TOLERANCE);
    const variables = [...layer.parameters().values()].map(({ value }) => value);
    const found = tf.grads((first, second) =>
      layer
        .forward({ first: first as tf.Tensor, second: second as tf.Tensor })
        .mul(tensor(weight))
        .sum(),
    )([inputs.first, inputs.second, ...variables]);
    const largest = Math.max(...Object.values(gradients).flatMap(({ data }) => data.map(Math.abs)));
    for (const [i, { shape, data }] of Object.values(gradients).entries()) {
      expect(found[i]!.shape).toEqual(shape);
      await expectClose(found[i]!, Float64Array.from(data), TOLERANCE, largest / 1000);
    }
  },
);
