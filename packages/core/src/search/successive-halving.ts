import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import {
  type RunContext,
  searchOptions,
  type SearchObjective,
  type SearchOptions,
  settingsRandom,
  TrialRunner,
} from './run-trials.ts';
import { checkSpace, drawSettings, type SettingsOf, type Space } from './space.ts';
import { compareTrials, type SearchMode, SearchTable, type Trial } from './trial.ts';

/** What an objective with a budget knows of its run. */
export interface BudgetContext extends RunContext {
  /** How much this run may cost, in whatever unit the objective takes it: epochs, steps, rows. */
  readonly budget: number;
}

/** Options of `successiveHalving`. */
export interface SuccessiveHalvingOptions<Settings> extends SearchOptions<Settings> {
  /** How many settings are drawn to begin with. */
  readonly trials: number;
  /** What each of them is given in the first round. @defaultValue 1 */
  readonly minBudget?: number;
  /** What none is given more than. @defaultValue as much as the last round comes to */
  readonly maxBudget?: number;
  /** One in so many goes on, with so many times the budget. @defaultValue 3 */
  readonly factor?: number;
  /** What the settings are drawn by. @defaultValue 0 */
  readonly seed?: number;
}

/** Options of `hyperband`. */
export interface HyperbandOptions<Settings> extends SearchOptions<Settings> {
  /** What the best are given in the end. */
  readonly maxBudget: number;
  /** What the first round of the widest bracket gives at least. @defaultValue 1 */
  readonly minBudget?: number;
  /** One in so many goes on, with so many times the budget. @defaultValue 3 */
  readonly factor?: number;
  /** What the settings are drawn by. @defaultValue 0 */
  readonly seed?: number;
}

/**
 * Tries many settings at small cost and gives more to the better ones alone: in round i the best ⌊n/ηⁱ⌋ of n are given the budget
 * r·ηⁱ, rounded, until one is left or the largest budget is reached.
 *
 * Each round trains anew, from the seed, so that a run depends on nothing but its settings, seed and budget; an objective that keeps
 * what it trained under `trial` and `seed` may go on from there.
 *
 * @throws {ArgumentError} when an option is out of its range, or the journal is of another search.
 * @throws {TrialError} when the objective fails; what was finished stands in the journal.
 * @see Jamieson and Talwalkar 2016, "Non-stochastic best arm identification", https://arxiv.org/abs/1502.07943
 * @example
 * ```ts
 * import { fit, meanSquaredError } from '@thaw/core';
 * import { logUniform, successiveHalving } from '@thaw/core/search';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * const found = await successiveHalving(
 *   { learningRate: logUniform(1e-3, 1) },
 *   async ({ learningRate }, { budget }) => {
 *     const model = new Dense(2, 1);
 *     const options = { loss: meanSquaredError, optimizer: sgd({ learningRate }), epochs: budget };
 *     const { epochs } = await fit(model, xor().batches(4), options);
 *     model.dispose();
 *     return epochs.at(-1)!.logs.loss!;
 *   },
 *   { trials: 9, minBudget: 2 }, // 9 of 2 epochs, 3 of 6, 1 of 18
 * );
 * console.log(found.best.budget); // 18
 * ```
 */
export async function successiveHalving<Searched extends Space>(
  space: Searched,
  objective: SearchObjective<SettingsOf<Searched>, BudgetContext>,
  options: SuccessiveHalvingOptions<SettingsOf<Searched>>,
): Promise<SearchTable<SettingsOf<Searched>>> {
  const owner = 'successiveHalving';
  checkOptions(owner, options, [...searchOptions, 'trials', 'minBudget', 'maxBudget', 'factor', 'seed']);
  const trials = checkSize(owner, 'trials', options.trials);
  const { minBudget, maxBudget, factor } = budgets(owner, { maxBudget: Infinity, ...options });
  const rounds: Round[] = [];
  for (let count = trials, budget = minBudget; count >= 1; budget *= factor) {
    rounds.push({ count, budget: Math.round(Math.min(budget, maxBudget)) });
    if (budget >= maxBudget) break;
    count = Math.floor(trials / factor ** rounds.length + ROUNDING);
  }
  return halve(owner, space, objective, options, [rounds]);
}

/**
 * Successive halving in brackets, from many settings at small cost to few at full cost: for where one cannot know how soon a score
 * tells good settings from bad ones.
 *
 * With s from ⌊log_η(R/r)⌋ to 0, bracket s begins with n = ⌈(s_max + 1)/(s + 1)·η^s⌉ settings at the budget R·η^−s; in its round i
 * the best ⌊n/ηⁱ⌋ have R·η^(i−s).
 *
 * @throws {ArgumentError} when an option is out of its range, or the journal is of another search.
 * @throws {TrialError} when the objective fails; what was finished stands in the journal.
 * @see Li et al. 2018, "Hyperband", algorithm 1, https://arxiv.org/abs/1603.06560
 * @example
 * ```ts
 * import { hyperband, uniform } from '@thaw/core/search';
 *
 * const distance = ({ x }: { x: number }, { budget }: { budget: number }) => (x - 0.3) ** 2 + 1 / budget;
 * const found = await hyperband({ x: uniform(0, 1) }, distance, { maxBudget: 9 });
 * console.log(found.trials.length, found.best.budget); // 17 9
 * ```
 */
export async function hyperband<Searched extends Space>(
  space: Searched,
  objective: SearchObjective<SettingsOf<Searched>, BudgetContext>,
  options: HyperbandOptions<SettingsOf<Searched>>,
): Promise<SearchTable<SettingsOf<Searched>>> {
  const owner = 'hyperband';
  checkOptions(owner, options, [...searchOptions, 'minBudget', 'maxBudget', 'factor', 'seed']);
  const { minBudget, maxBudget, factor } = budgets(owner, options);
  const widest = Math.floor(Math.log(maxBudget / minBudget) / Math.log(factor) + ROUNDING);
  const brackets = Array.from({ length: widest + 1 }, (_, i): Round[] => {
    const s = widest - i;
    const count = Math.ceil(((widest + 1) / (s + 1)) * factor ** s - ROUNDING);
    return Array.from({ length: s + 1 }, (_, round) => ({
      count: Math.floor(count / factor ** round + ROUNDING),
      budget: Math.round(maxBudget * factor ** (round - s)),
    }));
  });
  return halve(owner, space, objective, options, brackets);
}

/** How many go through a round, and what each is given. */
interface Round {
  readonly count: number;
  readonly budget: number;
}

/** What powers and logarithms in float64 may be off by, so that ⌊log₃ 9⌋ is 2. */
const ROUNDING = 1e-9;

async function halve<Searched extends Space>(
  owner: string,
  space: Searched,
  objective: SearchObjective<SettingsOf<Searched>, BudgetContext>,
  options: SearchOptions<SettingsOf<Searched>> & { readonly seed?: number },
  brackets: readonly (readonly Round[])[],
): Promise<SearchTable<SettingsOf<Searched>>> {
  checkSpace(owner, space);
  const { seed = 0, mode = 'min' } = options;
  const random = settingsRandom(owner, seed);
  const rounds = brackets.map((bracket) =>
    bracket.map(({ count, budget }) => `${count}×${budget}`).join(' '),
  );
  const heading = { seed: String(seed), rounds: rounds.join(', ') };
  const total = brackets.flat().reduce((sum, { count }) => sum + count, 0);
  const plan = { owner, space, options, heading, total };
  const runner = await TrialRunner.begin<Searched, BudgetContext>(plan, objective);
  const reached = new Map<number, Trial<SettingsOf<Searched>>>();
  let first = 1;
  for (const bracket of brackets) {
    const drawn = Array.from({ length: bracket[0]!.count }, (_, i) => first + i);
    first += drawn.length;
    let going = drawn.map((trial) => ({ trial, settings: drawSettings(space, random.fork(trial)) }));
    for (const { count, budget } of bracket) {
      const round: Trial<SettingsOf<Searched>>[] = [];
      for (const { trial, settings } of going.slice(0, count))
        round.push(await runner.run(trial, settings, budget));
      for (const trial of round) reached.set(trial.trial, trial);
      going = better(round, mode);
    }
  }
  return new SearchTable(reached.values(), mode);
}

function better<Settings>(trials: readonly Trial<Settings>[], mode: SearchMode): Trial<Settings>[] {
  return [...trials].sort((a, b) => compareTrials(a, b, mode));
}

/** @throws {ArgumentError} when the budgets or the factor make no rounds. */
function budgets(
  owner: string,
  options: { readonly minBudget?: number; readonly maxBudget?: number; readonly factor?: number },
): { minBudget: number; maxBudget: number; factor: number } {
  const { minBudget = 1, maxBudget, factor = 3 } = options;
  if (!(Number.isFinite(minBudget) && minBudget >= 1 && maxBudget! >= minBudget))
    throw new ArgumentError(
      `${owner}: expected budgets 1 ≤ minBudget ≤ maxBudget, got ${describe(minBudget)} and ${describe(maxBudget)}.`,
    );
  if (!(factor > 1 && factor < Infinity))
    throw new ArgumentError(`${owner}: factor must be above 1, got ${describe(factor)}.`);
  return { minBudget, maxBudget: maxBudget!, factor };
}
