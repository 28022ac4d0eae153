import { readLines } from '../corpora/read-text.ts';
import { SourceError } from '../sources/source-file.ts';
import type { FloatData, IntegerData } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** Who rated what, how and when. */
export type MovieLensColumns = {
  /** [rows, 2]: the user and the movie, each an index from 0 on. */
  readonly input: IntegerData;
  /** [rows]: 1 to 5. */
  readonly target: FloatData;
  /** [rows]: in seconds since 1970. */
  readonly time: IntegerData;
};

/** One who rated. */
export interface MovieLensUser {
  readonly age: number;
  readonly gender: 'F' | 'M';
  readonly occupation: string;
  readonly zipCode: string;
}

/** What was rated. */
export interface MovieLensMovie {
  readonly title: string;
  /** As the source has it, 01-Jan-1995; empty where it has none. */
  readonly released: string;
  /** Those of `movieLensGenres` that it is of. */
  readonly genres: readonly string[];
}

/** The genres, in the order of the columns of u.item. */
export const movieLensGenres: readonly string[] = [
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
];

/**
 * Ratings: a line has the numbers of user and movie, from 1 on, the rating and the time, with tabs between.
 *
 * @param counts how many users and movies there are.
 * @throws {SourceError} when a line is not of that form; it names it.
 */
export function readRatings(
  bytes: Uint8Array,
  { users, movies }: { readonly users: number; readonly movies: number },
  name: string,
): Table<MovieLensColumns> {
  const lines = readLines(bytes, name);
  const [input, target, time] = [
    new Int32Array(2 * lines.length),
    new Float32Array(lines.length),
    new Int32Array(lines.length),
  ];
  for (const [row, line] of lines.entries()) {
    const [, user, movie, rating, seconds] =
      /^(\d{1,9})\t(\d{1,9})\t([1-5])\t(\d{1,9})$/.exec(line)?.map(Number) ?? [];
    if (!(user! >= 1 && user! <= users && movie! >= 1 && movie! <= movies)) {
      throw new SourceError(
        `${name}, line ${row + 1}: expected a user of ${users}, a movie of ${movies}, a rating from 1 to 5 and a time, ` +
          `with tabs between, got '${line.slice(0, 40)}'.`,
      );
    }
    input.set([user! - 1, movie! - 1], 2 * row);
    target[row] = rating!;
    time[row] = seconds!;
  }
  return new Table({
    input: { data: input, shape: [lines.length, 2] },
    target: { data: target, shape: [lines.length] },
    time: { data: time, shape: [lines.length] },
  });
}

/**
 * Users: a line has number, age, gender, occupation and postal code, with | between.
 *
 * @throws {SourceError} when a line is not of that form, or numbers do not count from 1.
 */
export function readUsers(bytes: Uint8Array, name: string): MovieLensUser[] {
  return readLines(bytes, name).map((line, row) => {
    const [number, age, gender, occupation, zipCode, ...more] = line.split('|');
    const isUser =
      Number(number) === row + 1 && /^\d{1,3}$/.test(age ?? '') && (gender === 'F' || gender === 'M');
    if (!isUser || !occupation || zipCode === undefined || more.length > 0) {
      throw new SourceError(
        `${name}, line ${row + 1}: expected ${row + 1}|age|F or M|occupation|code, got '${line.slice(0, 40)}'.`,
      );
    }
    return { age: Number(age), gender, occupation, zipCode };
  });
}

/**
 * Movies: a line has number, title, two dates, an address, and 0 or 1 for each genre, with | between; in Latin-1.
 *
 * @throws {SourceError} when a line is not of that form, or numbers do not count from 1.
 */
export function readMovies(bytes: Uint8Array, name: string): MovieLensMovie[] {
  // TextDecoder's latin1 is windows-1252, which differs from 0x80 to 0x9f; this file has none of those.
  const lines = new TextDecoder('latin1')
    .decode(bytes)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  return lines.map((line, row) => {
    const fields = line.split('|');
    const [number, title, released] = fields;
    const flags = fields.slice(5);
    const isMovie = Number(number) === row + 1 && flags.length === movieLensGenres.length;
    if (
      !isMovie ||
      !title ||
      released === undefined ||
      !flags.every((flag) => flag === '0' || flag === '1')
    ) {
      throw new SourceError(
        `${name}, line ${row + 1}: expected ${row + 1}|title|dates|address|and ${movieLensGenres.length} genres of 0 or 1, ` +
          `got '${line.slice(0, 40)}'.`,
      );
    }
    return { title, released, genres: movieLensGenres.filter((_, genre) => flags[genre] === '1') };
  });
}
