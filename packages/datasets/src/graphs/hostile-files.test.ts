import { fuzz } from '@thaw/testing';
import { expect, test } from 'vitest';

import fixture from '../../fixtures/planetoid.json' with { type: 'json' };
import { readArray } from '../pickle/numpy.ts';
import { readMovies, readRatings, readUsers } from '../ratings/read-movielens.ts';
import { SourceError } from '../sources/source-file.ts';
import { readAnalogies, readWordPairs } from '../words/read-words.ts';
import { readLinqs } from './read-linqs.ts';
import { planetoidParts, readPlanetoid } from './read-planetoid.ts';
import { readPubmed } from './read-pubmed.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const unpacked = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));

const content = bytes('31\t0\t1\tA\n32\t1\t0\tB\n');
const cites = bytes('31\t32\n32\t31\n');
const nodes = bytes('NODE\tpaper\ncat=1,2:label\tnumeric:w-a:0.0\n1\tlabel=2\tw-a=0.5\tsummary=w-a\n');
const tabCites = bytes('DIRECTED\nNO\n1\tpaper:1\t|\tpaper:1\n');
const parts = planetoidParts.map((part) => unpacked(fixture.python2[part]));
const counts = { users: 3, movies: 3 };

/** Every parser of this kind with a small file that it reads. */
const parsers: readonly (readonly [string, Uint8Array, (file: Uint8Array) => unknown])[] = [
  ['cora.content', content, (file) => readLinqs(file, cites, 'x')],
  ['cora.cites', cites, (file) => readLinqs(content, file, 'x')],
  ['NODE.paper.tab', nodes, (file) => readPubmed(file, tabCites, ['a', 'b'])],
  ['cites.tab', tabCites, (file) => readPubmed(nodes, file, ['a', 'b'])],
  ['a pickled array', unpacked(fixture.arrays.int64.pickle), (file) => readArray(file, 'x')],
  ['u.data', bytes('1\t3\t5\t881250949\n2\t1\t1\t8\n'), (file) => readRatings(file, counts, 'x')],
  ['u.user', bytes('1|24|M|technician|85711\n2|53|F|other|T8H1N\n'), (file) => readUsers(file, 'x')],
  ['u.item', bytes(`1|Toy|1995||http|${'0|'.repeat(18)}1\n`), (file) => readMovies(file, 'x')],
  ['questions-words.txt', bytes(': a\nb c d e\n: gram\nf g h i\n'), (file) => readAnalogies(file, 'x')],
  ['combined.csv', bytes('Word 1,Word 2,mean\na,b,6.77\nc,d,10\n'), (file) => readWordPairs(file, 'x')],
];

test.each(parsers)('10,000 damaged copies of %s are read or refused in words', async (_, file, read) => {
  read(file);
  const { refused } = await fuzz({ files: [file], read, refusal: SourceError });
  expect(refused).toBeGreaterThan(1000);
});

test("10,000 times one of Planetoid's files is a damaged copy, and all are read or refused in words", async () => {
  let i = -1; // the files take turns
  const read = (file: Uint8Array): unknown => {
    i += 1;
    return readPlanetoid(parts.with(i % parts.length, file), ['a', 'b'], 'x', 1);
  };
  const { refused } = await fuzz({ files: parts, read, refusal: SourceError });
  expect(refused).toBeGreaterThan(1000);
});
