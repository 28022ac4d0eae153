import { ensureDevice, memory } from '@thaw/backend';
import { memoryStore } from '@thaw/core/stores';
import { beforeAll, expect, test } from 'vitest';

import { endOf, together } from './conformance/together.ts';

beforeAll(async () => {
  await ensureDevice();
});

test.each(together)(
  '%s, dropout and a metric: compiled as in eager, and broken off on the way, to the bit',
  async (_, make) => {
    const store = memoryStore();
    const before = memory().tensors;
    const eager = await endOf(make, 'eager', store);
    expect(await endOf(make, 'compiled', store)).toEqual(eager);
    expect(await endOf(make, 'resumed', store)).toEqual(eager);
    expect(memory().tensors).toBe(before);
  },
);
