import { existsSync } from 'node:fs';

import { memory, useDevice } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import { experiments } from './all.ts';
import { type Experiment, type Outcome, type Progress, reaches } from './experiment.ts';

beforeAll(async () => {
  await useDevice();
});

async function runWhole(
  experiment: Experiment,
  seed: number,
): Promise<{ outcome: Outcome; steps: Progress[] }> {
  const steps: Progress[] = [];
  const run = experiment.run({ seed, budget: 'test' });
  for (;;) {
    const next = await run.next();
    if (next.done) return { outcome: next.value, steps };
    steps.push(next.value);
  }
}

test.each(experiments.map((experiment) => [experiment.id, experiment] as const))(
  '%s reaches the bars of its small budget, reruns to the bit, and leaves no tensor',
  async (_, experiment) => {
    const before = memory().tensors;
    const { outcome, steps } = await runWhole(experiment, 3);
    expect(memory().tensors).toBe(before);
    const tried = experiment.bars.filter((bar) => bar.budgets.includes('test'));
    for (const bar of tried)
      expect([bar.claim, reaches(bar, outcome.results[bar.result]!)]).toEqual([bar.claim, true]);
    for (const bar of experiment.bars) expect(outcome.results[bar.result]).toBeTypeOf('number');
    expect(steps.every(({ step, steps: all, loss }) => step <= all && Number.isFinite(loss))).toBe(true);
    expect(outcome.pictures.length).toBeGreaterThan(1);

    const again = await runWhole(experiment, 3);
    expect(again.steps.map(({ loss }) => loss)).toEqual(steps.map(({ loss }) => loss));
    expect(again.outcome).toEqual(outcome);
    const other = await runWhole(experiment, 4);
    expect(other.steps.map(({ loss }) => loss)).not.toEqual(steps.map(({ loss }) => loss));
  },
);

test('the classifiers learn on a small budget: far above the tenth that guessing gets', async () => {
  for (const experiment of experiments.filter(({ id }) => ['logistic', 'mlp', 'cnn'].includes(id))) {
    const { outcome } = await runWhole(experiment, 1);
    expect(outcome.results['testAccuracy']).toBeGreaterThan(0.8);
    expect(outcome.results['testAccuracy']).toBeLessThanOrEqual(1);
  }
});

test('XOR is solved by seeds 1 to 20', async () => {
  const { seeds, bars } = experiments.find(({ id }) => id === 'xor')!;
  expect(seeds).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  for (const seed of seeds) {
    const { outcome } = await runWhole(
      experiments.find(({ id }) => id === 'xor')!,
      seed,
    );
    expect([seed, reaches(bars[0]!, outcome.results['largestError']!)]).toEqual([seed, true]);
  }
});

test('what says when it is solved is not at its first step; the quick ones are at their last', async () => {
  for (const experiment of experiments.filter(({ solvedWhen }) => solvedWhen !== undefined)) {
    const run = experiment.run({ seed: 1, budget: 'test' });
    const first = await run.next();
    expect([experiment.id, (first.value as Progress).solved]).toEqual([experiment.id, false]);
    await run.return(undefined as never);
  }
  for (const experiment of experiments.filter(({ id }) => ['xor', 'threshold-gates'].includes(id))) {
    const { steps } = await runWhole(experiment, 1);
    expect([experiment.id, steps.at(-1)!.solved]).toEqual([experiment.id, true]);
  }
});

test('an experiment that is left early frees what it held', async () => {
  const before = memory().tensors;
  for (const experiment of experiments) {
    let steps = 0;
    for await (const _ of experiment.run({ seed: 1, budget: 'test' })) if (++steps === 3) break;
  }
  expect(memory().tensors).toBe(before);
});

test('ids are unique, and the names of their files', () => {
  const ids = experiments.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(existsSync(new URL(`${id}.ts`, import.meta.url))).toBe(true);
});
