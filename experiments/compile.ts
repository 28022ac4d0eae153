import { currentDevice, useDevice } from '@thaw/backend';
import { compile as compileStep } from '@thaw/backend/compile';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { differenceBetweenWays } from './random-steps/compare.ts';

/** For each seed of a proof, which may be broken off between them. */
const steps: Record<Budget, number> = { test: 100, tour: 100, proof: 200 };
/** On wasm; another device has its own. */
const threadCounts = [1, 2, 3];
/** As a part of the largest number of a tensor, or of 1. */
const TOLERANCE = 1e-5;

/**
 * Small steps that were drawn (operations of every kind, odd shapes, views of views, variables changed on the way, gradients, updates,
 * several outputs) give the same numbers compiled as they give one operation at a time.
 */
export const compile: Experiment = {
  id: 'compile',
  title: 'Compiled steps compute what they say',
  year: 2026,
  source: 'a check of this project, of no paper',
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  bars: [
    {
      result: 'stepsThatDiffer',
      claim: `no number of three runs of a drawn step is off by more than ${TOLERANCE} of the largest`,
      atMost: 0,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'steps',
      claim: 'at least 200 steps were drawn for each of ten seeds, 2,000 in all',
      atLeast: 200,
      over: 'each',
      budgets: ['proof'],
    },
  ],

  async *run({ seed, budget }): AsyncGenerator<Progress, Outcome, void> {
    const device = currentDevice()?.name ?? (await useDevice()).name;
    const settings = device === 'wasm' ? threadCounts : [undefined];
    const count = steps[budget];
    const wrong: string[] = [];
    try {
      for (const threads of settings) {
        if (threads !== undefined) await useDevice('wasm', { threads });
        const part = threads === undefined ? device : `wasm, threads: ${threads}`;
        for (let i = 1; i <= count; i++) {
          const difference = await differenceOfSeed((seed - 1) * count + i);
          if (difference !== undefined) wrong.push(`${part}: ${difference}`);
          if (i % 20 === 0) yield { part, step: i, steps: count, loss: wrong.length };
        }
      }
    } finally {
      if (device === 'wasm') await useDevice('wasm');
    }
    return {
      results: { steps: count, stepsThatDiffer: wrong.length },
      summary: [
        `${wrong.length} of ${count} drawn steps, each on ${settings.length} settings, differ`,
        ...wrong,
      ].join('\n  '),
      pictures: [],
      steps: count * settings.length,
    };
  },
};

/** What differs between the step of a seed and the same compiled; undefined where nothing does. */
export function differenceOfSeed(seed: number): Promise<string | undefined> {
  return differenceBetweenWays(
    seed,
    (step) => {
      const run = compileStep(step);
      return { run, dispose: () => run.dispose() };
    },
    TOLERANCE,
  );
}
