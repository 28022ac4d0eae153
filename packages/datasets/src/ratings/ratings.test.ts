import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { movieLens100k, movieLensGenres, SourceError } from '../index.ts';
import { readMovieLens } from './movielens-100k.ts';
import { readMovies, readRatings, readUsers } from './read-movielens.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const user = latin1('1|24|M|technician|85711\n2|53|F|other|T8H1N\n');
const genres = (...of: string[]): string =>
  movieLensGenres.map((genre) => Number(of.includes(genre))).join('|');
const item = latin1(
  `1|Toy Story (1995)|01-Jan-1995||http://a/Toy%20Story|${genres('Animation', "Children's", 'Comedy')}\n` +
    `2|Misérables, Les (1995)|01-Jan-1995||http://b|${genres('Drama', 'Musical')}\n3|unknown||||${genres('unknown')}\n`,
);
const data = latin1('1\t3\t5\t881250949\n2\t1\t1\t881250950\n');
const parts = [latin1('1\t3\t5\t881250949\n'), latin1('2\t1\t1\t881250950\n')];

const said = (read: () => unknown): string => {
  try {
    return String(read());
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.message;
  }
};

test('two users, three movies, two ratings and a fold', () => {
  const { ratings, users, movies, fold } = readMovieLens(data, user, item, parts);
  expect(users).toEqual([
    { age: 24, gender: 'M', occupation: 'technician', zipCode: '85711' },
    { age: 53, gender: 'F', occupation: 'other', zipCode: 'T8H1N' },
  ]);
  expect(movies.map(({ title, released, genres: of }) => [title, released, of.join()])).toEqual([
    ['Toy Story (1995)', '01-Jan-1995', "Animation,Children's,Comedy"],
    ['Misérables, Les (1995)', '01-Jan-1995', 'Drama,Musical'],
    ['unknown', '', 'unknown'],
  ]);
  expect(ratings.columns).toEqual({
    input: { data: Int32Array.of(0, 2, 1, 0), shape: [2, 2] },
    target: { data: Float32Array.of(5, 1), shape: [2] },
    time: { data: Int32Array.of(881250949, 881250950), shape: [2] },
  });
  const { training, test: held } = fold(1);
  expect([training.column('target').data[0], held.column('target').data[0]]).toEqual([5, 1]);
  expect(() => fold(2)).toThrow('MovieLens.fold: expected a whole number from 1 to 1, got 2.');
});

test('a line that is not of its form is named', () => {
  const counts = { users: 2, movies: 3 };
  expect([
    said(() => readRatings(latin1('1\t3\t5\t1\n3\t1\t1\t1\n'), counts, 'u.data')),
    said(() => readRatings(latin1('1\t3\t6\t1\n'), counts, 'u.data')),
    said(() => readRatings(latin1('<html>\n'), counts, 'u.data')),
    said(() => readUsers(latin1('1|24|X|technician|85711\n'), 'u.user')),
    said(() => readUsers(latin1('2|24|M|technician|85711\n'), 'u.user')),
    said(() => readMovies(latin1('1|Toy Story|||http://a|1|0\n'), 'u.item')),
    said(() => readMovies(latin1(''), 'u.item')),
  ]).toMatchInlineSnapshot(`
    [
      "u.data, line 2: expected a user of 2, a movie of 3, a rating from 1 to 5 and a time, with tabs between, got '3	1	1	1'.",
      "u.data, line 1: expected a user of 2, a movie of 3, a rating from 1 to 5 and a time, with tabs between, got '1	3	6	1'.",
      "u.data, line 1: expected a user of 2, a movie of 3, a rating from 1 to 5 and a time, with tabs between, got '<html>'.",
      "u.user, line 1: expected 1|age|F or M|occupation|code, got '1|24|X|technician|85711'.",
      "u.user, line 1: expected 1|age|F or M|occupation|code, got '2|24|M|technician|85711'.",
      "u.item, line 1: expected 1|title|dates|address|and 19 genres of 0 or 1, got '1|Toy Story|||http://a|1|0'.",
      "u.item, line 1: expected 1|title|dates|address|and 19 genres of 0 or 1, got ''.",
    ]
  `);
});

test('it is read from its archive in a local folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'movielens-'));
  const folds = [1, 2, 3, 4, 5].flatMap((fold) => [`u${fold}.base`, `u${fold}.test`]);
  const files = {
    'u.data': data,
    'u.user': user,
    'u.item': item,
    ...Object.fromEntries(folds.map((name) => [name, data])),
  };
  const archive = Object.entries(files).map(([name, file]) => [`ml-100k/${name}`, file] as const);
  try {
    await mkdir(join(folder, 'movielens'));
    await writeFile(join(folder, 'movielens/ml-100k.zip'), zipSync(Object.fromEntries(archive)));
    const { ratings, movies, fold } = await movieLens100k({ data: folder });
    expect([ratings.rows, movies.length, fold(5).test.rows]).toEqual([2, 3, 2]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
