import { expect, test } from 'vitest';

import { ArgumentError, checkSampling, Random, sampleLogits, type SamplingOptions, seed } from '../index.ts';

const logits = Float32Array.from([0.1, 0.4, 0.2, 0.3], Math.log);

/** How often each id comes up in 20,000 draws. */
function shares(given: ArrayLike<number>, options: SamplingOptions): number[] {
  const random = new Random(11);
  const draws = 20_000;
  const counts = Array.from(given, () => 0);
  for (let i = 0; i < draws; i++) counts[sampleLogits(given, { random, ...options })]! += 1 / draws;
  return counts;
}

/** Four standard deviations of a share of 20,000 draws are at most 0.0142. */
function expectShares(found: readonly number[], expected: readonly number[]): void {
  for (const [id, share] of expected.entries()) {
    expect(Math.abs(found[id]! - share)).toBeLessThanOrEqual(share === 0 ? 0 : 0.0142);
  }
}

test('temperature 0 takes the likeliest, the first of equals, and draws nothing', () => {
  const random = new Random(1);
  const before = random.state;
  expect(sampleLogits(logits, { temperature: 0, random })).toBe(1);
  expect(sampleLogits([3, 5, 5], { temperature: 0, random })).toBe(1);
  expect(random.state).toEqual(before);
});

test.each<[string, SamplingOptions, number[]]>([
  ['softmax(z)', {}, [0.1, 0.4, 0.2, 0.3]],
  ['softmax(z / ½): the squares', { temperature: 0.5 }, [1 / 30, 16 / 30, 4 / 30, 9 / 30]],
  ['softmax(z / 2): the roots', { temperature: 2 }, [0.1, 0.4, 0.2, 0.3].map((p) => Math.sqrt(p) / 1.9436)],
  ['the two likeliest', { topK: 2 }, [0, 4 / 7, 0, 3 / 7]],
  ['all, when top-k is more than there are', { topK: 9 }, [0.1, 0.4, 0.2, 0.3]],
  ['the fewest that reach p', { topP: 0.65 }, [0, 4 / 7, 0, 3 / 7]],
  ['the likeliest alone, when it is p', { topP: 0.001 }, [0, 1, 0, 0]],
  ['top-p of what top-k leaves', { topK: 2, topP: 0.5 }, [0, 1, 0, 0]],
  ['top-p after the temperature', { temperature: 0.5, topP: 0.8 }, [0, 16 / 25, 0, 9 / 25]],
])('the shares are %s', (_, options, expected) => {
  expectShares(shares(logits, options), expected);
});

test('of equal logits top-k keeps those with the lower ids', () => {
  expectShares(shares([1, 1, 1, 1], { topK: 3 }), [1 / 3, 1 / 3, 1 / 3, 0]);
});

test('logits of any size do not overflow, and −∞ is never drawn', () => {
  expectShares(shares([1e4, 1e4, -1e4, -Infinity], {}), [0.5, 0.5, 0, 0]);
  expectShares(shares([-Infinity, 0, -Infinity], { topP: 0.999 }), [0, 1, 0]);
});

test('the same seed draws the same ids, from the generator given or the one that seed seeds', () => {
  const given = (): number[] => {
    const random = new Random(3);
    return Array.from({ length: 20 }, () => sampleLogits(logits, { random }));
  };
  expect(given()).toEqual(given());
  const shared = (): number[] => {
    seed(3);
    return Array.from({ length: 20 }, () => sampleLogits(logits));
  };
  expect(shared()).toEqual(shared());
  expect(new Set(shared()).size).toBeGreaterThan(1);
});

test.each<[() => unknown, string]>([
  [
    () => sampleLogits([]),
    'sampleLogits: expected the logits of one step, a Float32Array with a number for each id, got an array of 0.',
  ],
  [
    () => sampleLogits(undefined as never),
    'sampleLogits: expected the logits of one step, a Float32Array with a number for each id, got undefined.',
  ],
  [
    () => sampleLogits([0, NaN]),
    'sampleLogits: logit 1 is NaN; the model may have diverged: lower its learning rate, or look at its input.',
  ],
  [
    () => sampleLogits([Infinity], { temperature: 0 }),
    'sampleLogits: logit 0 is Infinity; the model may have diverged: lower its learning rate, or look at its input.',
  ],
  [
    () => sampleLogits([-Infinity, -Infinity]),
    'sampleLogits: every logit is -Infinity, so that nothing may be chosen; leave at least one id possible.',
  ],
  [
    () => sampleLogits([0], { temperature: -1 }),
    'sampleLogits: temperature must be a number from 0 on, got -1; 0 takes the likeliest.',
  ],
  [() => sampleLogits([0], { topK: 0 }), 'sampleLogits: topK must be a whole number from 1 on, got 0.'],
  [() => sampleLogits([0], { topP: 1.5 }), 'sampleLogits: topP must be above 0 and at most 1, got 1.5.'],
  [
    () => sampleLogits([0], { random: 7 as never }),
    'sampleLogits: random is a generator, got 7; write random: new Random(7).',
  ],
  [
    () => checkSampling('generate', { topk: 3 } as SamplingOptions, ['length']),
    'generate: there is no option "topk"; the options are length, temperature, topK, topP, random.',
  ],
])('error text %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
