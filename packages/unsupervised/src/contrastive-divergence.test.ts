import { ensureDevice, Random, tf } from '@thaw/backend';
import { fit } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/unsupervised.json' with { type: 'json' };
import {
  contrastiveDivergence,
  contrastiveGradient,
  likelihoodGradient,
  logLikelihood,
  RBM,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const given = fixture.rbm[0]!;
const names = ['kernel', 'visibleBias', 'hiddenBias'] as const;
const machine = (): RBM => {
  const rbm = new RBM(5, 4);
  for (const name of names) rbm[name].assign(Float32Array.from(given[name].data));
  return rbm;
};
const data = (copies = 1): tf.Tensor => tf.tile(tf.tensor2d(given.visible.data, [6, 5]), [copies, 1]);

/** A generator with which `draws` draws of `count` units each bring all of them on: every number is below the probabilities here. */
function allOn(draws: number, count: number): Random {
  const below = 0.3;
  for (let value = 0; ; value++) {
    const random = new Random(value);
    const numbers = Array.from({ length: draws }, () => [...random.uniform(count)]).flat();
    if (numbers.every((number) => number < below)) return new Random(value);
  }
}

const logit = (p: number): number => Math.log(p / (1 - p));
/** One visible and one hidden unit, with p(h) = 0.8 where v = 1, and 0.5 where v = 0. */
const pair = (): RBM => new RBM(1, 1, { kernelInitializer: () => Float32Array.of(logit(0.8)) });

test('one step by hand: every unit of the fantasy comes on', async () => {
  const rbm = pair();
  const rule = contrastiveDivergence({ learningRate: 0.5, random: allOn(2, 2) });
  const loss = rule.update(rbm, tf.tensor2d([[1], [0]]));
  // ⟨v·h⟩ is 0.8/2 of the data and 0.8 of the fantasies 1, 1; ⟨v⟩ ½ and 1; ⟨h⟩ 0.65 and 0.8
  await expectClose(rbm.kernel.value, [[logit(0.8) + 0.5 * (0.4 - 0.8)]], 1e-6);
  await expectClose(rbm.visibleBias.value, [0.5 * (0.5 - 1)], 1e-6);
  await expectClose(rbm.hiddenBias.value, [0.5 * (0.65 - 0.8)], 1e-6);
  const back = (h: number): number => 1 / (1 + Math.exp(-h * logit(0.8)));
  await expectClose(loss, ((1 - back(0.8)) ** 2 + back(0.5) ** 2) / 2, 1e-6);
});

test('momentum keeps a part of the last movement, decay draws the kernel to zero', async () => {
  const rbm = pair();
  const gradients: number[] = [];
  const places = [logit(0.8)];
  const rule = contrastiveDivergence({
    learningRate: 0.5,
    momentum: 0.9,
    weightDecay: 0.1,
    random: allOn(4, 2),
  });
  const input = tf.tensor2d([[1], [0]]);
  for (let i = 0; i < 2; i++) {
    const before = tf.tidy(() => contrastiveGradient(rbm, input, tf.ones([2, 1])).kernel);
    gradients.push((await before.data())[0]!);
    rule.update(rbm, input);
    places.push((await rbm.kernel.data())[0]!);
  }
  const first = 0.5 * (gradients[0]! - 0.1 * places[0]!);
  const second = 0.9 * first + 0.5 * (gradients[1]! - 0.1 * places[1]!);
  expect(places[1]! - places[0]!).toBeCloseTo(first, 5);
  expect(places[2]! - places[1]!).toBeCloseTo(second, 5);
  rule.dispose();
});

test('without sampling of the visible units the fantasies are their probabilities', async () => {
  const rbm = pair();
  const rule = contrastiveDivergence({ learningRate: 1, sampleVisible: false, random: allOn(1, 1) });
  rule.update(rbm, tf.tensor2d([[1]]));
  await expectClose(rbm.visibleBias.value, [1 - 0.8], 1e-6); // h = 1, so p(v) = 0.8
});

test('the mean of many CD-1 gradients is their expectation, to five standard errors', async () => {
  const rbm = machine();
  const copies = 2000;
  const input = data(copies);
  const estimate = contrastiveGradient(rbm, input, rbm.gibbs(input, 1, new Random(1)));
  const error = 0.5 / Math.sqrt(6 * copies); // of the mean of numbers from 0 to 1, at most
  for (const name of names) {
    const values = await estimate[name].data();
    const expected = given.expectedCD1[name].data;
    expect(values).toHaveLength(expected.length);
    for (const [i, value] of values.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(5 * error);
  }
});

test('CD-1 is biased, and more steps bring it to the exact gradient', async () => {
  const rbm = machine();
  const input = data(1000);
  const exact = await likelihoodGradient(rbm, data());
  const offOf = async (k: number): Promise<number> => {
    const estimate = contrastiveGradient(rbm, input, rbm.gibbs(input, k, new Random(k)));
    const squares = await Promise.all(
      names.map(async (name) => (await estimate[name].sub<tf.Tensor>(exact[name]).square().sum().data())[0]!),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square));
  };
  const noise = (0.5 / Math.sqrt(6 * 1000)) * Math.sqrt(20 + 5 + 4);
  expect(await offOf(1)).toBeGreaterThan(4 * noise);
  expect(await offOf(60)).toBeLessThan(3 * noise);
});

test.each([false, true])('it makes two patterns likely; persistent %s', async (persistent) => {
  const patterns = { data: Float32Array.of(1, 1, 0, 0, 0, 0, 1, 1), shape: [2, 4] };
  const rows = { data: Float32Array.from({ length: 160 }, (_, i) => patterns.data[i % 8]!), shape: [40, 4] };
  const rbm = new RBM(4, 3, { kernelInitializer: () => new Random(4).normal(12, 0, 0.01) });
  const before = await logLikelihood(rbm, patterns);
  const rule = contrastiveDivergence({
    k: 5,
    learningRate: 0.1,
    momentum: 0.5,
    persistent,
    random: new Random(2),
  });
  const { losses } = await fit(rbm, [{ input: rows }], { rule, epochs: 400 });
  expect(losses.at(-1)).toBeLessThan(0.05);
  expect(before).toBeCloseTo(-Math.log(16), 2);
  expect(await logLikelihood(rbm, patterns)).toBeGreaterThan(-Math.log(2) - 0.4);
  rule.dispose();
});

test('persistent chains go on where they stood, as many as the first batch has rows', async () => {
  const rbm = machine();
  const rule = contrastiveDivergence({ k: 2, learningRate: 0.1, persistent: true, random: new Random(3) });
  const same = machine();
  const random = new Random(3);
  let chains = data();
  for (const rows of [6, 2]) {
    const input = data().slice(0, rows);
    rule.update(rbm, input);
    chains = same.gibbs(chains, 2, random);
    const gradient = contrastiveGradient(same, input, chains);
    for (const name of names) {
      const { value } = same[name];
      value.assign(value.add(gradient[name].mul(0.1)));
    }
  }
  expect(chains.shape).toEqual([6, 5]);
  for (const name of names) await expectClose(rbm[name].value, same[name].value, 1e-6);
  rule.dispose();
});

test('steps leave no tensor but their number, and dispose frees momentum and chains', async () => {
  const [rbm, input] = [machine(), data()];
  const rule = contrastiveDivergence({ k: 2, momentum: 0.9, persistent: true });
  await expectNoLeak(() => rule.update(rbm, input).dispose());
  rule.dispose();
  await expectNoLeak(() => {
    const other = contrastiveDivergence({ momentum: 0.9, persistent: true });
    other.update(rbm, input).dispose();
    other.dispose();
  });
});

test('the rate is there to be read, 0.1 unless given', () => {
  const rates = [contrastiveDivergence(), contrastiveDivergence({ learningRate: 2 })];
  expect(rates.map(({ learningRate }) => learningRate)).toEqual([0.1, 2]);
});
