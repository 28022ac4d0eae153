import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { datasets } from './datasets.ts';
import type { Outcome } from './experiment.ts';

// The sets themselves are not here: small files stand in their places, most of them not as published.
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sets-'));
  vi.stubEnv('THAW_DATA', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function outcome(): Promise<Outcome> {
  const run = datasets.run({ seed: 1, budget: 'proof' });
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

test('a set as published, two that differ, one that cannot be read; those that are not there are named', async () => {
  await write('words/combined.csv', `Word 1,Word 2,mean\n${'tiger,cat,7.35\n'.repeat(353)}`);
  await write('cora/cora.content', '1\t0\t1\tTheory\n2\t1\t1\tTheory\n');
  await write('cora/cora.cites', '1\t2\n');
  await write('words/questions-words.txt', ': gram\na b c d\n');
  await write('bert/vocab.txt', '');
  const { results, summary } = await outcome();
  expect(results['sets']).toBe(4);
  expect(results['setsThatDiffer']).toBe(3);
  const lines = summary.split('\n').map((line) => line.trim());
  expect(lines.slice(0, 5)).toMatchInlineSnapshot(`
    [
      "4 sets lie in the folder, 3 of them not as published",
      "✗ cora: papers 2 2 and not 2708 1433; classes 2 and not 298 418 818 426 217 180 351; citations 1 and not 5429; pairs 1 and not 5278; sum 3 and not 49216",
      "✗ wordAnalogies: kinds 1 and not 14; semantic 0 and not 8869; syntactic 1 and not 10675",
      "✓ wordSim353: pairs 353",
      "✗ bertTokenizer: Vocabulary.fromText: the file is empty.",
    ]
  `);
  expect(lines[5]).toMatch(
    /^– not in the folder, and so not looked at: digits, iris, wine, mnist, .*names, /,
  );
  expect(lines).toHaveLength(6);
});

test('without a folder it says what to set', async () => {
  vi.stubEnv('THAW_DATA', join(folder, 'nowhere'));
  await expect(datasets.ready!()).rejects.toThrow(
    `datasets: there is no folder ${join(folder, 'nowhere')}: set THAW_DATA`,
  );
  vi.stubEnv('THAW_DATA', undefined);
  await expect(datasets.ready!()).rejects.toThrow('datasets: set THAW_DATA to a folder of data sets');
});
