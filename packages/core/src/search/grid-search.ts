import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import {
  type RunContext,
  searchOptions,
  type SearchObjective,
  type SearchOptions,
  TrialRunner,
} from './run-trials.ts';
import { checkSpace, type SettingsOf, type Space } from './space.ts';
import { SearchTable, type Trial } from './trial.ts';

/** Options of `gridSearch`. */
export interface GridSearchOptions<Settings> extends SearchOptions<Settings> {
  /** How many values of each `uniform` and `logUniform` are tried; a number, or one for each by name. */
  readonly points?: number | Readonly<Partial<Record<keyof Settings, number>>>;
  /**
   * After how many finished trials a run is broken off whose best report is worse than the median of what those had reported on
   * average by then. @defaultValue none is broken off
   */
  readonly pruneAfter?: number;
}

/**
 * Tries all settings of a space, one after another, the last of them changing fastest.
 *
 * @throws {ArgumentError} when the space has a range and `points` does not say how many of it, or the journal is of another search.
 * @throws {TrialError} when the objective fails; what was finished stands in the journal.
 * @example
 * ```ts
 * import { choice, gridSearch, logUniform } from '@thaw/core/search';
 *
 * const space = { rate: logUniform(0.01, 1), momentum: choice(0, 0.5) };
 * const found = await gridSearch(space, ({ rate, momentum }) => (rate - 0.1) ** 2 + momentum, { points: 3 });
 * console.log(found.best.settings); // { rate: 0.1, momentum: 0 }
 * console.log(String(found)); // a table of all six, the best first
 * ```
 */
export async function gridSearch<Searched extends Space>(
  space: Searched,
  objective: SearchObjective<SettingsOf<Searched>>,
  options: GridSearchOptions<SettingsOf<Searched>> = {},
): Promise<SearchTable<SettingsOf<Searched>>> {
  const owner = 'gridSearch';
  checkOptions(owner, options, [...searchOptions, 'points', 'pruneAfter']);
  checkSpace(owner, space);
  const { points, pruneAfter, mode = 'min' } = options;
  if (pruneAfter !== undefined) checkSize(owner, 'pruneAfter', pruneAfter);
  const counts = new Map(
    Object.entries(space).map(([name, { count }]) => [name, count ?? pointsOf(owner, name, points)]),
  );
  const grid = product(space, counts);
  const ranges = Object.entries(space).filter(([, { count }]) => count === undefined);
  const heading = {
    points: ranges.map(([name]) => `${name} ${counts.get(name)}`).join(', '),
    pruneAfter: String(pruneAfter),
  };
  const plan = { owner, space, options, heading, total: grid.length, pruneAfter };
  const runner = await TrialRunner.begin<Searched, RunContext>(plan, objective);
  const trials: Trial<SettingsOf<Searched>>[] = [];
  for (const [i, settings] of grid.entries()) trials.push(await runner.run(i + 1, settings));
  return new SearchTable(trials, mode);
}

/** Every combination. */
function product<Searched extends Space>(
  space: Searched,
  counts: ReadonlyMap<string, number>,
): SettingsOf<Searched>[] {
  const all = Object.entries(space).reduce<Record<string, unknown>[]>(
    (before, [name, dimension]) =>
      before.flatMap((settings) =>
        dimension.values(counts.get(name)!).map((value) => ({ ...settings, [name]: value })),
      ),
    [{}],
  );
  return all as SettingsOf<Searched>[];
}

function pointsOf(owner: string, name: string, points: unknown): number {
  const own = typeof points === 'object' ? (points as Record<string, unknown> | null)?.[name] : points;
  if (own !== undefined) return checkSize(owner, `points of ${name}`, own as number);
  throw new ArgumentError(
    `${owner}: ${name} is a range; say how many of it are tried, { points: { ${name}: 5 } }, or name them, choice(…). Got points ${describe(points)}.`,
  );
}
