import { checkOptions, checkSize } from '@thaw/backend';

import {
  type RunContext,
  searchOptions,
  type SearchObjective,
  type SearchOptions,
  settingsRandom,
  TrialRunner,
} from './run-trials.ts';
import { checkSpace, drawSettings, type SettingsOf, type Space } from './space.ts';
import { SearchTable, type Trial } from './trial.ts';

/** Options of `randomSearch`. */
export interface RandomSearchOptions<Settings> extends SearchOptions<Settings> {
  /** How many settings are drawn. A search with a journal may go on with more. */
  readonly trials: number;
  /** What the settings are drawn by. @defaultValue 0 */
  readonly seed?: number;
  /**
   * After how many finished trials a run is broken off whose best report is worse than the median of what those had reported on
   * average by then. @defaultValue none is broken off
   */
  readonly pruneAfter?: number;
}

/**
 * Tries settings drawn at random: where few of them matter, it finds better ones in the same time than a grid, which tries few
 * values of each.
 *
 * The settings of trial i depend on the seed and i alone.
 *
 * @throws {ArgumentError} when an option is out of its range, or the journal is of another search.
 * @throws {TrialError} when the objective fails; what was finished stands in the journal.
 * @see Bergstra and Bengio 2012, "Random search for hyper-parameter optimization", https://jmlr.org/papers/v13/bergstra12a.html
 * @example
 * ```ts
 * import { fit, meanSquaredError } from '@thaw/core';
 * import { logUniform, printTrials, randomSearch } from '@thaw/core/search';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * const found = await randomSearch(
 *   { learningRate: logUniform(1e-3, 1) },
 *   async ({ learningRate }) => {
 *     const model = new Dense(2, 1); // the same weights in every trial: the run was seeded
 *     const options = { loss: meanSquaredError, optimizer: sgd({ learningRate }), epochs: 20 };
 *     const { epochs } = await fit(model, xor().batches(4), options);
 *     model.dispose();
 *     return epochs.at(-1)!.logs.loss!;
 *   },
 *   { trials: 4, seeds: [0, 1], journal: 'rates.jsonl', onTrial: printTrials() },
 * );
 * console.log(found.best.settings.learningRate, found.best.score);
 * ```
 */
export async function randomSearch<Searched extends Space>(
  space: Searched,
  objective: SearchObjective<SettingsOf<Searched>>,
  options: RandomSearchOptions<SettingsOf<Searched>>,
): Promise<SearchTable<SettingsOf<Searched>>> {
  const owner = 'randomSearch';
  checkOptions(owner, options, [...searchOptions, 'trials', 'seed', 'pruneAfter']);
  checkSpace(owner, space);
  const { seed = 0, pruneAfter, mode = 'min' } = options;
  const total = checkSize(owner, 'trials', options.trials);
  if (pruneAfter !== undefined) checkSize(owner, 'pruneAfter', pruneAfter);
  const random = settingsRandom(owner, seed);
  const heading = { seed: String(seed), pruneAfter: String(pruneAfter) };
  const plan = { owner, space, options, heading, total, pruneAfter };
  const runner = await TrialRunner.begin<Searched, RunContext>(plan, objective);
  const trials: Trial<SettingsOf<Searched>>[] = [];
  for (let trial = 1; trial <= total; trial++)
    trials.push(await runner.run(trial, drawSettings(space, random.fork(trial))));
  return new SearchTable(trials, mode);
}
