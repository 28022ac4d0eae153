import { ensureDevice, Random, tf } from '@thaw/backend';
import { evaluate, fit, linear, type Module, seed } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { checkGradient, expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { bernoulli, gaussian, negativeElbo, VAE } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const fixed = (inputs: number, units: number, weights: number[]): Module =>
  new Dense(inputs, units, {
    useBias: false,
    activation: linear,
    kernelInitializer: () => Float32Array.from(weights),
  });
const LN2PI = Math.log(2 * Math.PI);

test('the bound by hand, with one number in, one latent and one out', async () => {
  // mean = x, log-variance = x·ln 4, so for x = 1: z = 1 + 2ε, y = 2z
  const model = new VAE(1, fixed(1, 2, [1, Math.log(4)]), fixed(1, 1, [2]), { likelihood: gaussian(2) });
  const input = tf.tensor2d([[1]]);
  const y = 2 * (1 + 2 * new Random(4).normal(1)[0]!);
  const { reconstruction, divergence } = model.evidence(input, { random: new Random(4) });
  const [likely, far] = [-((1 - y) ** 2 / 8) - Math.log(2) - LN2PI / 2, (1 + 4 - 1 - Math.log(4)) / 2];
  await expectClose(reconstruction, [likely], 1e-6);
  await expectClose(divergence, [far], 1e-6);
  const loss = negativeElbo(model, { input, target: undefined }, { random: new Random(4) });
  await expectClose(loss, far - likely, 1e-6);
  await expectClose(model.forward(input), [[2]], 1e-6); // of the mean, without training
  await expectClose(model.forward(input, { random: new Random(4), training: true }), [[y]], 1e-6);
  await expectClose(model.generate(tf.tensor2d([[0.5]])), [[1]], 1e-6);
});

test('an encoder that says N(0, 1) costs nothing, and the likelihood of a coin by hand', async () => {
  const model = new VAE(2, fixed(3, 4, [...new Float32Array(12)]), fixed(2, 3, [...new Float32Array(6)]));
  const { reconstruction, divergence } = model.evidence(tf.tensor2d([[1, 0, 0.25]]), {
    random: new Random(1),
  });
  await expectClose(divergence, [0], 0);
  await expectClose(reconstruction, [-3 * Math.log(2)], 1e-6); // a fair coin says nothing of any of the three
  await expectClose(
    bernoulli.logProbability(tf.tensor2d([[1]]), tf.tensor2d([[Math.log(3)]])),
    [Math.log(0.75)],
    1e-6,
  );
  await expectClose(bernoulli.mean(tf.tensor2d([[Math.log(3)]])), [[0.75]], 1e-6);
});

test('the gradient of the bound is that of central differences, noise and all', async () => {
  for (const likelihood of [bernoulli, gaussian(0.7)]) {
    seed(1);
    const model = new VAE(2, new Dense(3, 4), new Dense(2, 3), { likelihood });
    const input = tf.tensor2d(new Random(2).uniform(12), [4, 3]);
    const variables = [...model.parameters().values()].map(({ value }) => value as tf.Tensor);
    expect(variables).toHaveLength(4);
    await checkGradient(
      () => negativeElbo(model, { input, target: undefined }, { random: new Random(3) }) as tf.Tensor,
      variables,
    );
  }
});

test('codes are drawn around their means with their deviations', async () => {
  // mean 3x and deviation e^(ln 4/2) = 2 for x = 1; the decoder shows the code as it is
  const model = new VAE(1, fixed(1, 2, [3, Math.log(4)]), fixed(1, 1, [1]), { likelihood: gaussian() });
  const rows = 4000;
  const codes = model.forward(tf.ones([rows, 1]), { training: true, random: new Random(1) });
  const [mean, square] = [(await codes.mean().data())[0]!, (await codes.sub(3).square().mean().data())[0]!];
  expect(Math.abs(mean - 3)).toBeLessThan((5 * 2) / Math.sqrt(rows));
  expect(Math.abs(square - 4)).toBeLessThan(5 * 4 * Math.sqrt(2 / rows));
});

test('for a linear model the bound comes close to the true likelihood, and never above it', async () => {
  // x = w·z + noise: the posterior is normal, so an encoder that knows it makes the bound tight.
  const deviation = 0.5;
  const marginal = 1 + deviation ** 2; // of x, with w = 1
  const variance = deviation ** 2 / marginal; // of z given x, whose mean is x/marginal
  const encoder = new Dense(1, 2, {
    kernelInitializer: () => Float32Array.of(1 / marginal, 0),
    biasInitializer: () => Float32Array.of(0, Math.log(variance)),
  });
  const model = new VAE(1, encoder, fixed(1, 1, [1]), { likelihood: gaussian(deviation) });
  const rows = 20_000;
  const input = tf.fill([rows, 1], 0.8);
  const bound = -(
    await negativeElbo(model, { input, target: undefined }, { random: new Random(1) }).data()
  )[0]!;
  const truth = -0.5 * (0.64 / marginal + Math.log(marginal) + LN2PI);
  expect(Math.abs(bound - truth)).toBeLessThan(0.02);
  encoder.bias!.assign(Float32Array.of(0.3, Math.log(variance))); // a posterior that is off
  const worse = -(
    await negativeElbo(model, { input, target: undefined }, { random: new Random(1) }).data()
  )[0]!;
  expect(worse).toBeLessThan(truth - 0.1);
});

test('training raises the bound, the same seed to the bit, and evaluation draws the same every time', async () => {
  const data = Float32Array.from(new Random(1).bernoulli(10 * 6, 0.5), (value, i) =>
    i % 6 < 3 ? value : 1 - value,
  );
  const batches = [{ input: { data, shape: [10, 6] } }];
  const run = async (value: number): Promise<[readonly number[], number, number]> => {
    seed(value);
    const model = new VAE(2, new Dense(6, 4), new Dense(2, 6));
    const options = { objective: negativeElbo, optimizer: gradientDescent(0.1), epochs: 150 };
    const { losses } = await fit(model, batches, options);
    const measure = async () => (await evaluate(model, batches, { objective: negativeElbo })).loss!;
    const measured = [await measure(), await measure()] as const;
    model.dispose();
    return [losses, ...measured];
  };
  const [losses, first, second] = await run(5);
  const mean = (part: readonly number[]) => part.reduce((sum, loss) => sum + loss) / part.length;
  expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) - 0.3);
  expect(second).toBe(first);
  expect(await run(5)).toEqual([losses, first, second]);
});

test('encoding, dreaming and the bound leave no tensor behind', async () => {
  const model = new VAE(2, new Dense(3, 4), new Dense(2, 3));
  const [input, codes] = [tf.ones([2, 3]), tf.zeros([2, 2])];
  model.generate(codes);
  tf.dispose(model.forward(input));
  await expectNoLeak(() => model.generate(codes).dispose());
  await expectNoLeak(() => {
    const context = { random: new Random(1) };
    const variables = [...model.parameters().values()].map(({ value }) => value);
    const step = () => negativeElbo(model, { input, target: undefined }, context).asScalar();
    tf.dispose(tf.tidy(() => tf.variableGrads(step, variables)) as unknown as tf.TensorContainer);
  });
});
