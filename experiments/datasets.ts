import { environmentVariable, importOptional } from '@thaw/backend';

import type { Figures } from './count-sets.ts';
import type { Experiment, Outcome, Progress } from './experiment.ts';
import type { PublishedSet } from './published-set.ts';
import { publishedSets } from './published-sets.ts';

const layout =
  'set THAW_DATA to a folder of data sets, each in a folder of its own: mnist/, cora/, names/ … ' +
  '(the README of @thaw/datasets has them all)';

interface Files {
  access(path: string): Promise<void>;
}

/**
 * Every real data set in the folder that THAW_DATA names is loaded, and its counts, sums and classes are those that are published.
 *
 * A set that does not lie there is named, and proves nothing.
 */
export const datasets: Experiment = {
  id: 'datasets',
  title: 'Data sets have the figures that are published',
  year: 2026,
  source: 'the publishers of each set, as its card names them',
  seeds: [1],
  bars: [
    {
      result: 'setsThatDiffer',
      claim: 'every set in the folder has the counts, sums and classes that are published',
      atMost: 0,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'sets',
      claim: 'at least one set lies in the folder',
      atLeast: 1,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],
  ready: async () => void (await folder()),

  async *run(): AsyncGenerator<Progress, Outcome, void> {
    const place = await folder();
    const lines: string[] = [];
    const missing: string[] = [];
    let [sets, wrong] = [0, 0];
    for (const [i, set] of publishedSets.entries()) {
      if (await liesIn(place, set)) {
        const differences = await compare(set);
        sets += 1;
        wrong += Number(differences.length > 0);
        lines.push(
          differences.length > 0
            ? `✗ ${set.name}: ${differences.join('; ')}`
            : `✓ ${set.name}: ${inWords(set.published)}`,
        );
      } else missing.push(set.name);
      yield { part: set.name, step: i + 1, steps: publishedSets.length, loss: wrong };
    }
    if (missing.length > 0) lines.push(`– not in the folder, and so not looked at: ${missing.join(', ')}`);
    return {
      results: { sets, setsThatDiffer: wrong, setsNotInTheFolder: missing.length },
      summary: `${sets} sets lie in the folder, ${wrong} of them not as published\n  ${lines.join('\n  ')}`,
      pictures: [],
      steps: publishedSets.length,
    };
  },
};

/** What of a set is not as published; one sentence where it cannot be loaded. */
async function compare({ count, published }: PublishedSet): Promise<string[]> {
  let counted: Figures;
  try {
    counted = await count();
  } catch (error) {
    return [(error as Error).message];
  }
  return Object.keys({ ...published, ...counted })
    .filter((figure) => counted[figure] !== published[figure])
    .map((figure) => `${figure} ${counted[figure]} and not ${published[figure]}`);
}

function inWords(figures: Figures): string {
  return Object.entries(figures)
    .map(
      ([figure, value]) =>
        `${figure} ${String(value).length > 60 ? `${String(value).slice(0, 57)}…` : value}`,
    )
    .join(', ');
}

async function folder(): Promise<string> {
  const place = environmentVariable('THAW_DATA');
  if (place === undefined) throw new Error(`datasets: ${layout}.`);
  const { access } = await importOptional<Files>('node:fs/promises');
  await access(place).catch((cause: unknown) => {
    throw new Error(`datasets: there is no folder ${place}: ${layout}.`, { cause });
  });
  return place;
}

async function liesIn(place: string, { files, also }: PublishedSet): Promise<boolean> {
  const { access } = await importOptional<Files>('node:fs/promises');
  const isThere = (file: string): Promise<boolean> =>
    access(`${place}/${file}`).then(
      () => true,
      () => false,
    );
  const found = await Promise.all(files.map(isThere));
  return found.includes(true) && (also === undefined || (await isThere(also)));
}
