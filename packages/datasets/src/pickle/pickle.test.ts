import { expect, test } from 'vitest';

import fixture from '../../fixtures/planetoid.json' with { type: 'json' };
import { SourceError } from '../sources/source-file.ts';
import { readArray, readNeighbours, readSparse } from './numpy.ts';
import { readPickle } from './read-pickle.ts';

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (byte) => byte.charCodeAt(0));

function said(read: () => unknown): string {
  try {
    return JSON.stringify(read());
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.message;
  }
}

test('a pickle by hand: a dict of a list of whole numbers of every length, a text, and one that was met before', () => {
  const numbers = 'K\x07M\x01\x01J\xfe\xff\xff\xff\x8a\x05\0\0\0\0\x01\x8a\x01\xff\x8a\0';
  const pickle = `\x80\x02}(U\x01aq\x01](${numbers}eX\x02\0\0\0\xc3\xa9h\x01G?\xf8\0\0\0\0\0\0\x88N\x86u.`;
  expect(readPickle(bytes(pickle), new Set(), 'by hand')).toEqual(
    new Map<unknown, unknown>([
      ['a', [7, 257, -2, 2 ** 32, -1, 0]],
      ['é', 'a'],
      [1.5, [true, null]],
    ]),
  );
});

test.each(Object.entries(fixture.arrays))('an array of numpy, %s, as Python 2 and 3 write it', (_, array) => {
  for (const pickle of [array.pickle, array.python3]) {
    const { data, shape } = readArray(bytesOf(pickle), 'array');
    expect({ data: [...data], shape }).toEqual({ data: array.data, shape: array.shape });
  }
});

test('a sparse matrix and a dict of lists', () => {
  for (const files of [fixture.python2, fixture.python3]) {
    const { shape, values, columns, starts } = readSparse(bytesOf(files.allx), 'allx');
    expect([shape, [...values], [...columns], [...starts]]).toEqual([
      [4, 4],
      [1, 1, 0.5, 1, 1, 1],
      [0, 1, 3, 2, 0, 1],
      [0, 1, 3, 4, 6],
    ]);
    const neighbours = Object.fromEntries(readNeighbours(bytesOf(files.graph), 'graph'));
    expect(neighbours).toEqual({ 0: [1, 1, 3], 1: [0, 2], 2: [1, 2], 3: [0, 6], 4: [6], 6: [3, 4] });
  }
});

test('what is no such pickle is refused, above all what would run something', () => {
  const array = bytesOf(fixture.arrays.uint8.pickle);
  const files: [string, () => unknown][] = [
    ['a command', () => readArray(bytesOf(fixture.evil), 'evil')],
    ['nothing', () => readArray(bytes(''), 'f')],
    ['protocol 0', () => readArray(bytes('(lp0\n.'), 'f')],
    ['protocol 4', () => readArray(bytes('\x80\x04]\x94.'), 'f')],
    ['a text beyond the end', () => readArray(bytes('\x80\x02T\xff\xff\xff\xff.'), 'f')],
    ['an empty stack', () => readArray(bytes('\x80\x02.'), 'f')],
    ['an empty slot', () => readArray(bytes('\x80\x02h\x05.'), 'f')],
    ['no mark', () => readArray(bytes('\x80\x02t.'), 'f')],
    ['a call of a number', () => readArray(bytes('\x80\x02K\x01)R.'), 'f')],
    ['a huge number', () => readArray(bytes('\x80\x02\x8a\x08\0\0\0\0\0\0\0\x01.'), 'f')],
    ['a name of its own', () => readArray(bytes('\x80\x02cbuiltins\neval\n.'), 'f')],
    ['no array', () => readArray(bytes('\x80\x02K\x01.'), 'f')],
    ['no matrix', () => readSparse(array, 'f')],
    ['no dict', () => readNeighbours(array, 'f')],
    ['a dict of texts', () => readNeighbours(bytes('\x80\x02}K\x01U\x01as.'), 'f')],
  ];
  expect(files.map(([name, read]) => `${name}: ${said(read)}`)).toMatchInlineSnapshot(`
    [
      "a command: evil: is no pickle that is read here: at byte 13 it has the name 'os system', and only those of arrays may be in it.",
      "nothing: f: ends at byte 0, within its pickle; it is cut off, or no pickle.",
      "protocol 0: f: is no pickle that is read here: at byte 1 it has the operation 108, which pickles of arrays do not need.",
      "protocol 4: f: is no pickle that is read here: at byte 2 it has protocol 4; 2 and 3 can be read.",
      "a text beyond the end: f: ends at byte 8, within its pickle; it is cut off, or no pickle.",
      "an empty stack: f: is no pickle that is read here: at byte 3 it has a use of a value where there is none.",
      "an empty slot: f: is no pickle that is read here: at byte 4 it has slot 5 of the memo, which is empty.",
      "no mark: f: is no pickle that is read here: at byte 3 it has an end of what has no beginning.",
      "a call of a number: f: is no pickle that is read here: at byte 6 it has a call that is none.",
      "a huge number: f: is no pickle that is read here: at byte 12 it has a whole number of 8 bytes, which is none of an index.",
      "a name of its own: f: is no pickle that is read here: at byte 17 it has the name 'builtins eval', and only those of arrays may be in it.",
      "no array: f: holds no array of numpy.",
      "no matrix: f: holds no sparse matrix by rows (csr).",
      "no dict: f: holds no dict.",
      "a dict of texts: f: its dict has more than lists of whole numbers by whole numbers.",
    ]
  `);
});
