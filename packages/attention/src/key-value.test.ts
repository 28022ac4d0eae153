import { ensureDevice, seed, tf } from '@thaw/backend';
import { normal } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { GPT, Transformer } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const row = (ids: readonly number[]): tf.Tensor2D => tf.tensor2d([...ids], [1, ids.length], 'int32');
const sizes = { width: 8, layers: 2, numHeads: 2 };
const ids = [3, 1, 4, 1, 5, 2];

test('the logits of a GPT, id by id with kept keys and values, are those of all at once, to 1e-5', async () => {
  seed(3);
  const model = new GPT({ ...sizes, vocabularySize: 9, contextLength: 8, initializer: normal(0.6) });
  const whole = model.attend(row(ids));
  let { present } = model.attend(row(ids.slice(0, 3)));
  for (const [i, id] of ids.slice(3).entries()) {
    const next = model.attend(row([id]), present);
    const expected = whole.states.slice([0, 3 + i, 0], [1, 1, -1]);
    await expectClose(model.logits(next.states), model.logits(expected), 1e-5);
    present = next.present;
  }
  await expectClose(present[1]!.key, whole.present[1]!.key, 1e-5);
  await expectClose(present[1]!.value, whole.present[1]!.value, 1e-5);
  expect(whole.weights().map(({ shape }) => shape)).toEqual([[1, 2, 6, 6], [1, 2, 6, 6]]); // prettier-ignore
});

test('the logits of a Transformer, id by id, are those of all at once, to 1e-5', async () => {
  seed(3);
  const model = new Transformer({ ...sizes, sourceVocabularySize: 9, targetVocabularySize: 9, paddingId: 0 });
  const encoded = model.encode(row([7, 8, 2, 0]));
  const whole = model.decode(row(ids), encoded);
  let { present } = model.decode(row(ids.slice(0, 2)), encoded);
  for (const [i, id] of ids.slice(2).entries()) {
    const next = model.decode(row([id]), encoded, present);
    await expectClose(next.logits, whole.logits.slice([0, 2 + i, 0], [1, 1, -1]), 1e-5);
    await expectClose(
      next.crossWeights()[1]!,
      whole.crossWeights()[1]!.slice([0, 0, 2 + i, 0], [1, 2, 1, 4]),
      1e-5,
    );
    present = next.present;
  }
});
