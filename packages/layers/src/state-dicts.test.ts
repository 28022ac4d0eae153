import {
  fromPyTorch,
  type HostTensor,
  Lambda,
  load,
  Module,
  predict,
  readSafetensors,
  relu,
  Sequential,
  type tf,
  useDevice,
} from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { BatchNormalization, Conv2D, Dense, Embedding, Flatten, LayerNormalization, PReLU } from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/state-dicts.py made the file and says how.
const file = new URL('../fixtures/state-dicts.safetensors', import.meta.url);
let tensors: Map<string, HostTensor>;

beforeAll(async () => {
  await useDevice();
  tensors = await readSafetensors(file);
});

/** The state_dict that was saved under a name. */
function stateOf(name: string): Map<string, HostTensor> {
  const own = [...tensors].filter(([key]) => key.startsWith(`${name}.`));
  return new Map(own.map(([key, tensor]) => [key.slice(name.length + 1), tensor]));
}

class Net extends Module {
  readonly features = new Sequential([
    new Conv2D(2, 3, 2),
    new BatchNormalization(3),
    new Lambda(relu),
    new Conv2D(3, 2, [1, 2]),
  ]);
  readonly classifier = new Sequential([
    new Flatten(),
    new Dense(12, 4),
    new PReLU(1),
    new LayerNormalization(4),
  ]);

  forward(input: tf.Tensor): tf.Tensor {
    return this.classifier.forward(this.features.forward(input));
  }
}

test('a convolutional net with the weights of its PyTorch twin gives its output', async () => {
  const model = new Net();
  const stored = stateOf('net');
  expect(stored.has('features.1.num_batches_tracked')).toBe(true); // and is passed over
  await load(model, stored, {
    convert: fromPyTorch(model, { flattened: { 'classifier.layers.1': [2, 3, 2] } }),
  });
  await expectClose(await predict(model, tensors.get('net/input')!), tensors.get('net/output')!.data, 1e-5);
});

test('an embedding saved in half precision', async () => {
  const model = new Embedding(5, 3);
  await load(model, stateOf('embedding'), { convert: fromPyTorch(model) });
  const output = await predict(model, { data: Int32Array.of(4, 0, 4), shape: [3] });
  await expectClose(output, tensors.get('embedding/output')!.data, 0);
});
