import { ensureDevice, Random, tf } from '@thaw/backend';
import { linear, normal } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  contrastiveDivergence,
  gaussian,
  gaussianNoise,
  maskingNoise,
  negativeElbo,
  RBM,
  VAE,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A generator that draws nothing on the host: its numbers are to be made where they are used. */
class NotOnTheHost extends Random {
  override words(): never {
    throw new Error('random numbers were drawn on the host');
  }
}

/** An encoder of means 0 and log-variances 0, and a decoder that shows the code as it is: what comes is ε. */
const noise = (): VAE =>
  new VAE(
    1,
    new Dense(1, 2, { useBias: false, kernelInitializer: () => Float32Array.of(0, 0) }),
    new Dense(1, 1, { useBias: false, activation: linear, kernelInitializer: () => Float32Array.of(1) }),
    { likelihood: gaussian() },
  );

test('a generator that refuses the host is what it says', () => {
  for (const draw of ['uniform', 'normal', 'integers', 'permutation'] as const) {
    expect(() => new NotOnTheHost(7)[draw](5, 2)).toThrow('random numbers were drawn on the host');
  }
  expect(() => new NotOnTheHost(7).bernoulli(5, 0.5)).toThrow('random numbers were drawn on the host');
});

test('masks and states are those of the host, to the bit', async () => {
  const [ones, zeros] = [tf.ones([5, 7]), tf.zeros([5, 7])];
  const mask = Array.from(new Random(7).bernoulli(35, 0.3), (masked) => 1 - masked);
  expect(await read(maskingNoise(0.3)(ones, new NotOnTheHost(7)))).toEqual(mask);

  const rbm = new RBM(7, 4, { kernelInitializer: normal(1, 0) });
  const host = new Random(7);
  const hidden = rbm.sampleHidden(ones, new NotOnTheHost(7));
  expect(await read(hidden)).toEqual(compare(host.uniform(20), await read(rbm.forward(ones))));

  const device = new NotOnTheHost(8);
  const dreamt = rbm.gibbs(zeros, 2, device);
  const other = new Random(8);
  let state: tf.Tensor = zeros;
  for (let i = 0; i < 2; i++) {
    const above = compare(other.uniform(20), await read(rbm.forward(state)));
    const probabilities = await read(rbm.backward(tf.tensor2d(above, [5, 4])));
    state = tf.tensor2d(compare(other.uniform(35), probabilities), [5, 7]);
  }
  expect(await read(dreamt)).toEqual(await read(state));
  expect(device.state).toEqual(other.state);
});

test('normal noise is that of the host', async () => {
  const numbers = new Random(7).normal(35);
  const noisy = gaussianNoise(1)(tf.zeros([5, 7]), new NotOnTheHost(7));
  await expectClose(noisy.flatten(), [...numbers], 1e-6);
  const drawn = noise().forward(tf.ones([35, 1]), { training: true, random: new NotOnTheHost(7) });
  await expectClose(drawn.flatten(), [...numbers], 1e-6);
});

test('a step of each that learns draws nothing on the host', async () => {
  const rbm = new RBM(7, 4);
  for (const options of [{}, { k: 3 }, { persistent: true }, { sampleVisible: false }]) {
    const rule = contrastiveDivergence({ ...options, random: new NotOnTheHost(7) });
    expect((await rule.update(rbm, tf.ones([5, 7]))!.data())[0]).toBeGreaterThan(0);
    rule.dispose();
  }
  const model = noise();
  const random = new NotOnTheHost(7);
  const input = tf.ones([5, 1]);
  const weights = [...model.parameters().values()].map(({ value }) => value);
  const loss = tf.variableGrads(
    () => negativeElbo(model, { input, target: undefined }, { random }).asScalar(),
    weights,
  );
  expect((await loss.value.data())[0]).toBeGreaterThan(0);
});

async function read(x: tf.Tensor): Promise<number[]> {
  return Array.from(await x.data());
}

/** 1 where the number is below the probability. */
function compare(numbers: Float32Array, probabilities: readonly number[]): number[] {
  return Array.from(numbers, (number, i) => (number < probabilities[i]! ? 1 : 0));
}
