import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import * as datasets from '../index.ts';

interface Drawn {
  readonly random?: Random;
  readonly rows?: number;
}

/**
 * Every generator that draws, and the fingerprint of what it makes of seven: the same to the bit on every machine, since
 * they count and round alone, or else add, multiply, divide and take square roots, which IEEE 754 fixes.
 */
const generators: Record<string, [make: (options: Drawn) => unknown, fingerprint: string]> = {
  addingProblem: [datasets.addingProblem, '2d4e8844'],
  bracketLabels: [datasets.bracketLabels, '846cf8a6'],
  brackets: [datasets.brackets, '0a9b3908'],
  circles: [datasets.circles, '1f837dc3'],
  copyTask: [datasets.copyTask, 'a856ddcd'],
  drawnDigits: [datasets.drawnDigits, '27285d5a'],
  elmanSentences: [datasets.elmanSentences, 'ccf1a1ca'],
  embeddedReber: [datasets.embeddedReber, '098827cf'],
  gaussianMixture: [(options) => datasets.gaussianMixture([[0, 1], [2, 3]], options), '0bb830d3'],
  gaussianRing: [datasets.gaussianRing, '144e2acc'],
  moons: [datasets.moons, '5945b6cf'],
  repeatCopyTask: [datasets.repeatCopyTask, '3f6d6f5d'],
  scenes: [datasets.scenes, 'b7ae80fd'],
  separableClouds: [datasets.separableClouds, 'd206f141'],
  sineWaves: [datasets.sineWaves, '21d68828'],
  sortTask: [datasets.sortTask, 'ed556117'],
  spirals: [datasets.spirals, 'e9df01dc'],
  swissRoll: [datasets.swissRoll, 'a504a51b'],
  temporalOrder: [datasets.temporalOrder, '4bb7b1b2'],
  temporalXor: [datasets.temporalXor, '04dbc4ca'],
}; // prettier-ignore

/** The same of the others: those without rows, and those that draw nothing. */
const others: [name: string, data: () => unknown, fingerprint: string][] = [
  ['barsAndStripes', () => datasets.barsAndStripes(4), 'ba8efe9e'],
  ['dates', () => datasets.dates({ random: new Random(7) }), '7129f182'],
  ['gate', () => datasets.gateNames.map((name) => datasets.gate(name)), '584537e0'],
  ['lowRankRatings', () => datasets.lowRankRatings({ random: new Random(7) }), '436ad2b4'],
  ['mackeyGlass', () => datasets.mackeyGlass(), 'd86eca59'],
  ['madeCorpus', () => datasets.madeCorpus(50, { random: new Random(7) }), 'd850a863'],
  ['sums', () => datasets.sums({ random: new Random(7) }), '95651d74'],
];

/** 32 bits of all numbers, shapes and texts (FNV-1a, byte by byte). */
function fingerprint(data: unknown): string {
  const hash = (bytes: Uint8Array): string => {
    let bits = 0x811c9dc5;
    for (const byte of bytes) bits = Math.imul(bits ^ byte, 0x01000193);
    return (bits >>> 0).toString(16).padStart(8, '0');
  };
  const text = JSON.stringify(data, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? hash(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      : value,
  );
  return hash(new TextEncoder().encode(text));
}

const drawing = Object.entries(generators).map(([name, [make, golden]]) => [name, make, golden] as const);
const few = { rows: 6 };

test.each([
  ['dates', datasets.dates],
  ['lowRankRatings', datasets.lowRankRatings],
  ['madeCorpus', (options: object) => datasets.madeCorpus(1, options)],
  ['sums', datasets.sums],
])('%s: random is a generator', (name, make) => {
  expect(() => make({ random: 7 as never })).toThrow(
    new ArgumentError(`${name}: random is a generator, got 7; write random: new Random(7).`),
  );
});

test.each(drawing)('%s is the same to the bit on every machine', (_, make, golden) => {
  expect(fingerprint(make({ rows: 20, random: new Random(7) }))).toBe(golden);
});

test.each(others)('%s is the same to the bit on every machine', (_, data, golden) => {
  expect(fingerprint(data())).toBe(golden);
});

test.each(drawing)('%s: another generator gives another, and without one the shared one draws', (_, make) => {
  const of = (options: Drawn): string => fingerprint(make({ ...few, ...options }));
  expect(of({ random: new Random(3) })).not.toBe(of({ random: new Random(4) }));
  seed(1);
  const [first, second] = [of({}), of({})];
  seed(1);
  expect([of({}), of({})]).toEqual([first, second]);
  expect(first).not.toBe(second);
});

test.each(drawing)(
  '%s: no option is ignored, random is a generator, and rows a number of rows',
  (name, make) => {
    const options = /^(\w+): there is no option "row"; the options are (\w+, )*rows, (\w+, )*random\.$/;
    expect(() => make({ row: 3 } as never)).toThrow(options);
    expect(() => make({ row: 3 } as never)).toThrow(`${name}: there is`);
    expect(() => make({ random: 7 as never })).toThrow(
      new ArgumentError(`${name}: random is a generator, got 7; write random: new Random(7).`),
    );
    const even = ['circles', 'moons', 'separableClouds', 'spirals'].includes(name);
    const least = even ? 'an even whole number from 2 on, half for each class' : 'a whole number from 1 on';
    for (const rows of [0, 1.5, NaN]) {
      expect(() => make({ rows })).toThrow(new ArgumentError(`${name}: rows must be ${least}, got ${rows}.`));
    }
  },
);
