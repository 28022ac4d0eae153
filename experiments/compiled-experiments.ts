import type { Bar, Budget, Experiment, Outcome, Progress } from './experiment.ts';

/** How many steps of each part are compared. */
const STEPS = 10;
/** How far losses may lie apart, as a part of the loss. */
const TOLERANCE = 1e-5;
/** Below this losses are compared on its scale: a perceptron's is 0 where it makes no mistake. */
const LEAST = 1e-3;

/**
 * The experiments of the tour learn the same with compiled steps as one operation at a time: from one seed each is run both ways, and the
 * losses of its first ten steps are compared. On the smallest budget that is all; else the whole of the tour is run, and the first ten steps of
 * every part compared: of the second net, of the other rule.
 *
 * The environment variable THAW_COMPILE says which way; so it runs in Node alone.
 */
export function compiledExperiments(experiments: readonly Experiment[]): Experiment {
  return {
    id: 'compiled-experiments',
    title: 'The experiments learn the same with compiled steps',
    year: 2026,
    source: 'a check of this project, of no paper',
    seeds: [1],
    bars: [
      {
        result: 'lossesApart',
        claim: `the losses of ten steps of each experiment are within ${TOLERANCE} of those taken one operation at a time`,
        atMost: TOLERANCE,
        over: 'each',
        budgets: ['test', 'tour', 'proof'],
      } satisfies Bar,
    ],

    async *run({ seed, budget }): AsyncGenerator<Progress, Outcome, void> {
      const results: Record<string, number> = { lossesApart: 0 };
      let taken = 0;
      for (const [i, experiment] of experiments.entries()) {
        const eager = await withoutCompiling(() => firstLosses(experiment, seed, budget));
        const compiled = await firstLosses(experiment, seed, budget);
        const apart = largestDifference(eager, compiled);
        results[experiment.id] = apart;
        results['lossesApart'] = Math.max(results['lossesApart']!, apart);
        taken += 2 * [...eager.values()].reduce((sum, losses) => sum + losses.length, 0);
        yield { part: experiment.id, step: i + 1, steps: experiments.length, loss: apart };
      }
      const differing = experiments.filter(({ id }) => !(results[id]! <= TOLERANCE)).map(({ id }) => id);
      return {
        results,
        summary:
          `${differing.length} of ${experiments.length} experiments learn something else compiled` +
          (differing.length > 0 ? `: ${differing.join(', ')}` : ''),
        steps: taken,
        pictures: [],
      };
    },
  };
}

/** The losses of the first steps of each part. */
async function firstLosses(
  experiment: Experiment,
  seed: number,
  budget: Budget,
): Promise<Map<string, number[]>> {
  const losses = new Map<string, number[]>();
  const isShort = budget === 'test';
  for await (const { part, loss } of experiment.run({ seed, budget: isShort ? 'test' : 'tour' })) {
    const ofPart = losses.get(part) ?? [];
    losses.set(part, ofPart);
    if (ofPart.length < STEPS) ofPart.push(loss);
    else if (isShort) break;
  }
  return losses;
}

/** The largest difference between two losses of the same step, as a part of the loss; NaN where steps or numbers are missing. */
function largestDifference(
  expected: ReadonlyMap<string, readonly number[]>,
  found: ReadonlyMap<string, readonly number[]>,
): number {
  let largest = expected.size === found.size ? 0 : NaN;
  for (const [part, losses] of expected) {
    for (const [i, loss] of losses.entries()) {
      const apart = Math.abs((found.get(part)?.[i] ?? NaN) - loss) / Math.max(Math.abs(loss), LEAST);
      largest = Math.max(largest, apart); // which stays NaN
    }
  }
  return largest;
}

async function withoutCompiling<Result>(run: () => Promise<Result>): Promise<Result> {
  const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process;
  const before = env['THAW_COMPILE'];
  env['THAW_COMPILE'] = 'off';
  try {
    return await run();
  } finally {
    if (before === undefined) delete env['THAW_COMPILE'];
    else env['THAW_COMPILE'] = before;
  }
}
