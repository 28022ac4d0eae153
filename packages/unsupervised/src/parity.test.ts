import { ensureDevice, Random, tf } from '@thaw/backend';
import type { AnyModule } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import fixture from '../fixtures/unsupervised.json' with { type: 'json' };
import {
  bernoulli,
  gaussian,
  likelihoodGradient,
  logLikelihood,
  negativeElbo,
  negativeSampling,
  PCA,
  RBM,
  SkipGram,
  VAE,
} from './index.ts';

// Against scikit-learn, NumPy in float64 and PyTorch; ../fixtures/unsupervised.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape, 'float32');
const ids = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape, 'int32');

async function expectNumbers(actual: tf.Tensor, expected: Numbers, scale = 0): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  await expectClose(actual, Float64Array.from(expected.data), TOLERANCE, scale);
}

const largestOf = (tensors: Record<string, Numbers>): number =>
  Math.max(...Object.values(tensors).flatMap(({ data }) => data.map(Math.abs)));

function assign(model: AnyModule, weights: Record<string, Numbers>): void {
  expect([...model.parameters().keys()]).toEqual(Object.keys(weights));
  for (const [name, { data }] of Object.entries(weights))
    model.parameters().get(name)!.assign(Float32Array.from(data));
}

async function expectGradients(
  model: AnyModule,
  compute: () => tf.Tensor,
  expected: Record<string, Numbers>,
): Promise<void> {
  const variables = [...model.parameters().values()].map(({ value }) => value);
  const { grads } = tf.variableGrads(() => compute().asScalar(), variables);
  for (const [i, name] of Object.keys(expected).entries())
    await expectNumbers(grads[variables[i]!.name]!, expected[name]!, largestOf(expected) / 1000);
}

test.each(fixture.pca.map((each) => [each] as const))(
  'PCA %#: mean, components, variances, codes and what comes back equal those of scikit-learn',
  async (given) => {
    const [, features] = given.data.shape as [number, number];
    const pca = new PCA(features, given.components.shape[0]!);
    await pca.fit(tensor(given.data));
    await expectNumbers(pca.mean.value, given.mean);
    await expectNumbers(pca.components.value, given.components);
    await expectNumbers(pca.explainedVariance.value, given.explainedVariance);
    await expectNumbers(pca.explainedVarianceRatio.value, given.explainedVarianceRatio);
    await expectNumbers(pca.transform(tensor(given.data)), given.codes);
    await expectNumbers(pca.inverseTransform(tensor(given.codes)), given.back);
  },
);

describe.each(fixture.rbm.map((each) => [each] as const))('RBM %#', (given) => {
  const { kernel, visibleBias, hiddenBias } = given;
  const machine = (): RBM => {
    const rbm = new RBM(kernel.shape[0]!, kernel.shape[1]!);
    assign(rbm, { kernel, visibleBias, hiddenBias });
    return rbm;
  };

  test('probabilities, energies and free energies equal those of NumPy', async () => {
    const rbm = machine();
    const [visible, hidden] = [tensor(given.visible), tensor(given.hidden)];
    await expectNumbers(rbm.forward(visible), given.hiddenProbabilities);
    await expectNumbers(rbm.backward(hidden), given.visibleProbabilities);
    await expectNumbers(rbm.energy(visible, hidden), given.energy);
    await expectNumbers(rbm.freeEnergy(visible), given.freeEnergy);
  });

  test('log-likelihood and its gradient equal the sums over all states', async () => {
    const data = tensor(given.visible);
    await expectClose([await logLikelihood(machine(), data)], given.logLikelihood.data, TOLERANCE);
    const gradient = await likelihoodGradient(machine(), data);
    const scale = largestOf(given.gradient) / 1000;
    await expectNumbers(gradient.kernel, given.gradient.kernel, scale);
    await expectNumbers(gradient.visibleBias, given.gradient.visibleBias, scale);
    await expectNumbers(gradient.hiddenBias, given.gradient.hiddenBias, scale);
  });
});

/** Puts given numbers in the place of those that the device draws, until the test is over. */
function giveDraws(numbers: Numbers): void {
  const [kernelName, backendName] = ['ThawDraw', tf.getBackend()];
  const drawn = tf.getKernel(kernelName, backendName); // none where it is made at the first draw
  if (drawn) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc: () => tensor(numbers) });
  onTestFinished(() => {
    tf.unregisterKernel(kernelName, backendName);
    if (drawn) tf.registerKernel(drawn);
  });
}

test.each(fixture.vae.map((each) => [each.name, each] as const))(
  'VAE, %s: both parts of the bound and the gradients equal those of PyTorch, with the same noise',
  async (_, given) => {
    const [, inputs] = given.input.shape as [number, number];
    const [, latent] = given.noise.shape as [number, number];
    const likelihood = given.deviation === null ? bernoulli : gaussian(given.deviation);
    const model = new VAE(latent, new Dense(inputs, 2 * latent), new Dense(latent, inputs), { likelihood });
    assign(model, given.weights);
    const input = tensor(given.input);
    giveDraws(given.noise);
    const context = { random: new Random(1) };
    const { reconstruction, divergence } = model.evidence(input, context);
    await expectNumbers(reconstruction, given.reconstruction);
    await expectNumbers(divergence, given.divergence);
    const loss = (): tf.Tensor => negativeElbo(model, { input, target: undefined }, context);
    await expectNumbers(loss(), given.loss);
    await expectGradients(model, loss, given.gradients);
  },
);

test('skip-gram: scores, loss and gradients equal those of PyTorch', async () => {
  const given = fixture.skipGram;
  const [vocabularySize, units] = given.weights['centers.embeddings'].shape as [number, number];
  const model = new SkipGram(vocabularySize, units);
  assign(model, given.weights);
  const input = {
    center: ids(given.center),
    context: ids(given.context),
    negatives: ids(given.negatives),
  };
  await expectNumbers(model.forward(input), given.scores);
  const loss = (): tf.Tensor => negativeSampling(model, { input, target: undefined }, {});
  await expectNumbers(loss(), given.loss);
  await expectGradients(model, loss, given.gradients);
});
