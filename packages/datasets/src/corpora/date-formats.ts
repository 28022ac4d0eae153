import { checkOptions, type Random, sharedRandom } from '@thaw/backend';

import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import { loadOptionNames, type LoadOptions, SourceError, type SourceFile } from '../sources/source-file.ts';
import type { Table } from '../table/table.ts';
import { dates, writeDate } from '../toys/date-forms.ts';
import { checkCount, readLines } from './read-text.ts';
import { type TextPairColumns, textPairs } from './text-columns.ts';

const NAME = 'dateFormats'; // as messages call it
const PAIRS = 50_000;

const file: SourceFile = {
  path: 'date/date.txt',
  // The revision whose sha256 was measured.
  urls: [
    'https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch-2/842ae31c2bb070f5116275606ed90396626a2c17/dataset/date.txt',
  ],
  sha256: '62e66a301ce8537868e725512d2a45663fc366526b7e42028cb703bda2b1c79a',
  bytes: 2_050_000,
};

/** Where the published date formats come from, under what terms, and what to beware of. */
export const dateFormatsCard: DatasetCard = {
  name: 'Date formats',
  description:
    'Dates as people write them, and as YYYY-MM-DD: 50,000 made pairs, from 1970 to 2017. `dateFormats()` makes others, by the ' +
    'seed, of the years 1950 to 2049; `dateFormats({ published: true })` loads these.',
  rows: PAIRS,
  parts: { training: 45_000, test: 5_000 },
  classes: [],
  licence: 'MIT',
  citation: 'K. Saito (2018). Deep learning from scratch 2. O’Reilly Japan.',
  source: 'https://github.com/oreilly-japan/deep-learning-from-scratch-2',
  files: [file],
  knownFaults: [
    'Of the published pairs 8,421 come more than once, and the days are 16,365: test has dates, and pairs, that training has too. ' +
      'The parts that are made here share no date.',
  ],
};

/** Options of `dateFormats`. */
export interface DateFormatsOptions extends LoadOptions {
  /** Whether the published pairs are loaded, instead of others made. @defaultValue false */
  readonly published?: boolean;
  /** What draws the dates and their forms, where they are made. @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Dates as people write them, to be put as YYYY-MM-DD: `3 Sep 14` and `2014-09-03`.
 *
 * They are made by the seed, with no network: all days of 1950 to 2049, each in one of the ten forms of `writeDate`, drawn by chance,
 * and a fifth of the days held out. The published ones are 50,000 others, whose last tenth is to judge by.
 *
 * Shapes: source [rows], as people write it; target [rows], ten characters.
 *
 * @throws {SourceError} when the published ones are asked for and cannot be had, or are others.
 * @see Saito 2018, https://github.com/oreilly-japan/deep-learning-from-scratch-2, for the published ones
 * @example
 * ```ts
 * import { Random } from '@thaw/backend';
 * import { dateFormats } from '@thaw/datasets';
 *
 * const { training, test } = await dateFormats({ random: new Random(7) });
 * console.log(training.rows, test.rows); // 29220 7305
 * console.log(test.column('source').data[0], '→', test.column('target').data[0]);
 * ```
 */
export async function dateFormats(options: DateFormatsOptions = {}): Promise<{
  readonly training: Table<TextPairColumns>;
  readonly test: Table<TextPairColumns>;
}> {
  checkOptions(NAME, options, ['published', 'random', ...loadOptionNames]);
  const { published = false, random = sharedRandom().fork(), ...load } = options;
  if (!published) {
    const { training, unseen } = dates({ random });
    return { training: written(training, random.fork()), test: written(unseen, random.fork()) };
  }
  const name = `${NAME}: ${file.path}`;
  const { source, target } = readDates(await loadFile(NAME, file, load), name);
  checkCount(name, 'pairs', source.length, PAIRS);
  const cut = Math.floor(0.9 * PAIRS);
  return {
    training: textPairs(source.slice(0, cut), target.slice(0, cut)),
    test: textPairs(source.slice(cut), target.slice(cut)),
  };
}

/** Days, each in a form that is drawn by chance. */
function written(days: readonly string[], random: Random): Table<TextPairColumns> {
  const chance = random.uniform(days.length);
  const source = days.map((day, i) => {
    const forms = writeDate(day);
    return forms[Math.floor(chance[i]! * forms.length)]!;
  });
  return textPairs(source, days);
}

/**
 * Pairs of 29 characters, a date and blanks, then `_` and the date as YYYY-MM-DD.
 *
 * @throws {SourceError} when a line is none.
 */
export function readDates(bytes: Uint8Array, name: string): { source: string[]; target: string[] } {
  const source: string[] = [];
  const target: string[] = [];
  for (const [i, line] of readLines(bytes, name).entries()) {
    const [, left, right] = /^(\S.{28})_(\d{4}-\d\d-\d\d)$/.exec(line) ?? [];
    if (left === undefined || right === undefined) {
      throw new SourceError(
        `${name}: line ${i + 1} is no date of 29 characters, _ and YYYY-MM-DD; it is another file or a damaged one.`,
      );
    }
    source.push(left.trimEnd());
    target.push(right);
  }
  return { source, target };
}
