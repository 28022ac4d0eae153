import { memory, useDevice } from '@thaw/backend';
import { memoryStore } from '@thaw/core/stores';
import { watchGpuErrors } from '@thaw/testing';
import { expect, test } from 'vitest';

import { endOf, together } from './conformance/together.ts';

await useDevice('webgpu');

test.each(together)(
  '%s, dropout and a metric: compiled and broken off on the way as never broken off, to the bit, and near to eager',
  async (_, make) => {
    const errors = watchGpuErrors();
    const store = memoryStore();
    const before = memory().tensors;
    const compiled = await endOf(make, 'compiled', store);
    expect(await endOf(make, 'resumed', store)).toEqual(compiled);
    const { losses } = await endOf(make, 'eager', store);
    for (const [i, loss] of compiled.losses.entries()) expect(loss).toBeCloseTo(losses[i]!, 5);
    expect(memory().tensors).toBe(before);
    await errors.expectNone();
  },
);
