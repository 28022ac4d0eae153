import { currentDevice, useDevice } from '@thaw/core';
import { expect, test } from 'vitest';

import { compile, differenceOfSeed } from './compile.ts';

test('of 100 drawn steps, on 1, 2 and 3 threads, each gives the same numbers compiled', async () => {
  if (!currentDevice()) await useDevice('wasm');
  const run = compile.run({ seed: 1, budget: 'test' });
  let next = await run.next();
  while (!next.done) next = await run.next();
  expect(next.value.summary).toBe('0 of 100 drawn steps, each on 3 settings, differ');
});

/** Seeds of which a step once differed. */
const once: readonly number[] = [31, 1172];

test.each(once)('seed %i gives the same numbers compiled', async (seed) => {
  expect(await differenceOfSeed(seed)).toBeUndefined();
});
