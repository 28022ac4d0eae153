import { gzipSync } from 'node:zlib';

import { fuzz, tarOf } from '@thaw/testing';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { SourceError } from '../index.ts';
import { readTar, requireMember } from './read-tar.ts';
import { readZip } from './read-zip.ts';
import { unpackGzip } from './unpack-gzip.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const entries = (files: ReadonlyMap<string, Uint8Array>): [string, string][] => {
  return Array.from(files, ([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
};
const tar = tarOf({ 'set/': '', 'set/one.txt': 'one', 'set/two.bin': 'x'.repeat(513) });
const zip = zipSync({
  'set/one.txt': bytesOf('one'),
  'set/two.txt': [bytesOf('two '.repeat(99)), { level: 9 }],
});
const all = (): boolean => true;

/** What is said of a file, or what it holds where nothing is wrong. */
async function verdict(read: () => unknown): Promise<string> {
  try {
    return JSON.stringify([...((await read()) as Map<string, Uint8Array>).keys()]);
  } catch (error) {
    return error instanceof SourceError ? error.message : `another failure, ${String(error)}`;
  }
}

test('the files of a tar archive, folders left out, are views of its bytes', () => {
  const files = readTar(tar, 'a.tar');
  expect(entries(files)).toEqual([
    ['set/one.txt', 'one'],
    ['set/two.bin', 'x'.repeat(513)],
  ]);
  expect(files.get('set/one.txt')!.buffer).toBe(tar.buffer);
  const shifted = Uint8Array.of(1, 2, 3, ...tar).subarray(3);
  expect(entries(readTar(shifted, 'a.tar'))).toEqual(entries(files));
  expect(entries(readTar(tar.subarray(0, 512 * 6), 'a.tar'))).toEqual(entries(files)); // no blocks of zeros at the end
  expect([...readTar(tarOf({ 'b.txt': 'b' }, 'far/away'), 'a.tar').keys()]).toEqual(['far/away/b.txt']);
});

test('the files of a zip archive that are asked for, stored or deflated', async () => {
  expect(entries(await readZip(zip, all, 'a.zip'))).toEqual([
    ['set/one.txt', 'one'],
    ['set/two.txt', 'two '.repeat(99)],
  ]);
  const stored = zipSync({ a: [bytesOf('aaa'), { level: 0 }] }, { comment: '' } as object);
  expect(entries(await readZip(Uint8Array.of(7, ...stored).subarray(1), all, 'a.zip'))).toEqual([
    ['a', 'aaa'],
  ]);
  expect([...(await readZip(zip, (name) => name.endsWith('two.txt'), 'a.zip')).keys()]).toEqual([
    'set/two.txt',
  ]);
});

test('gzip is unpacked up to its bound, and what is none is left as it is', async () => {
  const packed = gzipSync(bytesOf('text'));
  expect(await unpackGzip(packed, { name: 'a.gz', most: 4 })).toEqual(bytesOf('text'));
  expect(await unpackGzip(bytesOf('text'), { name: 'a.gz', most: 1 })).toEqual(bytesOf('text'));
  const bomb = gzipSync(new Uint8Array(1_000_000));
  await expect(unpackGzip(bomb, { name: 'a.gz', most: 99 })).rejects.toThrow(
    new SourceError('a.gz: unpacks to more than the 99 bytes that it should at most.'),
  );
  await expect(unpackGzip(packed.subarray(0, 12), { name: 'a.gz', most: 99 })).rejects.toThrow(
    new SourceError('a.gz: its gzip is damaged or ends too early.'),
  );
});

/** A copy with some bytes changed. */
const changed = (bytes: Uint8Array, at: number, ...put: number[]): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy.set(put, at);
  return copy;
};
const directory = zip.findIndex((_, i) => zip[i] === 0x50 && zip[i + 1] === 0x4b && zip[i + 2] === 1);

test('bad archives are refused by what is wrong with them', async () => {
  const readers: [string, () => unknown][] = [
    ['no tar', () => readTar(bytesOf('<!doctype html>'.repeat(99)), 'a.tar')],
    ['a short tar', () => readTar(tar.subarray(0, 300), 'a.tar')],
    ['an empty tar', () => readTar(new Uint8Array(1024), 'a.tar')],
    ['a changed tar', () => readTar(changed(tar, 512, 65), 'a.tar')],
    ['a cut tar', () => readTar(tar.subarray(0, 512 * 5), 'a.tar')],
    ['a size that is none', () => readTar(tarOf({ a: 'a' }, '', '-0000000001'), 'a.tar')],
    ['a member that is not there', () => requireMember(readTar(tar, 'a.tar'), 'set/three.txt', 'a.tar')],
    ['no zip', () => readZip(bytesOf('<!doctype html>'.repeat(9)), all, 'a.zip')],
    ['a cut zip', () => readZip(zip.subarray(0, 90), all, 'a.zip')],
    ['an entry of another kind', () => readZip(changed(zip, directory, 65), all, 'a.zip')],
    ['an encrypted file', () => readZip(changed(zip, directory + 8, 1), all, 'a.zip')],
    ['another method', () => readZip(changed(zip, directory + 10, 12), all, 'a.zip')],
    ['a length beyond its bytes', () => readZip(changed(zip, directory + 24, 0, 0, 0, 255), all, 'a.zip')],
    ['packed bytes beyond the end', () => readZip(changed(zip, directory + 20, 0, 0, 0, 127), all, 'a.zip')],
    ['a place that is none', () => readZip(changed(zip, directory + 42, 1), all, 'a.zip')],
    ['a length that is wrong', () => readZip(changed(zip, directory + 24, 9), all, 'a.zip')],
    ['a name twice', () => readZip(changed(zip, directory + 46 + 11 + 46 + 4, 111, 110, 101), all, 'a.zip')],
  ];
  const said = [];
  for (const [name, read] of readers) said.push(`${name}: ${await verdict(read)}`);
  expect(said).toMatchInlineSnapshot(`
    [
      "no tar: a.tar: there is no tar header at byte 0: its checksum is wrong. It is no tar archive, or a damaged one.",
      "a short tar: a.tar: the tar header at byte 0 is cut off.",
      "an empty tar: a.tar: is a tar archive with no file in it.",
      "a changed tar: a.tar: there is no tar header at byte 512: its checksum is wrong. It is no tar archive, or a damaged one.",
      "a cut tar: a.tar: the tar header at byte 1536 tells of 513 bytes, and 512 follow.",
      "a size that is none: a.tar: the tar header at byte 0 tells of no number of bytes, and 1536 follow.",
      "a member that is not there: a.tar: has no file set/three.txt; it has set/one.txt, set/two.bin.",
      "no zip: a.zip: is no zip archive, or one that is cut off: its directory is missing.",
      "a cut zip: a.zip: is no zip archive, or one that is cut off: its directory is missing.",
      "an entry of another kind: a.zip: its directory is damaged: there is no entry 0 of 2 at byte 97.",
      "an encrypted file: a.zip: set/one.txt is encrypted.",
      "another method: a.zip: set/one.txt is packed by method 12; 0 (stored) and 8 (deflate) can be read.",
      "a length beyond its bytes: a.zip: set/one.txt is said to have 4278190080 bytes, which 5 packed ones cannot be.",
      "packed bytes beyond the end: a.zip: set/one.txt is said to take 2130706432 bytes, and 192 follow.",
      "a place that is none: a.zip: set/one.txt is not at byte 1, where the directory has it.",
      "a length that is wrong: a.zip: set/one.txt is damaged: it unpacks to 3 bytes and not to 9.",
      "a name twice: a.zip: has two files set/one.txt.",
    ]
  `);
});

test('10,000 damaged copies of each are read or refused, and what is read is no more than the bytes can hold', async () => {
  const held = (files: ReadonlyMap<string, Uint8Array>): number => {
    return [...files.values()].reduce((sum, { length }) => sum + length, 0);
  };
  const ofTar = await fuzz({
    files: [tarOf({ 'a.txt': 'a', 'b.txt': 'bb' })],
    read: (bytes) => readTar(bytes, 'a.tar'),
    refusal: SourceError,
    holds: (files, bytes) => held(files) <= bytes.length,
  });
  const ofZip = await fuzz({
    files: [zip],
    read: (bytes) => readZip(bytes, all, 'a.zip'),
    refusal: SourceError,
    holds: (files, bytes) => held(files) <= 1032 * bytes.length,
  });
  for (const { read, refused } of [ofTar, ofZip]) expect(Math.min(read, refused)).toBeGreaterThan(500);
});
