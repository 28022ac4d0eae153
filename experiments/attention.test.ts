import { Random, useDevice } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import { addition } from './addition.ts';
import { dates } from './dates.ts';
import { drawBatches, drawTranslations, inAllForms, readable, writable } from './dates-as-text.ts';
import type { Experiment, Outcome } from './experiment.ts';
import { asTable, drawSums, drawTens, rightOf, symbols } from './sums-as-text.ts';

beforeAll(async () => {
  await useDevice();
});

async function run(experiment: Experiment): Promise<{ losses: number[]; outcome: Outcome }> {
  const losses: number[] = [];
  const steps = experiment.run({ seed: 1, budget: 'test' });
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return { losses, outcome: value };
    losses.push(value.loss);
  }
}

test('a sum is read up to its last digit but one, and only the digits of its answer are learnt', () => {
  const { input, target } = asTable([{ question: '27+58=', answer: '580' }]).columns;
  expect(symbols.decode(input.data)).toBe('27+58=58');
  expect([...target.data]).toEqual([-1, -1, -1, -1, -1, 5, 8, 0]);
});

test('right sums are those with every digit right, counted in the square of their tens', () => {
  const sums = [
    { question: '27+58=', answer: '085' },
    { question: '21+50=', answer: '071' },
    { question: '99+01=', answer: '100' },
  ];
  const answers = ['085', '072', '100'];
  expect(rightOf(sums, answers)).toBeCloseTo(2 / 3);
  const { values } = drawTens('', sums, answers);
  expect([values[2]![5], values[9]![0], values[0]![0]]).toEqual([0.5, 1, 0]);
  expect(drawSums('', sums, answers, false).rows[0]).toEqual(['21+50=', '072', 'wrong: 071']);
  expect(drawSums('', sums.slice(0, 1), ['580'], true).rows[0]).toEqual(['27+58=', '085', 'wrong: 580']);
});

test('a batch of dates pairs each day, in one of its forms, with the day moved on by one letter', () => {
  const [batch] = [...drawBatches(['2014-09-03'], 1, new Random(1))];
  const { source, target } = batch!.input as Record<string, { data: Int32Array; shape: number[] }>;
  const next = batch!.target as { data: Int32Array };
  expect([source!.shape, target!.shape]).toEqual([[64, 19], [64, 10]]); // prettier-ignore
  const written = readable.decode(source!.data.subarray(0, 19));
  expect(inAllForms(['2014-09-03']).map((each) => each.written.padEnd(19, '_'))).toContain(written);
  expect(writable.decode(target!.data.subarray(0, 10))).toBe('_2014-09-0');
  expect(writable.decode(next.data.subarray(0, 10))).toBe('2014-09-03');
});

test('wrong translations are shown first', () => {
  const asked = inAllForms(['2014-09-03']).slice(0, 2);
  expect(drawTranslations('', asked, ['2014-09-03', '2014-03-09']).rows).toEqual([
    ['September 3, 2014', '2014-03-09', 'wrong: 2014-09-03'],
    ['3 September 2014', '2014-09-03', 'right'],
  ]);
});

test.each([addition, dates])('$id: even a small budget lowers the loss by a fifth', async (experiment) => {
  const { losses, outcome } = await run(experiment);
  const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b, 0) / some.length;
  expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 3)));
  expect(outcome.steps).toBe(losses.length);
  expect(outcome.pictures.map(({ kind }) => kind)).toEqual(['lines', 'heatmap', 'samples']);
});
