import { Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { elmanSentences } from './elman-sentences.ts';

const { words, classes, sentences } = elmanSentences({ random: new Random(3) });

test('there are 29 words; break and see are of two classes', () => {
  expect([words.length, new Set(words).size, classes.length]).toEqual([29, 29, 29]);
  expect(words.filter((_, id) => classes[id]!.length === 2).sort()).toEqual(['break', 'see']);
  expect(classes[words.indexOf('break')]).toEqual(['agentPatient', 'destruction']);
});

test('every sentence is of one of the 16 templates, and each template comes as often as it says', () => {
  const noun = { human: 'man|woman|boy|girl', animal: 'cat|dog|mouse', thing: 'book|rock|car' };
  const templates = [
    `(${noun.human}) eat (cookie|bread|sandwich)`,
    `(${noun.human}) (smell|see) (${noun.thing})`,
    `(${noun.human}) (break|smash) (glass|plate)`,
    `(${noun.human}) (think|sleep|exist)`,
    `(${noun.human}) (see|chase|like) (${noun.human})`,
    `(${noun.human}) (move|break) (${noun.thing})`,
    `(${noun.human}) (move|break)`,
    `(${noun.animal}) eat (cookie|bread|sandwich)`,
    `(${noun.animal}) (see|chase|like) (${noun.animal})`,
    `(${noun.animal}) (move|break) (${noun.thing})`,
    `(${noun.animal}) (move|break)`,
    `(${noun.thing}) (move|break)`,
    '(dragon|monster|lion) (break|smash) (glass|plate)',
    `(dragon|monster|lion) eat (${noun.human})`,
    `(dragon|monster|lion) eat (${noun.animal})`,
    '(dragon|monster|lion) eat (cookie|bread|sandwich)',
  ].map((template) => new RegExp(`^${template}$`));
  const texts = sentences.map((sentence) => sentence.map((id) => words[id]).join(' '));
  const counts = templates.map((template) => texts.filter((text) => template.test(text)).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(10_000); // no sentence is of none, or of two
  for (const count of counts) expect(Math.abs(count - 625)).toBeLessThan(4 * Math.sqrt((10_000 * 15) / 256));
});

test('of the sixteen templates twelve have three words: about 27,500 words, as in the paper', () => {
  expect(Math.abs(sentences.flat().length - 27_500)).toBeLessThan(4 * Math.sqrt((10_000 * 3) / 16));
});
