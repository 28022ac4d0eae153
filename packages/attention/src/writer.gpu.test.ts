import { Random, seed, useDevice } from '@thaw/backend';
import { normal } from '@thaw/core';
import { watchGpuErrors } from '@thaw/testing';
import { afterAll, expect, test } from 'vitest';

import { GPT } from './index.ts';
import { borrowWriter } from './writer.ts';

await useDevice('webgpu');
const errors = watchGpuErrors();
afterAll(() => errors.expectNone());

test('a text by a program has the ids of one without, and one program writes all places of two texts', async () => {
  seed(3);
  const sizes = { vocabularySize: 9, contextLength: 12, width: 8, layers: 1, numHeads: 2 };
  const model = new GPT({ ...sizes, initializer: normal(0.6) });
  const write = async (start: number, compile: boolean): Promise<number[]> => {
    const ids: number[] = [];
    const options = { length: 8, random: new Random(start), compile };
    for await (const id of model.generate([3, 1, start], options)) ids.push(id);
    return ids;
  };
  for (const start of [4, 7]) expect(await write(start, true)).toEqual(await write(start, false));
  const writer = borrowWriter(model);
  expect(writer.programs).toHaveLength(1);
  writer.dispose();
  model.dispose();
});
