import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Embedding } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const counting = { embeddingsInitializer: () => Float32Array.of(0, 1, 10, 11, 20, 21) };

test('each id gives its row, wherever it stands and however often', async () => {
  const layer = new Embedding(3, 2, counting);
  const ids = tf.tensor2d([2, 0, 2, 1], [2, 2], 'int32');
  await expectClose(layer.forward(ids), [[[20, 21], [0, 1]], [[20, 21], [10, 11]]], 0); // prettier-ignore
  await expectClose(layer.forward(tf.tensor1d([1], 'int32')), [[10, 11]], 0);
  await expectClose(layer.forward(tf.tensor1d([1])), [[10, 11]], 0); // as a float32 tensor holds it
});

test('the gradient of a row is the sum over the places of its id, and zero for an id that is not there', async () => {
  const layer = new Embedding(3, 2, counting);
  const ids = tf.tensor2d([2, 0, 2, 2], [2, 2], 'int32');
  const upstream = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  const { grads } = tf.variableGrads(
    () => layer.forward(ids).mul(upstream).sum().asScalar(),
    [layer.embeddings.value],
  );
  await expectClose(Object.values(grads)[0]!, [[3, 4], [0, 0], [13, 16]], 0); // prettier-ignore
});

test('ids of the vocabulary pass, from the first to the last', () => {
  expect(() => new Embedding(3, 2).checkValues(Int32Array.of(0, 1, 2))).not.toThrow();
});
