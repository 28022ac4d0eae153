import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { Affine, batches, options } from '../../fixtures/affine.ts';
import { ArgumentError, fit, useDevice } from '../index.ts';
import type { Store } from '../stores/store.ts';
import { choice, logUniform, randomSearch, successiveHalving, uniform } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-search-'));
  await useDevice();
});
afterAll(() => rm(folder, { recursive: true }));

const space = { rate: logUniform(0.01, 1), units: choice(8, 16) };

/** A score with many digits, sometimes none, that reports; it counts its calls and fails after as many as `allowed`. */
function counted(allowed = Infinity) {
  const objective = (
    { rate, units }: { rate: number; units: number },
    { seed, report }: { seed: number; report(score: number): void },
  ): number => {
    if (objective.calls === allowed) throw new Error('stopped');
    objective.calls++;
    for (const part of [3, 2]) report((rate * part) / (1 + seed));
    return units === 8 && rate < 0.1 ? NaN : Math.sin(rate * units) / (1 + seed);
  };
  objective.calls = 0;
  return objective;
}

const search = (objective: ReturnType<typeof counted>, journal?: string) =>
  randomSearch(space, objective, {
    trials: 8,
    seeds: [0, 1],
    pruneAfter: 2,
    ...(journal !== undefined && { journal }),
  });

test('stopped after any run and begun again, a search finds the same to the bit and repeats nothing', async () => {
  const whole = counted();
  const expected = await search(whole);
  expect(whole.calls).toBeGreaterThan(12);
  expect(expected.trials.some(({ score }) => Number.isNaN(score))).toBe(true);
  expect(expected.trials.some(({ pruned }) => pruned)).toBe(true);
  for (let stop = 0; stop < whole.calls; stop += 3) {
    const path = join(folder, `stop-${stop}.jsonl`);
    await expect(search(counted(stop), path)).rejects.toThrow('stopped');
    const rest = counted();
    expect(await search(rest, path)).toEqual(expected);
    expect(rest.calls).toBe(whole.calls - stop);
    const again = counted();
    expect(await search(again, path)).toEqual(expected);
    expect(again.calls).toBe(0);
  }
});

test('stopped within a line it goes on from the last that is whole', async () => {
  const path = join(folder, 'torn.jsonl');
  const expected = await search(counted(), path);
  const text = await readFile(path, 'utf8');
  for (const part of [0, 0.02, 0.31, 0.5, 0.77, 0.999]) {
    await writeFile(path, text.slice(0, Math.floor(part * text.length)));
    expect(await search(counted(), path)).toEqual(expected);
    expect(await readFile(path, 'utf8')).toBe(text);
  }
});

test('it may be kept in a store, and more trials may follow', async () => {
  const kept = new Map<string, Uint8Array>();
  const store: Store = {
    title: 'here',
    list: async () => [...kept.keys()],
    open: async (name) => {
      const bytes = kept.get(name)!;
      return { size: bytes.length, read: async (begin, end) => bytes.slice(begin, end) };
    },
    write: async (name, bytes) => void kept.set(name, bytes),
    remove: async (name) => void kept.delete(name),
  };
  const journal = { store, name: 'rates' };
  const first = await randomSearch(space, ({ rate }) => rate, { trials: 2, journal });
  const lines = new TextDecoder().decode(kept.get('rates')).split('\n');
  expect(lines[0]).toBe(
    '{"search":"randomSearch","seed":"0","pruneAfter":"undefined","mode":"min","seeds":"0",' +
      '"space":{"rate":"logUniform(0.01, 1)","units":"choice(8, 16)"}}',
  );
  const { settings, score } = first.trials.find(({ trial }) => trial === 1)!;
  expect(JSON.parse(lines[1]!)).toEqual({ trial: 1, settings, seed: 0, reports: [], score, pruned: false });
  let calls = 0;
  const more = await randomSearch(space, ({ rate }) => (calls++, rate), { trials: 3, journal });
  expect(calls).toBe(1);
  expect(more.trials.length).toBe(3);
});

test('rounds of successive halving go on too', async () => {
  const path = join(folder, 'halving.jsonl');
  let calls = 0;
  const halve = (allowed: number) =>
    successiveHalving(
      space,
      ({ rate }, { budget }) => {
        if (calls++ === allowed) throw new Error('stopped');
        return rate / budget;
      },
      { trials: 9, journal: path },
    );
  await expect(halve(10)).rejects.toThrow('stopped');
  calls = 0;
  const found = await halve(Infinity);
  expect(calls).toBe(9 + 3 + 1 - 10);
  expect(found.best.budget).toBe(9);
});

test('training that is searched over resumes to the bit', async () => {
  const path = join(folder, 'training.jsonl');
  const train = async (trials: number, journal?: string) =>
    randomSearch(
      { epochs: choice(1, 2, 3), start: uniform(0, 1) },
      async ({ epochs, start }) => {
        const model = new Affine();
        model.bias.assign(Float32Array.of(start));
        const { losses } = await fit(model, batches, { ...options, epochs });
        model.dispose();
        return losses.at(-1)!;
      },
      { trials, ...(journal && { journal }) },
    );
  await train(2, path);
  expect(await train(4, path)).toEqual(await train(4));
});

test('a journal of another search is refused by the name of what differs', async () => {
  const path = join(folder, 'other.jsonl');
  const zero = (): number => 0;
  await randomSearch(space, zero, { trials: 1, journal: path });
  const before = await readFile(path, 'utf8');
  const refused = async (run: Promise<unknown>, text: string): Promise<void> => {
    await expect(run).rejects.toThrow(
      new ArgumentError(`${text.replace('PATH', path)}; name another place, or search as before.`),
    );
    expect(await readFile(path, 'utf8')).toBe(before);
  };
  await refused(
    randomSearch({ ...space, rate: uniform(0, 1) }, zero, { trials: 1, journal: path }),
    'randomSearch: the journal PATH is of another search: it has rate in its space: logUniform(0.01, 1), and this one uniform(0, 1)',
  );
  await refused(
    randomSearch({ units: space.units }, zero, { trials: 1, journal: path }),
    'randomSearch: the journal PATH is of another search: it has rate in its space: logUniform(0.01, 1), and this one none',
  );
  await refused(
    randomSearch(space, zero, { trials: 1, journal: path, seeds: [0, 1] }),
    'randomSearch: the journal PATH is of another search: it has seeds: 0, and this one 0, 1',
  );
  await refused(
    successiveHalving(space, zero, { trials: 1, journal: path }),
    'successiveHalving: the journal PATH is of another search: it has search: randomSearch, and this one successiveHalving',
  );
});

test('what is no journal is refused and left as it was', async () => {
  const path = join(folder, 'notes.txt');
  await writeFile(path, 'milk\neggs\n');
  await expect(search(counted(), path)).rejects.toThrow(
    new ArgumentError(
      `randomSearch: the journal ${path} is damaged in line 1, which is no line of a search; name another place, or mend it.`,
    ),
  );
  expect(await readFile(path, 'utf8')).toBe('milk\neggs\n');
  await expect(search(counted(), { store: 1 } as never)).rejects.toThrow(
    new ArgumentError(
      'randomSearch: journal must be the path of a file, or { store, name }, got an object with store.',
    ),
  );
});
