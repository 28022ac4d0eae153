import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { tarOf } from '@thaw/testing';
import { expect, test } from 'vitest';

import fixture from '../../fixtures/planetoid.json' with { type: 'json' };
import { cora, planetoid, type PlanetoidName, SourceError, undirectedEdges } from '../index.ts';
import { readLinqs } from './read-linqs.ts';
import { planetoidParts, readPlanetoid } from './read-planetoid.ts';
import { readPubmed } from './read-pubmed.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const unpacked = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));

const content = '31\t0\t1\t1\tTheory\nsmith97\t1\t0\t0\tCase_Based\n7\t0\t0\t1\tTheory\n';
const cites = '31\tsmith97\n7\t31\nsmith97\t31\n404\t7\n7\t7\n';
const nodes =
  'NODE\tpaper\ncat=1,2:label\tnumeric:w-rat:0.0\tnumeric:w-a=b:0.0\tstring:summary\n' +
  '11\tlabel=2\tw-a=b=0.25\tsummary=w-a=b\n12\tlabel=1\tw-rat=1e-2\tw-a=b=0.5\tsummary=w-rat,w-a=b\n';
const tabCites = 'DIRECTED\tcites\nNO_FEATURES\n1\tpaper:12\t|\tpaper:11\n2\tpaper:12\t|\tpaper:99\n';

function said(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.message;
  }
}

test('three papers in the form of Cora, one cited that is not there', () => {
  const graph = readLinqs(bytes(content), bytes(cites), 'three');
  expect(graph.features).toEqual({ data: Float32Array.of(0, 1, 1, 1, 0, 0, 0, 0, 1), shape: [3, 3] });
  expect(graph.labels).toEqual({ data: Int32Array.of(1, 0, 1), shape: [3] });
  expect(graph.classes).toEqual(['Case_Based', 'Theory']);
  expect(graph.ids).toEqual(['31', 'smith97', '7']);
  // The first of a line is cited by the second: smith97 cites 31, 31 cites 7 and smith97, 7 cites itself.
  expect(graph.edges).toEqual({ data: Int32Array.of(1, 0, 0, 2, 0, 1, 2, 2), shape: [4, 2] });
  expect(graph.dangling).toBe(1);
  expect(undirectedEdges(graph.edges)).toEqual({ data: Int32Array.of(0, 1, 0, 2), shape: [2, 2] });
  const windows = readLinqs(bytes(content.replaceAll('\n', '\r\n')), bytes(cites), 'three');
  expect(windows).toEqual(graph);
});

test("two papers in the form of PubMed's", () => {
  const graph = readPubmed(bytes(nodes), bytes(tabCites), ['one', 'two']);
  expect(graph.features).toEqual({ data: Float32Array.of(0, 0.25, 0.01, 0.5), shape: [2, 2] });
  expect(graph.labels.data).toEqual(Int32Array.of(1, 0));
  expect(graph.edges).toEqual({ data: Int32Array.of(1, 0), shape: [1, 2] });
  expect([graph.ids, graph.dangling]).toEqual([['11', '12'], 1]);
});

test.each(['python2', 'python3'] as const)("Planetoid's files, as %s writes them", (python) => {
  const files = { ...fixture.python2, ...fixture[python] };
  const parts = planetoidParts.map((part) => unpacked(files[part]));
  const graph = readPlanetoid(parts, ['a', 'b'], 'ind.seven', 1);
  const rows = Array.from({ length: 7 }, (_, row) =>
    graph.features.data.slice(4 * row, 4 * row + 4).join(' '),
  );
  // Row 4 is the second of tx, row 5 is no paper.
  expect(rows).toEqual(['1 0 0 0', '0 1 0 0.5', '0 0 1 0', '1 1 0 0', '1 0 0 1', '0 0 0 0', '0 0 0 0.25']);
  expect(graph.features.shape).toEqual([7, 4]);
  expect(graph.labels.data).toEqual(Int32Array.of(0, 1, 0, 1, 0, -1, 1));
  expect([...graph.edges.data]).toEqual([0, 1, 0, 3, 1, 2, 3, 6, 4, 6]);
  expect(graph.split).toEqual({
    training: Int32Array.of(0, 1),
    validation: Int32Array.of(2),
    test: Int32Array.of(4, 6),
  });
});

test('files that are not of their form are refused by the line', async () => {
  const parts = planetoidParts.map((part) => unpacked(fixture.python2[part]));
  const planet = (i: number, part: Uint8Array, classes = ['a', 'b']) =>
    said(() => readPlanetoid(parts.with(i, part), classes, 'ind.seven', 1));
  const linqs = (change: string, by: string) =>
    said(() => readLinqs(bytes(content.replace(change, by)), bytes(cites), 'x'));
  const pubmed = (change: string, by: string) =>
    said(() =>
      readPubmed(bytes(nodes.replace(change, by)), bytes(tabCites.replace(change, by)), ['one', 'two']),
    );
  expect([
    linqs(content, 'A page of HTML'),
    linqs('smith97\t1', 'smith97\t2'),
    linqs('\t0\tCase_Based', '\tCase_Based'),
    linqs('smith97\t', '31\t'),
    linqs('7\t0\t0\t1\tTheory\n', `${'7\n'.repeat(40)}`),
    said(() => readLinqs(bytes(content), bytes('31\n'), 'x')),
    pubmed('cat=1,2', 'cat=1'),
    pubmed('label=2', 'label=3'),
    pubmed('w-rat=1e-2', 'w-cat=1'),
    pubmed('12\tlabel', '11\tlabel'),
    pubmed('\t|\t', '\t'),
    planet(0, parts[2]!),
    planet(2, parts[1]!),
    planet(3, parts[4]!),
    planet(2, parts[2]!, ['a', 'b', 'c']),
    planet(6, bytes('6\n6\n')),
    planet(6, bytes('6\n900\n')),
  ]).toMatchInlineSnapshot(`
    [
      "x.content, line 1: expected an id, words and a class with tabs between.",
      "x.content, line 2: word 1 is neither 0 nor 1.",
      "x.content, line 2: expected an id, 3 words and a class with tabs between.",
      "x.content: has the paper 31 twice.",
      "x.content: 42 lines of 3 words take more than 121 bytes.",
      "x.cites, line 1: expected two ids with a tab between, got '31'.",
      "Pubmed-Diabetes.NODE.paper.tab, line 2: expected cat=1,2,3:label and words, got 'cat=1:label'.",
      "Pubmed-Diabetes.NODE.paper.tab, line 3: expected an id and label=1 or label=2.",
      "Pubmed-Diabetes.NODE.paper.tab, line 4: 'w-cat=1' is no weight of a word that line 2 declares.",
      "Pubmed-Diabetes.NODE.paper.tab: has the paper 11 twice.",
      "Pubmed-Diabetes.DIRECTED.cites.tab, line 3: expected a number, paper:1, | and paper:2 with tabs between, got '1	paper:12	paper:11'.",
      "ind.seven.tx: holds no sparse matrix by rows (csr).",
      "ind.seven.y: holds no array of numpy.",
      "ind.seven: its files do not fit together: allx [4, 4], ally [4, 2], tx [2, 4], ty [4, 2], y [2, 2], and 2 classes.",
      "ind.seven: its files do not fit together: allx [4, 4], ally [4, 2], tx [2, 4], ty [2, 2], y [2, 2], and 3 classes.",
      "ind.seven.test.index: expected 2 different rows from 4 to 7, one a line.",
      "ind.seven.test.index: expected 2 different rows from 4 to 7, one a line.",
    ]
  `);
  await expect(planetoid('karate' as PlanetoidName)).rejects.toThrow(
    "planetoid: expected 'cora', 'citeseer' or 'pubmed', got the string 'karate'.",
  );
});

test('Cora is read from a local folder, unpacked or as the archive, and what is missing is named', async () => {
  const data = await mkdtemp(join(tmpdir(), 'cora-'));
  try {
    await mkdir(join(data, 'cora'));
    await expect(cora({ data })).rejects.toThrow('cora/cora.content');
    const members = { 'cora/cora.content': content, 'cora/cora.cites': cites };
    const tar = tarOf(members);
    await writeFile(join(data, 'cora/cora.tgz'), gzipSync(tar));
    const packed = await cora({ data });
    expect(packed.ids).toEqual(['31', 'smith97', '7']);
    await rm(join(data, 'cora/cora.tgz'));
    for (const [path, text] of Object.entries(members)) await writeFile(join(data, path), text);
    expect(await cora({ data })).toEqual(packed);
  } finally {
    await rm(data, { recursive: true });
  }
});

test("Planetoid's Cora is read from a local folder; its classes are seven", async () => {
  const data = await mkdtemp(join(tmpdir(), 'planetoid-'));
  try {
    await mkdir(join(data, 'planetoid'));
    for (const part of planetoidParts) {
      await writeFile(join(data, `planetoid/ind.cora.${part}`), unpacked(fixture.python2[part]));
    }
    await expect(planetoid('cora', { data })).rejects.toThrow(
      'ind.cora: its files do not fit together: allx [4, 4], ally [4, 2], tx [2, 4], ty [2, 2], y [2, 2], and 7 classes.',
    );
  } finally {
    await rm(data, { recursive: true });
  }
});
