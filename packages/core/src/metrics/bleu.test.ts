import { beforeAll, expect, test } from 'vitest';

import { ArgumentError, bleu, type BleuOptions, ShapeError, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** Sentences as ids, each word of the corpus its own, padded with −1 to the longest. */
function ids(sentences: readonly string[], words: string[], length: number): number[][] {
  return sentences.map((sentence) => {
    const found = sentence.split(' ').map((word) => {
      if (!words.includes(word)) words.push(word);
      return words.indexOf(word);
    });
    return [...found, ...Array.from({ length: length - found.length }, () => -1)];
  });
}

function score(candidates: string[], references: string[][], options?: BleuOptions): number {
  const words: string[] = [];
  const longest = Math.max(...[...candidates, ...references.flat()].map((each) => each.split(' ').length));
  const metric = bleu(options);
  const target = tf.tensor3d(references.map((each) => ids(each, words, longest)));
  const prediction = tf.tensor2d(ids(candidates, words, longest), undefined, 'int32');
  return metric.result(metric.measure(target, prediction).dataSync());
}

// The examples of the paper, section 2.1.
const mats = ['the cat is on the mat', 'there is a cat on the mat'];
const party = [
  'it is a guide to action that ensures that the military will forever heed party commands',
  'it is the guiding principle which guarantees the military forces always being under the command of the party',
  'it is the practical guide for the army always to heed the directions of the party',
];
const first =
  'it is a guide to action which ensures that the military always obeys the commands of the party';
const second = 'it is to insure the troops forever hearing the activity guidebook that party direct';

test('a word counts as often as in one reference: 2 of 7', () => {
  const metric = bleu({ maxOrder: 1 });
  expect(score(['the the the the the the the'], [mats], { maxOrder: 1 })).toBeCloseTo(2 / 7, 6);
  expect(metric.name).toBe('bleu');
});

test('the modified precisions of the paper: 17/18 and 8/14 of words, 10/17 and 1/13 of pairs', () => {
  expect(score([first], [party], { maxOrder: 1 })).toBeCloseTo(17 / 18, 6);
  expect(score([first], [party], { maxOrder: 2 })).toBeCloseTo(Math.sqrt((17 / 18) * (10 / 17)), 6);
  // 14 words, and the nearest reference has 16.
  const brevity = Math.exp(1 - 16 / 14);
  expect(score([second], [party], { maxOrder: 1 })).toBeCloseTo((brevity * 8) / 14, 6);
  expect(score([second], [party], { maxOrder: 2 })).toBeCloseTo(brevity * Math.sqrt((8 / 14) * (1 / 13)), 6);
});

test('of a corpus: runs and lengths are summed before they are divided', () => {
  const candidates = ['a b c d e', 'a b x'];
  const references = [['a b c d f'], ['a b c d']];
  // Right: 4 + 2 words of 8, 3 + 1 pairs of 6, 2 of 4 triples, 1 of 2 quadruples; 8 words for 9.
  const precisions = [6 / 8, 4 / 6, 2 / 4, 1 / 2];
  const mean = precisions.reduce((product, each) => product * each) ** (1 / 4);
  expect(score(candidates, references)).toBeCloseTo(Math.exp(1 - 9 / 8) * mean, 6);
});

test('1 where all is right, 0 where no run of four is, or none is so long', () => {
  expect(score(['a b c d e'], [['a b c d e']])).toBe(1);
  expect(score(['a b c d e'], [['a b c x e']])).toBe(0);
  expect(score(['a b c'], [['a b c']])).toBe(0);
});

test('logits are read as their largest; a row of weight 0 is left out', () => {
  const metric = bleu({ maxOrder: 2 });
  const target = tf.tensor2d([[0, 1, 2], [0, 1, 2]]); // prettier-ignore
  const logits = tf.oneHot(tf.tensor2d([[0, 1, 2], [2, 1, 0]], undefined, 'int32'), 3); // prettier-ignore
  const sums = metric.measure(target, logits, { sampleWeight: tf.tensor1d([1, 0]) });
  expect(metric.result(sums.dataSync())).toBe(1);
  expect(metric.result(metric.measure(target, logits).dataSync())).toBeCloseTo(Math.sqrt(1 / 2), 6);
});

test('what it cannot compare', () => {
  expect(() => bleu().measure(tf.zeros([2, 3]), tf.zeros([3, 3]))).toThrow(
    new ShapeError(
      'bleu: expected references [batch, length] or [batch, references, length] and candidates [batch, time] or logits [batch, time, tokens], got [2, 3] and [3, 3].',
    ),
  );
  expect(() => bleu({ padding: 0.5 })).toThrow(
    new ArgumentError('bleu: padding must be a whole number, such as -1, got 0.5.'),
  );
  expect(() => bleu({ maxOrder: 0 })).toThrow(
    new ArgumentError('bleu: maxOrder must be a whole number from 1 on, got 0.'),
  );
});
