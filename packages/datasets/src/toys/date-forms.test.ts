import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { dates, writeDate } from './date-forms.ts';

test('the ten forms of a day, by hand', () => {
  expect(writeDate('2014-09-03')).toEqual([
    '3 September 2014',
    'September 3, 2014',
    '3 Sep 14',
    'Sep 3, 2014',
    '3rd September 2014',
    'Wed, 3 Sep 2014',
    '03.09.2014',
    '09/03/2014',
    '3.9.14',
    '2014 Sep 3',
  ]);
});

test('ordinals: 1st, 2nd, 3rd, 4th, the teens, 21st, 22nd, 23rd, 30th, 31st', () => {
  const of = (day: string): string => writeDate(`2000-01-${day}`)[4]!.split(' ')[0]!;
  expect(['01', '02', '03', '04', '11', '12', '13', '21', '22', '23', '30', '31'].map(of).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 30th 31st',
  );
});

test('every day of a century is in one part, and no two days are written alike', () => {
  const { training, unseen } = dates({ random: new Random(1) });
  expect([training.length, unseen.length]).toEqual([29220, 7305]);
  const all = [...training, ...unseen];
  expect(new Set(all).size).toBe(36525);
  expect([...all].sort()[0]).toBe('1950-01-01');
  expect([...all].sort().at(-1)).toBe('2049-12-31');
  // In May the long name is the short one, so that a day has eight or nine forms; but no form has two days.
  const forms = all.flatMap((day) => [...new Set(writeDate(day))]);
  expect(new Set(forms).size).toBe(forms.length);
});

test('the same seed splits alike, another otherwise', () => {
  seed(7);
  const first = dates().unseen;
  seed(7);
  expect(dates().unseen).toEqual(first);
  expect(dates().unseen).not.toEqual(first);
});

test.each<[() => unknown, string]>([
  [() => dates({ share: 0 }), 'dates: share must be between 0 and 1, got 0.'],
  [() => dates({ held: 0.1 } as never), 'dates: there is no option "held"; the options are share, random.'],
  [
    () => writeDate('2023-02-29'),
    "writeDate: expected a day of the years 1950 to 2049 as YYYY-MM-DD, got the string '2023-02-29'.",
  ],
  [
    () => writeDate('1949-12-31'),
    "writeDate: expected a day of the years 1950 to 2049 as YYYY-MM-DD, got the string '1949-12-31'.",
  ],
  [
    () => writeDate('3 May 2000'),
    "writeDate: expected a day of the years 1950 to 2049 as YYYY-MM-DD, got the string '3 May 2000'.",
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
