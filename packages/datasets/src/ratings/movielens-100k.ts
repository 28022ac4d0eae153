import { ArgumentError, describe } from '@thaw/backend';

import { type Archive, loadMembers } from '../archives/load-members.ts';
import type { DatasetCard } from '../dataset-card.ts';
import type { LoadOptions } from '../sources/source-file.ts';
import type { Table } from '../table/table.ts';
import {
  type MovieLensMovie,
  type MovieLensUser,
  type MovieLensColumns,
  readMovies,
  readRatings,
  readUsers,
} from './read-movielens.ts';

/** Ratings of movies, who gave them, and what they are of. */
export interface MovieLens {
  /** All ratings. */
  readonly ratings: Table<MovieLensColumns>;
  readonly users: readonly MovieLensUser[];
  readonly movies: readonly MovieLensMovie[];
  /**
   * One of the five published folds, 1 to 5: 80,000 ratings to learn from and 20,000 to test, which are disjoint over the folds.
   *
   * @throws {ArgumentError} when there is no such fold.
   */
  fold(number: number): {
    readonly training: Table<MovieLensColumns>;
    readonly test: Table<MovieLensColumns>;
  };
}

const folds = [1, 2, 3, 4, 5];

const archive: Archive = {
  file: {
    path: 'movielens/ml-100k.zip',
    urls: ['https://files.grouplens.org/datasets/movielens/ml-100k.zip'],
    // tensorflow_datasets/url_checksums/movielens.txt of tensorflow/datasets @ 1c076ac
    sha256: '50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229',
    bytes: 4_924_029,
  },
  members: ['u.data', 'u.user', 'u.item', ...folds.flatMap((fold) => [`u${fold}.base`, `u${fold}.test`])].map(
    (name) => `ml-100k/${name}`,
  ),
};

/** Where MovieLens 100k comes from, under what licence, and what to beware of. */
export const movieLens100kCard: DatasetCard = {
  name: 'MovieLens 100k',
  description:
    '100,000 ratings, 1 to 5, of 1,682 movies by 943 users of movielens.umn.edu, from September 1997 to April 1998; each user ' +
    'rated at least 20. With age, gender, occupation and postal code of the users, and title, date and genres of the movies.',
  rows: 100_000,
  parts: { 'training, each of five folds': 80_000, 'test, each of five folds': 20_000 },
  classes: [],
  licence:
    'research use, with acknowledgement; no redistribution and no commercial use without permission (its README has the terms)',
  citation:
    'F. M. Harper, J. A. Konstan (2015). The MovieLens datasets: history and context. ACM TiiS 5(4), 19. ' +
    'https://doi.org/10.1145/2827872',
  source: 'https://grouplens.org/datasets/movielens/100k/',
  files: [archive.file],
  knownFaults: [
    'Movie 266 (267 in the source) is named unknown and has no date.',
    'Some movies are there twice, by the same title and two numbers.',
    'The folds are drawn from all ratings: the test has ratings older than those learned from. Split by `time` to predict.',
  ],
};

/**
 * MovieLens 100k: 100,000 ratings of 1,682 movies by 943 users.
 *
 * Shapes: ratings input [100000, 2], user and movie; target [100000], 1 to 5; time [100000] in seconds. In a local folder:
 * `movielens/u.data` and the others of its zip, or `movielens/ml-100k.zip`.
 *
 * @throws {SourceError} when it cannot be had, or is another.
 * @see Harper and Konstan 2015, https://doi.org/10.1145/2827872
 */
export async function movieLens100k(options: LoadOptions = {}): Promise<MovieLens> {
  const [data, user, item, ...parts] = await loadMembers('movieLens100k', archive, options);
  return readMovieLens(data!, user!, item!, parts);
}

/** The files put together; `parts` are base and test of each fold in turn, read when one is asked for. */
export function readMovieLens(
  data: Uint8Array,
  user: Uint8Array,
  item: Uint8Array,
  parts: readonly Uint8Array[],
): MovieLens {
  const users = readUsers(user, 'u.user');
  const movies = readMovies(item, 'u.item');
  const counts = { users: users.length, movies: movies.length };
  return {
    users,
    movies,
    ratings: readRatings(data, counts, 'u.data'),
    fold(number) {
      const [training, test] = [parts[2 * number - 2], parts[2 * number - 1]];
      if (!training || !test) {
        throw new ArgumentError(
          `MovieLens.fold: expected a whole number from 1 to ${parts.length / 2}, got ${describe(number)}.`,
        );
      }
      return {
        training: readRatings(training, counts, `u${number}.base`),
        test: readRatings(test, counts, `u${number}.test`),
      };
    },
  };
}
