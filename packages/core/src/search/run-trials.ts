import { ArgumentError, checkSize, describe, Random, seed as seedAll } from '@thaw/backend';

import type { StoreEntry } from '../stores/store.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { checkSpace, plainSettings, type SettingsOf, type Space } from './space.ts';
import { compareTrials, meanOf, type SearchMode, type Trial } from './trial.ts';

/** What an objective knows of its run besides the settings. */
export interface RunContext {
  /** Which trial, counted from 1. */
  readonly trial: number;
  /** What the generator that `seed` seeds was seeded with before this run. */
  readonly seed: number;
  /**
   * Tells a score on the way, such as the validation loss of an epoch. In a search with `pruneAfter` it throws a `PrunedRun` where the run is
   * to be broken off; let it pass.
   */
  report(score: number): void;
}

/** Trains by some settings and says how well it went. */
export type SearchObjective<Settings, Context = RunContext> = (
  settings: Settings,
  context: Context,
) => number | Promise<number>;

/** Options of every search. */
export interface SearchOptions<Settings> {
  /** Whether smaller or larger scores are better. @defaultValue 'min' */
  readonly mode?: SearchMode;
  /** With which seeds each trial is run; its score is the mean. @defaultValue [0] */
  readonly seeds?: readonly number[];
  /** Where finished runs are noted, so that a search that was stopped goes on: the path of a file, or { store, name }. @defaultValue nowhere */
  readonly journal?: string | StoreEntry;
  /** Called after every trial, with how far the search is; `printTrials()` prints. */
  readonly onTrial?: (trial: Trial<Settings>, progress: SearchProgress<Settings>) => void | Promise<void>;
}

/** How far a search is. */
export interface SearchProgress<Settings> {
  /** How many trials are over, each budget counted. */
  readonly done: number;
  /** How many there will be. */
  readonly total: number;
  /** The best so far. */
  readonly best: Trial<Settings>;
}

/** Thrown by `report` to end a run that has no prospects. */
export class PrunedRun extends Error {
  override readonly name = 'PrunedRun';
}

/** What an objective threw; `cause` is that, and the finished runs stand in the journal. */
export class TrialError extends Error {
  override readonly name = 'TrialError';
}

/** What a search of one kind runs its trials by. */
export interface SearchPlan<Settings> {
  readonly owner: string;
  readonly space: Space;
  readonly options: SearchOptions<Settings>;
  /** What besides the space, the seeds and the mode must be the same for a journal to fit: options by name. */
  readonly heading: Readonly<Record<string, string>>;
  /** How many trials there will be, each budget counted. */
  readonly total: number;
  /** After how many finished trials the others are held to their median. */
  readonly pruneAfter?: number | undefined;
}

/** The names of the options of every search. */
export const searchOptions = ['mode', 'seeds', 'journal', 'onTrial'] as const;

/** Runs trials one after another, those in the journal from there. */
export class TrialRunner<Searched extends Space, Context extends RunContext> {
  readonly #plan: SearchPlan<SettingsOf<Searched>>;
  readonly #objective: SearchObjective<SettingsOf<Searched>, Context>;
  readonly #seeds: readonly number[];
  readonly #mode: SearchMode;
  readonly #journal: Journal | undefined;
  /** Finished runs, whose reports are the measure of those to come. */
  readonly #finished: JournalEntry[] = [];
  #best: Trial<SettingsOf<Searched>> | undefined;
  #done = 0;

  private constructor(
    plan: SearchPlan<SettingsOf<Searched>>,
    objective: SearchObjective<SettingsOf<Searched>, Context>,
    journal: Journal | undefined,
  ) {
    this.#plan = plan;
    this.#objective = objective;
    this.#journal = journal;
    this.#seeds = plan.options.seeds ?? [0];
    this.#mode = plan.options.mode ?? 'min';
  }

  /** @throws {ArgumentError} when the space, the objective or an option is none, or the journal is of another search. */
  static async begin<Searched extends Space, Context extends RunContext>(
    plan: SearchPlan<SettingsOf<Searched>>,
    objective: SearchObjective<SettingsOf<Searched>, Context>,
  ): Promise<TrialRunner<Searched, Context>> {
    const { owner, space, options, heading } = plan;
    const { journal, seeds = [0], mode = 'min' } = options;
    checkSpace(owner, space);
    if (typeof objective !== 'function')
      throw new ArgumentError(
        `${owner}: the objective is a function of settings that returns a score, got ${describe(objective)}.`,
      );
    checkSeeds(owner, seeds);
    if (!['min', 'max'].includes(mode))
      throw new ArgumentError(`${owner}: mode must be 'min' or 'max', got ${describe(mode)}.`);
    const texts = Object.entries(space).map(([name, { text }]) => [name, text] as const);
    const whole = {
      search: owner,
      ...heading,
      mode,
      seeds: seeds.join(', '),
      space: Object.fromEntries(texts),
    };
    const opened = journal === undefined ? undefined : await Journal.open(owner, journal, whole);
    return new TrialRunner<Searched, Context>(plan, objective, opened);
  }

  /** Runs one trial with every seed. */
  async run(
    trial: number,
    settings: SettingsOf<Searched>,
    budget?: number,
  ): Promise<Trial<SettingsOf<Searched>>> {
    const runs: JournalEntry[] = [];
    for (const seed of this.#seeds) {
      const known = this.#journal?.find(trial, seed, budget);
      const run = known ?? (await this.#runOnce(trial, settings, seed, budget));
      if (!known) await this.#journal?.add(run);
      runs.push(run);
    }
    this.#finished.push(...runs.filter(({ pruned }) => !pruned));
    const scores = runs.map(({ score }) => score);
    const pruned = runs.some((run) => run.pruned);
    const result = { trial, settings, score: meanOf(scores), scores, budget, pruned };
    this.#done++;
    if (!this.#best || compareTrials(result, this.#best, this.#mode) < 0) this.#best = result;
    const { onTrial } = this.#plan.options;
    await onTrial?.(result, { done: this.#done, total: this.#plan.total, best: this.#best });
    return result;
  }

  async #runOnce(
    trial: number,
    settings: SettingsOf<Searched>,
    seed: number,
    budget: number | undefined,
  ): Promise<JournalEntry> {
    const reports: number[] = [];
    const report = (score: number): void => {
      reports.push(score);
      if (this.#hasNoProspects(reports))
        throw new PrunedRun('This run is worse than the median of those before.');
    };
    const plain = plainSettings(settings);
    const entry = { trial, settings: plain, seed, ...(budget !== undefined && { budget }), reports };
    seedAll(seed);
    try {
      const context = { trial, seed, report, ...(budget !== undefined && { budget }) };
      const score: unknown = await this.#objective(settings, context as unknown as Context);
      if (typeof score !== 'number')
        throw new ArgumentError(`The objective must return a number, and returned ${describe(score)}.`);
      return { ...entry, score: score + 0, pruned: false };
    } catch (error) {
      if (error instanceof PrunedRun) return { ...entry, score: reports.at(-1)!, pruned: true };
      const { owner } = this.#plan;
      throw new TrialError(
        `${owner}: trial ${trial} with ${JSON.stringify(plain)} and seed ${seed} failed: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }

  /**
   * Whether the best of these reports is worse than the median of what finished runs had reported on average by then.
   *
   * @see Golovin et al. 2017, "Google Vizier", section 3.2.1, https://doi.org/10.1145/3097983.3098043
   */
  #hasNoProspects(reports: readonly number[]): boolean {
    const { pruneAfter } = this.#plan;
    const others = this.#finished.filter(({ reports: { length } }) => length >= reports.length);
    if (pruneAfter === undefined || others.length < pruneAfter * this.#seeds.length) return false;
    const sign = this.#mode === 'min' ? 1 : -1;
    const costs = others.map((run) => sign * meanOf(run.reports.slice(0, reports.length)));
    const best = Math.min(...reports.map((score) => (Number.isNaN(score) ? Infinity : sign * score)));
    return best > median(costs.map((cost) => (Number.isNaN(cost) ? Infinity : cost)));
  }
}

/** The generator that settings are drawn from. */
export function settingsRandom(owner: string, seed: number): Random {
  if (Number.isSafeInteger(seed) && seed >= 0) return new Random(seed).fork('settings');
  throw new ArgumentError(`${owner}: seed must be a whole number from 0 on, got ${describe(seed)}.`);
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function checkSeeds(owner: string, seeds: readonly number[]): void {
  const distinct = Array.isArray(seeds) && new Set(seeds).size === seeds.length && seeds.length > 0;
  if (!distinct)
    throw new ArgumentError(
      `${owner}: seeds must be an array of numbers that differ, such as [0, 1, 2], got ${describe(seeds)}.`,
    );
  for (const seed of seeds) checkSize(owner, 'each seed', seed, 0);
}
