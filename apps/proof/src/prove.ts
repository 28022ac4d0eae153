import { type DeviceName, useDevice } from '@thaw/core';
import { checks, experiments } from '@thaw/experiments/all';
import type { Experiment } from '@thaw/experiments/experiment';

import { KeptRuns } from './kept-runs.ts';
import { progressSayer } from './progress.ts';
import { appendRows } from './proofs-file.ts';
import { type Run, rowsOf } from './rows.ts';

const all: readonly Experiment[] = [...experiments, ...checks];

/** Every experiment with its bars, as text. */
export function listExperiments(): string {
  return all
    .flatMap(({ id, title, bars }) => [
      `${id.padEnd(12)} ${title}`,
      ...bars.map(({ claim }) => `${' '.repeat(13)}${claim}`),
    ])
    .join('\n');
}

/**
 * Proves the named experiments, or all, and appends their figures.
 *
 * @returns the exit code: 1 when a bar was missed.
 * @throws {Error} when a name or the device is unknown, the device cannot be had, or what is named lacks its data.
 */
export async function prove(names: readonly string[], device?: string): Promise<number> {
  const known = all.map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no experiment "${unknown}"; there are ${known.join(', ')}.`);
  const chosen = await ready(names);
  const { name, reason, adapter, threads } = await useDevice(device as DeviceName | undefined);
  console.log(`device: ${name} — ${reason}`);
  let missed = 0;
  for (const experiment of chosen) {
    const kept = await KeptRuns.of([experiment.id, name, adapter, threads].join(' '));
    const rows = rowsOf(experiment, await runSeeds(experiment, kept));
    await appendRows(
      rows.map((row) => ({ ...row, device: name, date: new Date().toISOString().slice(0, 10) })),
    );
    await kept.forget();
    for (const { reached, result, figure, bar } of rows) {
      console.log(`${reached === false ? '✗' : '✓'} ${experiment.id}: ${result} ${figure}, bar ${bar}`);
    }
    missed += rows.filter(({ reached }) => reached === false).length;
  }
  const verdict = missed === 0 ? 'Every bar was reached' : `${missed} of the bars were missed`;
  console.log(`${verdict}; the figures stand in PROOFS.md.`);
  return missed === 0 ? 0 : 1;
}

/** Those named; or all but those that lack something, which it tells, so that no hours are lost to it. */
async function ready(names: readonly string[]): Promise<Experiment[]> {
  const chosen: Experiment[] = [];
  for (const experiment of all) {
    if (names.length > 0 && !names.includes(experiment.id)) continue;
    try {
      await experiment.ready?.();
      chosen.push(experiment);
    } catch (error) {
      if (names.length > 0) throw error;
      console.log(`${experiment.id} is left out. ${(error as Error).message}`);
    }
  }
  return chosen;
}

async function runSeeds(experiment: Experiment, kept: KeptRuns): Promise<Run[]> {
  const runs: Run[] = [];
  for (const seed of experiment.seeds) {
    const before = kept.find(seed);
    if (before) {
      console.log(
        `${experiment.id}, seed ${seed}, of the run that was broken off: ${before.outcome.summary}`,
      );
      runs.push(before);
      continue;
    }
    const begin = performance.now();
    const steps = experiment.run({ seed, budget: 'proof' });
    let next = await steps.next();
    const sayProgress = progressSayer(`${experiment.id}, seed ${seed}`, console.log, begin);
    while (!next.done) {
      sayProgress(next.value, performance.now());
      next = await steps.next();
    }
    const seconds = (performance.now() - begin) / 1000;
    console.log(`${experiment.id}, seed ${seed}: ${next.value.summary} (${seconds.toFixed(1)} s)`);
    const run = { seed, seconds, outcome: next.value };
    await kept.keep(run);
    runs.push(run);
  }
  return runs;
}
