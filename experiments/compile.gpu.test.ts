import { useDevice } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import { differenceOfSeed } from './compile.ts';

beforeAll(async () => {
  await useDevice('webgpu');
});

/** A software adapter takes half a second for each, most of it to make its pipelines; `pnpm proof compile` draws the others. */
const some = Array.from({ length: 10 }, (_, i) => 101 + i);
/** Seeds of which a step once differed, or could not be compiled. */
const once = [10, 18, 28, 35, 39, 44];

test.each([...once, ...some])(
  'on WebGPU the step of seed %i gives the same numbers compiled',
  async (seed) => {
    expect(await differenceOfSeed(seed)).toBeUndefined();
  },
);
