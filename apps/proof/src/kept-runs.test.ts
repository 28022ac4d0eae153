import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { KeptRuns } from './kept-runs.ts';
import type { Run } from './rows.ts';

const run = (seed: number): Run => ({
  seed,
  seconds: 2,
  outcome: { results: { loss: seed / 4 }, summary: 'learned', steps: 10, pictures: [] },
});

test('a proof goes on behind the seeds that were finished, unless the code is another, until it is written down', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  const open = (code: string): Promise<KeptRuns> => KeptRuns.of('xor on wasm, 2 threads', folder, code);
  try {
    const first = await open('a');
    expect(first.find(1)).toBeUndefined();
    await first.keep(run(1));
    await first.keep(run(2));
    const next = await open('a');
    expect([next.find(1), next.find(2), next.find(3)]).toEqual([run(1), run(2), undefined]);
    const changed = await open('b');
    expect(changed.find(1)).toBeUndefined();
    await next.forget();
    expect((await open('a')).find(1)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
