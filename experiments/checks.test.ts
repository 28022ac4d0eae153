import { currentDevice, memory, useDevice } from '@thaw/core';
import { expect, test } from 'vitest';

import { checks } from './all.ts';
import { type Experiment, type Outcome, reaches } from './experiment.ts';

/** Those that have tests of their own: one for its length, two for want of their data, two about compiled steps. */
const apart = ['soak', 'mnist', 'datasets', 'compile', 'compiled-experiments'];

async function outcomeOf(experiment: Experiment): Promise<Outcome> {
  const run = experiment.run({ seed: 1, budget: 'test' });
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

test.each(
  checks.filter(({ id }) => !apart.includes(id)).map((experiment) => [experiment.id, experiment] as const),
)('%s reaches the bars of its small budget, and leaves no tensor', async (_, experiment) => {
  if (!currentDevice()) await useDevice();
  const before = memory().tensors;
  const { results, pictures } = await outcomeOf(experiment);
  expect(memory().tensors).toBe(before);
  expect(pictures.length).toBeGreaterThan(0);
  const tried = experiment.bars.filter(({ budgets }) => budgets.includes('test'));
  expect(tried.length).toBeGreaterThan(0);
  for (const bar of tried)
    expect([bar.claim, results[bar.result], reaches(bar, results[bar.result]!)]).toEqual([
      bar.claim,
      results[bar.result],
      true,
    ]);
  for (const { result } of experiment.bars) expect(results[result]).toBeTypeOf('number');
});
