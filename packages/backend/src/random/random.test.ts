import { expect, test } from 'vitest';

import { ArgumentError, Random, seed, sharedRandom } from '../index.ts';
import { cosTurns, log, sinTurns } from './elementary.ts';
import { type Counter, multiplyHigh, philoxBlock } from './philox.ts';
import { normalQuantile, WITHIN_TWO } from './quantile.ts';

const hex = (words: Iterable<number>): string =>
  [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ');

// Random123 1.14, tests/kat_vectors, the three lines of philox4x32 with 10 rounds.
test.each<[Counter, [number, number], string]>([
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    '408f276d 41c83b0e a20bc7c6 6d5451fd',
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    'd16cfe09 94fdcceb 5001e420 24126ea1',
  ],
])('Philox 4x32-10 gives its published known answer for counter %j and key %j', (counter, key, answer) => {
  const words = new Uint32Array(4);
  philoxBlock(counter, key, words);
  expect(hex(words)).toBe(answer);
});

test('the upper half of a product equals the exact one of BigInt', () => {
  const edges = [0, 1, 2, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0xd2511f53, 0xcd9e8d57];
  for (const a of edges) {
    for (const b of edges) {
      expect(multiplyHigh(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
    }
  }
});

test('a generator of seed 0 starts with the known answer of counter 0 and key 0', () => {
  expect(hex(new Random(0).words(4))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
});

test('logarithm, cosine and sine agree with those of the engine to 1e-15', () => {
  const random = new Random(1);
  for (const u of random.uniform(2000, 2 ** -24, 1)) {
    expect(Math.abs(log(u) - Math.log(u))).toBeLessThanOrEqual(2e-15 * Math.max(1, Math.abs(Math.log(u))));
    expect(Math.abs(cosTurns(u) - Math.cos(2 * Math.PI * u))).toBeLessThanOrEqual(2e-15);
  }
  for (let u = -3; u < 3; u += 1 / 64) {
    expect(Math.abs(sinTurns(u) - Math.sin(2 * Math.PI * u))).toBeLessThanOrEqual(4e-15);
    expect(sinTurns(u)).toBe(cosTurns(u - 1 / 4));
  }
  expect(log(1)).toBe(0);
  expect(cosTurns(0)).toBe(1);
  expect(cosTurns(0.5)).toBe(-1);
});

test('moments: uniform, normal, Bernoulli and whole numbers are what they say', () => {
  const count = 200_000;
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / count;
  const random = new Random(3);
  const normal = random.normal(count, 2, 3);
  expect(mean(normal)).toBeCloseTo(2, 1);
  expect(Math.sqrt(mean(normal.map((x) => (x - 2) ** 2)))).toBeCloseTo(3, 1);
  expect(mean(normal.map((x) => ((x - 2) / 3) ** 4))).toBeCloseTo(3, 1); // the fourth moment tells it from others
  const uniform = random.uniform(count, -1, 3);
  expect(mean(uniform)).toBeCloseTo(1, 1);
  expect(Math.min(...uniform.slice(0, 1000))).toBeGreaterThanOrEqual(-1);
  expect(mean(random.bernoulli(count, 0.3))).toBeCloseTo(0.3, 2);
  const integers = random.integers(count, 7);
  expect(new Set(integers)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  expect(mean(integers)).toBeCloseTo(3, 1);
});

// Python 3.11, statistics.NormalDist().inv_cdf(0.5 + (u - 0.5) * math.erf(2 ** 0.5)).
test.each([
  [0.5, 0],
  [0.6, 0.24158718514107674],
  [0.9, 1.1840324666939053],
  [0.95, 1.4722616410327647],
  [0.99, 1.8480835395913313],
  [1 - 2 ** -33, 1.999999997941909],
])('the quantile of the truncated normal distribution at %s', (u, x) => {
  expect(normalQuantile((u - 0.5) * WITHIN_TWO)).toBeCloseTo(x, 13);
  expect(normalQuantile((0.5 - u) * WITHIN_TWO)).toBeCloseTo(-x, 13);
});

test('moments: truncated normals lie within two deviations, and Gumbel numbers around Euler’s constant', () => {
  const count = 200_000;
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / count;
  const truncated = new Random(3).truncatedNormal(count, 2, 3);
  expect(truncated.every((x) => Math.abs(x - 2) <= 6)).toBe(true);
  expect(Math.max(...truncated.subarray(0, 1000))).toBeGreaterThan(7.5);
  expect(mean(truncated)).toBeCloseTo(2, 1);
  expect(mean(truncated.map((x) => ((x - 2) / 3) ** 2))).toBeCloseTo(0.7737413, 2); // 1 − 4φ(2)/(Φ(2) − Φ(−2))
  const gumbel = new Random(3).gumbel(count);
  expect(mean(gumbel)).toBeCloseTo(0.5772157, 2);
  expect(mean(gumbel.map((x) => (x - 0.5772157) ** 2))).toBeCloseTo(Math.PI ** 2 / 6, 1);
});

test('a uniform number is below its upper end, also where float32 would round it up to that', () => {
  const numbers = new Random(1).uniform(100_000, 1000, 1001);
  expect(Math.max(...numbers)).toBe(1001 - 2 ** -14);
  expect(Math.max(...new Random(1).uniform(1e5, -1001, -1000))).toBe(-1000 - 2 ** -14);
  expect(Math.max(...new Random(1).uniform(1e5, -1e30, 0))).toBeLessThan(0);
  expect(Math.max(...new Random(1).uniform(1e5, 16_777_215, 16_777_216.5))).toBe(16_777_216);
  expect(new Random(1).uniform(3, 2, 2)).toEqual(Float32Array.of(2, 2, 2));
});

test('to skip words is to draw them', () => {
  for (const count of [0, 1, 4, 5]) {
    const [skipping, drawing] = [new Random(4), new Random(4)];
    skipping.skip(count);
    drawing.words(count);
    expect(skipping.state).toEqual(drawing.state);
  }
});

test('a permutation holds every number once, in another order', () => {
  const order = new Random(5).permutation(100);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
});

test('a stream goes on from its state, to the bit', () => {
  const random = new Random(2 ** 40 + 9).fork('weights');
  random.normal(5);
  const copy = Random.from(JSON.parse(JSON.stringify(random.state)));
  expect(copy.words(9)).toEqual(random.words(9));
});

test('a generator becomes another: it goes on from where that stands, and does not move it', () => {
  const [random, other] = [new Random(7), new Random(8).fork('other')];
  other.words(5);
  const { state } = other;
  expect(random.become(other)).toBe(random);
  const drawn = random.words(9);
  expect(other.state).toEqual(state);
  expect(drawn).toEqual(other.words(9));
});

test('forks: a label names a stream that draws do not move; without a label each call gives another', () => {
  const random = new Random(11);
  const named = hex(random.fork('dropout').words(2));
  random.words(100);
  expect(hex(random.fork('dropout').words(2))).toBe(named);
  expect(hex(random.fork(3).words(2))).not.toBe(hex(random.fork(4).words(2)));
  expect(hex(random.fork('3').words(2))).not.toBe(hex(random.fork(3).words(2)));
  expect(hex(random.fork().words(2))).not.toBe(hex(random.fork().words(2)));
});

test('seed(7) twice gives the same numbers', () => {
  seed(7);
  const first = sharedRandom().fork().normal(10);
  seed(7);
  expect(sharedRandom().fork().normal(10)).toEqual(first);
});

test.each([
  [() => new Random(-1), 'Random: seed must be a whole number from 0 to 2^53 - 1, got -1.'],
  [() => new Random(0.5), 'Random: seed must be a whole number from 0 to 2^53 - 1, got 0.5.'],
  [() => new Random(1).words(-2), 'Random: count must be a whole number from 0 on, got -2.'],
  [() => new Random(1).skip(0.5), 'Random: count must be a whole number from 0 on, got 0.5.'],
  [() => new Random(1).integers(1, 0), 'Random: bound must be a whole number from 1 to 2^31, got 0.'],
  [() => new Random(1).bernoulli(1, 2), 'Random: probability must be from 0 to 1, got 2.'],
  [() => new Random(1).fork(1.5), 'Random: a label must be a name or a whole number from 0 on, got 1.5.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
