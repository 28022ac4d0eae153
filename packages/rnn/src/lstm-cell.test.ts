import { ensureDevice, tf } from '@thaw/backend';
import { ones } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { LSTMCell } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

test('one step by hand, with gates in the order i, f, g, o', async () => {
  const cell = new LSTMCell(1, 1);
  cell.kernel.assign(Float32Array.of(1, 2, 3, 4));
  cell.recurrentKernel.assign(Float32Array.of(-1, 1, 0.5, -2));
  cell.bias!.assign(Float32Array.of(0.1, 0.2, 0.3, 0.4));
  const [x, h, c] = [0.5, -0.3, 0.8];
  const { output, state } = cell.step(tf.tensor([[x]]), { hidden: tf.tensor([[h]]), cell: tf.tensor([[c]]) });
  const i = sigmoid(x - h + 0.1);
  const f = sigmoid(2 * x + h + 0.2);
  const g = Math.tanh(3 * x + 0.5 * h + 0.3);
  const o = sigmoid(4 * x - 2 * h + 0.4);
  const next = f * c + i * g;
  await expectClose(state.cell, [[next]], 1e-6);
  await expectClose(output, [[o * Math.tanh(next)]], 1e-6);
  expect(state.hidden).toBe(output);
});

test('with open forget and closed input gates the cell keeps what it holds', async () => {
  const cell = new LSTMCell(2, 3);
  const closed = [-100, -100, -100];
  const open = [100, 100, 100];
  cell.bias!.assign(Float32Array.from([...closed, ...open, 0, 0, 0, 0, 0, 0]));
  const held = tf.tensor([[5, -2, 0.25]]);
  const { state } = cell.step(tf.ones([1, 2]), { hidden: tf.zeros([1, 3]), cell: held });
  await expectClose(state.cell, held, 0);
});

test('unitForgetBias adds 1 to the first bias of the forget gate alone', async () => {
  const parts = async (cell: LSTMCell): Promise<number[]> => Array.from(await cell.bias!.data());
  expect(await parts(new LSTMCell(1, 2))).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(await parts(new LSTMCell(1, 2, { biasInitializer: ones }))).toEqual([1, 1, 2, 2, 1, 1, 1, 1]);
  expect(await parts(new LSTMCell(1, 2, { unitForgetBias: false }))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('without bias there is no such weight, and a step of zeros gives zeros', async () => {
  const cell = new LSTMCell(2, 3, { useBias: false });
  expect([...cell.parameters().keys()]).toEqual(['kernel', 'recurrentKernel']);
  await expectClose(cell.step(tf.zeros([1, 2]), cell.zeroState(1)).output, tf.zeros([1, 3]), 0);
});
