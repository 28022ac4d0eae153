import { ensureDevice, Random, tf } from '@thaw/backend';
import { zeros } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { RBM } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const machine = (): RBM =>
  new RBM(2, 2, {
    kernelInitializer: () => Float32Array.of(1, 2, 3, -4),
    visibleBiasInitializer: () => Float32Array.of(0.5, -0.5),
    hiddenBiasInitializer: () => Float32Array.of(0, 1),
  });
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

test('energy and free energy of a state, by hand', async () => {
  const visible = tf.tensor2d([[1, 1]]);
  // v·W + c = (4, −1); v·b = 0
  await expectClose(machine().energy(visible, tf.tensor2d([[1, 1]])), [-3], 1e-6);
  await expectClose(machine().energy(visible, tf.tensor2d([[0, 1]])), [1], 1e-6);
  await expectClose(machine().freeEnergy(visible), [-softplus(4) - softplus(-1)], 1e-6);
});

test('the free energy sums out the hidden units: e^−F(v) = Σ e^−E(v, h)', async () => {
  const rbm = machine();
  for (const state of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]) {
    const visible = tf.tensor2d([state, state, state, state]);
    const hidden = tf.tensor2d([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const sum = rbm.energy(visible, hidden).neg().exp().sum().log();
    await expectClose(rbm.freeEnergy(tf.tensor2d([state])).neg(), [(await sum.data())[0]!], 1e-5);
  }
});

test('probabilities up and down, by hand', async () => {
  await expectClose(machine().forward(tf.tensor2d([[0, 1]])), [[sigmoid(3), sigmoid(-3)]], 1e-6);
  await expectClose(machine().backward(tf.tensor2d([[1, 0]])), [[sigmoid(1.5), sigmoid(2.5)]], 1e-6);
});

test('states are drawn with their probabilities, to five standard errors', async () => {
  const rbm = machine();
  const rows = 4000;
  const visible = tf.tile(tf.tensor2d([[0, 0]]), [rows, 1]); // p(h) = ½ and σ(1)
  const hidden = rbm.sampleHidden(visible, new Random(1));
  expect(new Set(await hidden.data())).toEqual(new Set([0, 1]));
  const means = await hidden.mean(0).data();
  for (const [i, p] of [0.5, sigmoid(1)].entries())
    expect(Math.abs(means[i]! - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / rows));
  const back = await rbm
    .sampleVisible(tf.tile(tf.tensor2d([[0, 1]]), [rows, 1]), new Random(2))
    .mean(0)
    .data();
  for (const [i, p] of [sigmoid(2.5), sigmoid(-4.5)].entries())
    expect(Math.abs(back[i]! - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / rows));
});

test('long Gibbs chains come to p(v), wherever they begin', async () => {
  const rbm = new RBM(2, 1, {
    kernelInitializer: () => Float32Array.of(2, 2),
    visibleBiasInitializer: () => Float32Array.of(-1, -1),
    hiddenBiasInitializer: zeros,
  });
  // e^−F: 00 → 2, 01 and 10 → e^−1(1 + e²), 11 → e^−2(1 + e⁴)
  const weights = [2, Math.exp(-1) + Math.E, Math.exp(-1) + Math.E, Math.exp(-2) + Math.exp(2)];
  const total = weights.reduce((sum, weight) => sum + weight);
  const rows = 4000;
  for (const start of [0, 1]) {
    const states = await rbm.gibbs(tf.fill([rows, 2], start), 30, new Random(5)).data();
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) counts[2 * states[2 * i]! + states[2 * i + 1]!]!++;
    for (const [code, weight] of weights.entries()) {
      const p = weight / total;
      expect(Math.abs(counts[code]! / rows - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / rows));
    }
  }
});

test('the same generator draws the same chains, another others', async () => {
  const rbm = machine();
  const start = tf.zeros([50, 2]);
  const chain = async (value: number) => rbm.gibbs(start, 3, new Random(value)).data();
  expect(await chain(1)).toEqual(await chain(1));
  expect(await chain(2)).not.toEqual(await chain(1));
});

test('sampling leaves no tensor but what it returns', async () => {
  const rbm = machine();
  const start = tf.zeros([5, 2]);
  await expectNoLeak(() => {
    const hidden = rbm.sampleHidden(start, new Random(1));
    tf.dispose([hidden, rbm.sampleVisible(hidden, new Random(1)), rbm.gibbs(start, 4, new Random(1))]);
  });
});
