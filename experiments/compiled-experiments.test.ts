import { currentDevice, memory, useDevice } from '@thaw/core';
import { afterEach, expect, test, vi } from 'vitest';

import { experiments } from './all.ts';
import { compiledExperiments } from './compiled-experiments.ts';
import type { Experiment, Outcome } from './experiment.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

async function outcomeOf(experiment: Experiment): Promise<Outcome> {
  const run = experiment.run({ seed: 1, budget: 'test' });
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

test('ten steps of every experiment of the tour give the same losses compiled, and none of them cannot be compiled', async () => {
  if (!currentDevice()) await useDevice();
  const warn = vi.spyOn(console, 'warn');
  const before = memory().tensors;
  const { summary, results } = await outcomeOf(compiledExperiments(experiments));
  expect(summary).toBe(`0 of ${experiments.length} experiments learn something else compiled`);
  expect(results['lossesApart']).toBeLessThanOrEqual(1e-5);
  expect(memory().tensors).toBe(before);
  expect(warn).not.toHaveBeenCalled();
});

test('an experiment that learns something else compiled is named', async () => {
  const drifting = (id: string, compiledLosses: readonly number[]): Experiment => ({
    ...experiments[0]!,
    id,
    async *run() {
      const losses = process.env['THAW_COMPILE'] === 'off' ? [2, 1] : compiledLosses;
      for (const [i, loss] of losses.entries()) yield { part: '', step: i + 1, steps: 2, loss };
      return { results: {}, summary: '', pictures: [], steps: 2 };
    },
  });
  const { summary, results } = await outcomeOf(
    compiledExperiments([
      drifting('same', [2, 1]),
      drifting('other', [2, 1.5]),
      drifting('short', [2]),
      drifting('odd', [NaN, 1]),
    ]),
  );
  expect(summary).toBe('3 of 4 experiments learn something else compiled: other, short, odd');
  expect(results).toEqual({ lossesApart: NaN, same: 0, other: 0.5, short: NaN, odd: NaN });
});
