import { ensureDevice, tf } from '@thaw/backend';
import { linear } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ElmanCell } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** One input, two units: W = [1 −1], U = [[½ 0] [1 2]], b = [0 ¼]. */
function cell(options = {}): ElmanCell {
  const made = new ElmanCell(1, 2, options);
  made.kernel.assign(Float32Array.of(1, -1));
  made.recurrentKernel.assign(Float32Array.of(0.5, 0, 1, 2));
  made.bias?.assign(Float32Array.of(0, 0.25));
  return made;
}

test('one step by hand: h′ = x·W + h·U + b', async () => {
  const { output, state } = cell({ activation: linear }).step(tf.tensor([[2]]), tf.tensor([[4, 1]]));
  await expectClose(output, [[2 + 2 + 1, -2 + 2 + 0.25]], 1e-6);
  expect(state).toBe(output);
});

test('tanh is applied to the sums unless another activation is given', async () => {
  const { output } = cell().step(tf.tensor([[0.5]]), tf.tensor([[0, 0]]));
  await expectClose(output, [[Math.tanh(0.5), Math.tanh(-0.25)]], 1e-6);
});

test('without bias nothing is added', async () => {
  const bare = cell({ useBias: false, activation: linear });
  expect([...bare.parameters().keys()]).toEqual(['kernel', 'recurrentKernel']);
  await expectClose(bare.step(tf.tensor([[1]]), bare.zeroState(1)).output, [[1, -1]], 1e-6);
});

test('the first weights: an orthogonal recurrent kernel and a bias of zeros, as in Keras', async () => {
  const made = new ElmanCell(3, 4);
  const kernel = made.recurrentKernel.value as tf.Tensor;
  await expectClose(tf.matMul(kernel, kernel, false, true), tf.eye(4), 1e-5);
  expect(await made.bias!.data()).toEqual(new Float32Array(4));
});

test('forward is step', async () => {
  const made = cell();
  const [input, state] = [tf.tensor([[1], [2]]), tf.tensor([[0, 1], [1, 0]])]; // prettier-ignore
  await expectClose(made.forward({ input, state }).output, made.step(input, state).output, 0);
});
