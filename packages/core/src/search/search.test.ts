import { describe, expect, test } from 'vitest';

import { ArgumentError, Random, relu, sharedRandom, tanh } from '../index.ts';
import {
  type BudgetContext,
  choice,
  gridSearch,
  hyperband,
  integer,
  logUniform,
  printTrials,
  PrunedRun,
  randomSearch,
  successiveHalving,
  TrialError,
  uniform,
} from './index.ts';

const space = { rate: logUniform(0.01, 1), units: choice(8, 16) };

describe('a grid', () => {
  test('has every combination, the ends of a range among them, and is in order of the scores', async () => {
    const seen: unknown[] = [];
    const found = await gridSearch(
      space,
      (settings) => {
        seen.push(settings);
        return settings.units * settings.rate;
      },
      { points: 3 },
    );
    const order = [0.01, 0.1, 1].flatMap((rate) => [8, 16].map((units) => ({ rate, units })));
    expect(seen).toEqual(order);
    expect(found.trials.map(({ trial }) => trial)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found.best).toEqual({
      trial: 1,
      settings: { rate: 0.01, units: 8 },
      score: 0.08,
      scores: [0.08],
      budget: undefined,
      pruned: false,
    });
    const most = await gridSearch(space, ({ units }) => units, { points: { rate: 2 }, mode: 'max' });
    expect(most.trials.map(({ settings }) => settings.units)).toEqual([16, 16, 8, 8]); // equal ones as they came
  });

  test('as text is a table; functions go by their names', async () => {
    const activations = { activation: choice(relu, tanh), layers: integer(1, 2) };
    const score = ({ activation, layers }: { activation: { name: string }; layers: number }): number =>
      activation.name === 'relu' ? layers / 3 : NaN;
    expect(String(await gridSearch(activations, score, { seeds: [1, 2] }))).toBe(
      [
        'trial  activation  layers  score   deviation',
        '1      relu        1       0.3333  0',
        '2      relu        2       0.6667  0',
        '3      tanh        1       NaN     NaN',
        '4      tanh        2       NaN     NaN',
      ].join('\n'),
    );
  });

  test('prints a line a trial', async () => {
    let text = '';
    const stream = { write: (line: string) => (text += line) };
    await gridSearch({ units: choice(4, 3) }, ({ units }) => 1 / units, { mode: 'max', onTrial: printTrials({ stream }) }); // prettier-ignore
    expect(text).toBe(
      'trial 1/2 · units 4 · score 0.25 · best 0.25\ntrial 2/2 · units 3 · score 0.3333 · best 0.3333\n',
    );
  });
});

describe('a random search', () => {
  test('draws each trial by its number and each setting by its name alone', async () => {
    const settings = async (trials: number, searched: typeof space) =>
      (await randomSearch(searched, () => 0, { trials, seed: 5 })).trials.map((trial) => trial.settings);
    const wider = { first: uniform(0, 1), ...space };
    const ten = await settings(10, space);
    expect(await settings(4, space)).toEqual(ten.slice(0, 4));
    expect((await settings(4, wider)).map(({ rate, units }) => ({ rate, units }))).toEqual(ten.slice(0, 4));
    expect(new Set(ten.map(({ rate }) => rate)).size).toBe(10);
    expect(ten.every(({ rate }) => rate >= 0.01 && rate < 1)).toBe(true);
    expect(new Set(ten.map(({ units }) => units))).toEqual(new Set([8, 16]));
  });

  test('the ranges are drawn as they say: half of the logarithms below the middle, every whole number', () => {
    const random = new Random(3);
    const draws = <Value>(dimension: { draw(from: Random): Value }): Value[] =>
      Array.from({ length: 4000 }, (_, i) => dimension.draw(random.fork(i)));
    const low = draws(logUniform(1e-4, 1)).filter((value) => value < 0.01).length;
    expect(Math.abs(low - 2000)).toBeLessThan(4 * Math.sqrt(1000)); // four deviations of the binomial
    const whole = draws(integer(-1, 2));
    for (const value of [-1, 0, 1, 2])
      expect(Math.abs(whole.filter((each) => each === value).length - 1000)).toBeLessThan(4 * Math.sqrt(750));
  });

  test('scores are means over the seeds, by which the shared generator is seeded', async () => {
    const objective = (_: object, { seed }: { seed: number }) => seed + sharedRandom().uniform(1)[0]!;
    const { best } = await randomSearch(space, objective, { trials: 1, seeds: [3, 8] });
    const expected = [3, 8].map((seed) => seed + new Random(seed).uniform(1)[0]!);
    expect(best.scores).toEqual(expected);
    expect(best.score).toBe((expected[0]! + expected[1]!) / 2);
  });

  test('with pruneAfter a run ends whose best report is worse than the median of the others', async () => {
    const steps: number[] = [];
    const objective = ({ start }: { start: number }, { report }: { report(score: number): void }): number => {
      steps.push(0);
      for (const score of [start, start - 1, start - 2]) {
        steps[steps.length - 1]!++;
        report(score);
      }
      return start - 2;
    };
    const starts = { start: choice(4, 6, 7, 5) };
    // 4, 6 are whole; of 7 the first report is above their median 5; of 5 it is not above that of 4, 6, and after it 4 is not above 4.5.
    const found = await gridSearch(starts, objective, { pruneAfter: 2 });
    expect(steps).toEqual([3, 3, 1, 3]);
    expect(found.trials.map(({ trial, score, pruned }) => [trial, score, pruned])).toEqual([
      [1, 2, false],
      [4, 3, false],
      [2, 4, false],
      [3, 7, true],
    ]);
  });
});

describe('successive halving', () => {
  /** The budgets of all runs, in order; better are larger numbers of trial. */
  const runs: string[] = [];
  const objective = (_: object, { trial, budget }: BudgetContext): number => {
    runs.push(`${trial}:${budget}`);
    return -trial;
  };

  test('gives the better third three times as much, until one is left', async () => {
    runs.length = 0;
    const found = await successiveHalving(space, objective, { trials: 9, minBudget: 2 });
    expect(runs).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((trial) => `${trial}:2`),
      '9:6',
      '8:6',
      '7:6',
      '9:18',
    ]);
    // the larger budget first, though a score of a smaller one may be better
    expect(found.trials.map(({ trial }) => trial)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(found.best.budget).toBe(18);
  });

  test('ends at the largest budget', async () => {
    runs.length = 0;
    await successiveHalving(space, objective, { trials: 5, factor: 2, maxBudget: 2 });
    expect(runs.slice(5)).toEqual(['5:2', '4:2']);
  });

  test('in the brackets of Hyperband', async () => {
    runs.length = 0;
    const { best } = await hyperband(space, objective, { maxBudget: 9 });
    const times = new Map<string, number>();
    for (const run of runs) times.set(run.split(':')[1]!, (times.get(run.split(':')[1]!) ?? 0) + 1);
    expect([...times]).toEqual([
      ['1', 9], // 9, 3, 1 settings of 1, 3, 9
      ['3', 3 + 5], // 5, 1 of 3, 9
      ['9', 1 + 1 + 3], // 3 of 9
    ]);
    expect(best.trial).toBe(17);
  });
});

describe('what is refused', () => {
  const zero = (): number => 0;
  test.each<[() => unknown, string]>([
    [() => choice(), 'choice: expected values that differ, as in choice(32, 64), got none.'],
    [() => choice(1, 1), 'choice: expected values that differ, as in choice(32, 64), got two that read 1.'],
    [
      () => choice({ a: 1 }),
      'choice: expected numbers, texts, arrays of them or functions with a name, got an object with a.',
    ],
    [() => uniform(1, 1), 'uniform: expected two numbers low < high, as in uniform(1, 10), got 1 and 1.'],
    [() => logUniform(0, 1), 'logUniform: low must be above 0, for its logarithm is taken, got 0.'],
    [() => integer(0.5, 2), 'integer: expected whole numbers not too far apart, got 0.5 and 2.'],
  ])('as a setting', (make, text) => {
    expect(make).toThrow(new ArgumentError(text));
  });

  test.each<[() => Promise<unknown>, string]>([
    [
      () => gridSearch(space, zero),
      'gridSearch: rate is a range; say how many of it are tried, { points: { rate: 5 } }, or name them, choice(…). Got points undefined.',
    ],
    [
      () => gridSearch({}, zero),
      'gridSearch: expected a space such as { units: choice(32, 64) }, got an object with no fields.',
    ],
    [
      () => randomSearch({ units: 32 } as never, zero, { trials: 1 }),
      'randomSearch: units must be a choice, uniform, logUniform or integer, got 32; what never changes belongs into the objective.',
    ],
    [
      () => randomSearch(space, 1 as never, { trials: 1 }),
      'randomSearch: the objective is a function of settings that returns a score, got 1.',
    ],
    [
      () => randomSearch(space, zero, {} as never),
      'randomSearch: trials must be a whole number from 1 on, got undefined.',
    ],
    [
      () => randomSearch(space, zero, { trials: 1, mode: 'least' as never }),
      "randomSearch: mode must be 'min' or 'max', got the string 'least'.",
    ],
    [
      () => randomSearch(space, zero, { trials: 1, seeds: [1, 1] }),
      'randomSearch: seeds must be an array of numbers that differ, such as [0, 1, 2], got an array of 2.',
    ],
    [
      () => hyperband(space, zero, {} as never),
      'hyperband: expected budgets 1 ≤ minBudget ≤ maxBudget, got 1 and undefined.',
    ],
    [
      () => successiveHalving(space, zero, { trials: 3, factor: 1 }),
      'successiveHalving: factor must be above 1, got 1.',
    ],
  ])('as a search', async (search, text) => {
    await expect(search()).rejects.toThrow(new ArgumentError(text));
  });

  test('what the objective throws names the trial, and a search without any score has no best', async () => {
    const fails = (): number => {
      throw new Error('no memory');
    };
    await expect(gridSearch({ units: choice(8) }, fails)).rejects.toThrow(
      new TrialError('gridSearch: trial 1 with {"units":8} and seed 0 failed: no memory'),
    );
    await expect(gridSearch({ units: choice(8) }, () => 'a' as never)).rejects.toThrow(
      new TrialError(
        'gridSearch: trial 1 with {"units":8} and seed 0 failed: The objective must return a number, and returned the string \'a\'.',
      ),
    );
    const found = await gridSearch({ units: choice(8) }, () => NaN);
    expect(() => found.best).toThrow(
      'No trial has a score: all gave NaN, as when every training diverges; search another space.',
    );
    expect(new PrunedRun('')).toBeInstanceOf(Error);
  });
});
