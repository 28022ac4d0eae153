import { type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { gpu } from '../../webgpu/survey/stock.ts';
import { shuffle } from './shuffle.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

/** The word for which step i chooses place j. */
const wordFor = (i: number, j: number): number => Math.ceil((j * 2 ** 32) / (i + 1));

/** The first place at which the shuffle of these choices is not what step by step becomes of them; −1 where there is none. */
async function firstDifference(places: ArrayLike<number>): Promise<number> {
  const words = Int32Array.from(places, (j, i) => wordFor(i, j) | 0);
  const chance = tf.tensor1d(words, 'int32');
  const y = tf.engine().makeTensorFromTensorInfo(shuffle(chance, gpu()));
  const expected = Int32Array.from(words, (_, i) => i);
  for (let i = expected.length - 1; i > 0; i--) {
    const held = expected[i]!;
    expected[i] = expected[places[i]!]!;
    expected[places[i]!] = held;
  }
  const found = (await y.data()) as Int32Array;
  tf.dispose([chance, y]);
  return expected.findIndex((number, i) => number !== found[i]);
}

const count = 3000;
test.each<[string, (i: number) => number]>([
  ['every step chooses its own place: nothing moves', (i) => i],
  ['every step chooses the first place: all move by one', () => 0],
  ['every step chooses its neighbour: a walk through all places', (i) => Math.max(0, i - 1)],
  ['every step chooses the half', (i) => Math.floor(i / 2)],
])('%s', async (_, place) => {
  expect(await firstDifference(Array.from({ length: count }, (_unused, i) => place(i)))).toBe(-1);
});

test('places by chance, with many steps that choose the same', async () => {
  const chance = new Random(3).integers(count, 2 ** 31);
  expect(await firstDifference(Array.from(chance, (word, i) => Math.min(word % 40, i)))).toBe(-1);
});
