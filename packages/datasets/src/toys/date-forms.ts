import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

import { requireMade } from './require.ts';

/** Options of `dates`. */
export interface DatesOptions {
  /** The part of all dates that is held out. @defaultValue 0.2 */
  readonly share?: number;
  /** What draws them. @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** Days as YYYY-MM-DD. */
export interface Dates {
  readonly training: readonly string[];
  /** Dates that are in training in no form. */
  readonly unseen: readonly string[];
}

const FIRST_YEAR = 1950;
const YEARS = 100; // so that two digits tell the year

/**
 * All days of the years 1950 to 2049, as YYYY-MM-DD in random order, split by date.
 *
 * @throws {ArgumentError} when share is not between 0 and 1.
 * @example
 * ```ts
 * import { dates, writeDate } from '@thaw/datasets';
 *
 * const { training, unseen } = dates({ share: 0.2 });
 * console.log(training.length, unseen.length); // 29220 7305
 * console.log(writeDate('2014-09-03')[1]); // September 3, 2014
 * ```
 */
export function dates(options: DatesOptions = {}): Dates {
  requireMade('dates', options, {}, ['share']);
  const { share = 0.2, random = sharedRandom().fork() } = options;
  if (!(share > 0 && share < 1)) {
    throw new ArgumentError(`dates: share must be between 0 and 1, got ${describe(share)}.`);
  }
  const [first, end] = [Date.UTC(FIRST_YEAR, 0, 1), Date.UTC(FIRST_YEAR + YEARS, 0, 1)];
  const count = (end - first) / MILLISECONDS_A_DAY;
  const days = Array.from(random.permutation(count), (day) =>
    new Date(first + day * MILLISECONDS_A_DAY).toISOString().slice(0, 10),
  );
  const held = Math.round(share * count);
  return { training: days.slice(held), unseen: days.slice(0, held) };
}

/**
 * The ten ways in which a date is written, in English:
 * `3 September 2014`, `September 3, 2014`, `3 Sep 14`, `Sep 3, 2014`, `3rd September 2014`, `Wed, 3 Sep 2014`,
 * `03.09.2014`, `09/03/2014`, `3.9.14`, `2014 Sep 3`. Each tells its date: with dots the day comes first, with slashes the
 * month, and two digits of a year lie between 1950 and 2049.
 *
 * @param iso a day of the years 1950 to 2049 as YYYY-MM-DD.
 * @throws {ArgumentError} when it is none.
 * @example
 * ```ts
 * import { writeDate } from '@thaw/datasets';
 *
 * console.log(writeDate('1999-12-31').join(' | '));
 * ```
 */
export function writeDate(iso: string): readonly string[] {
  const date = new Date(`${iso}T00:00:00Z`);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const isOurs = year >= FIRST_YEAR && year < FIRST_YEAR + YEARS;
  if (!isOurs || date.toISOString().slice(0, 10) !== iso) {
    throw new ArgumentError(
      `writeDate: expected a day of the years 1950 to 2049 as YYYY-MM-DD, got ${describe(iso)}.`,
    );
  }
  const name = months[month]!;
  const short = name.slice(0, 3);
  const twoDigits = (value: number): string => String(value % 100).padStart(2, '0');
  return [
    `${day} ${name} ${year}`,
    `${name} ${day}, ${year}`,
    `${day} ${short} ${twoDigits(year)}`,
    `${short} ${day}, ${year}`,
    `${day}${ordinal(day)} ${name} ${year}`,
    `${weekdays[date.getUTCDay()]!}, ${day} ${short} ${year}`,
    `${twoDigits(day)}.${twoDigits(month + 1)}.${year}`,
    `${twoDigits(month + 1)}/${twoDigits(day)}/${year}`,
    `${day}.${month + 1}.${twoDigits(year)}`,
    `${year} ${short} ${day}`,
  ];
}

const MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** 1st, 2nd, 3rd, 4th, 11th, 21st. */
function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
