import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Bar, Experiment } from '@thaw/experiments/experiment';
import { expect, test } from 'vitest';

import { appendRows } from './proofs-file.ts';
import { type Run, rowsOf } from './rows.ts';

const experiment = (bar: Pick<Bar, 'over'> & Partial<Bar>): Experiment => ({
  id: 'sum',
  title: 'Sum',
  year: 1,
  source: '',
  seeds: [1, 2],
  bars: [{ result: 'score', claim: '', budgets: ['proof'], ...bar }],
  async *run() {
    yield* [];
    return { results: {}, summary: '', pictures: [], steps: 0 };
  },
});

const runs = (...scores: number[]): Run[] =>
  scores.map((score, i) => ({
    seed: i + 1,
    seconds: 2,
    outcome: { results: { score, other: 1 }, summary: '', pictures: [], steps: 10 },
  }));

test('a bar over the mean is judged by the mean, and every seed is shown', () => {
  const [row, other] = rowsOf(experiment({ atLeast: 0.7, over: 'mean' }), runs(0.6, 0.9));
  expect(row).toEqual({
    experiment: 'sum',
    result: 'score',
    figure: 'mean 0.75 (0.6, 0.9)',
    bar: '≥ 0.7',
    reached: true,
    seeds: '1-2',
    steps: 20,
    seconds: 4,
  });
  expect(other?.reached).toBeUndefined();
});

test('a bar over each seed is judged by the worst', () => {
  const [low] = rowsOf(experiment({ atLeast: 0.7, over: 'each' }), runs(0.6, 0.9));
  expect([low?.figure, low?.reached]).toEqual(['worst 0.6 (0.6, 0.9)', false]);
  const [high] = rowsOf(experiment({ atMost: 0.8, over: 'each' }), runs(0.6, 0.9));
  expect([high?.figure, high?.reached]).toEqual(['worst 0.9 (0.6, 0.9)', false]);
});

test('rows are appended below the heading, and nothing else is left in the folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofs-'));
  try {
    const path = join(folder, 'PROOFS.md');
    const rows = rowsOf(experiment({ atLeast: 0.7, over: 'mean' }), runs(0.6, 0.9));
    const dated = rows.map((row) => ({ ...row, device: 'wasm', date: '2026-01-02' }));
    await appendRows(dated, path);
    await appendRows(dated, path);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('| date'))).toHaveLength(1);
    expect(lines.at(-2)).toBe(
      '| 2026-01-02 | sum | score | mean 0.75 (0.6, 0.9) | ≥ 0.7 | yes | 1-2 | 20 | 4.0 | wasm |',
    );
    expect(lines).toHaveLength(4 + 2 + 2 * rows.length);
    expect(await readdir(folder)).toEqual(['PROOFS.md']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
