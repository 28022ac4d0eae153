import { fromPyTorch, type HostTensor, load, predict, readSafetensors, useDevice } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { Bidirectional, LSTM, LSTMCell, Recurrent, StackedCell } from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/state-dicts.py made the file and says how.
const file = new URL('../fixtures/state-dicts.safetensors', import.meta.url);
let tensors: Map<string, HostTensor>;

beforeAll(async () => {
  await useDevice();
  tensors = await readSafetensors(file);
});

const all = { returnSequences: true };

test.each([
  ['stacked', () => new Recurrent(new StackedCell([new LSTMCell(3, 4), new LSTMCell(4, 4)]), all)],
  ['both', () => new Bidirectional(new LSTM(3, 4, all), new LSTM(3, 4, { ...all, reverse: true }))],
])('an LSTM with the weights of its PyTorch twin gives its output: %s', async (name, make) => {
  const model = make();
  const own = [...tensors].filter(([key]) => key.startsWith(`${name}.`));
  const stored = new Map(own.map(([key, tensor]) => [key.slice(name.length + 1), tensor]));
  await load(model, stored, { convert: fromPyTorch(model) });
  await expectClose(
    await predict(model, tensors.get(`${name}/input`)!),
    tensors.get(`${name}/output`)!.data,
    1e-5,
  );
});
