import { experiments } from '@thaw/experiments/all';
import type { Experiment } from '@thaw/experiments/experiment';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';

import { judgeBars } from '../judge-bars.ts';
import type { StopResult } from '../run-stop.ts';
import type { TourRecord } from '../tour-record.ts';
import { renderReport } from './report.ts';
import { stories } from './stories.ts';

function stopOf(experiment: Experiment, testAccuracy: number): StopResult {
  const outcome: StopResult['outcome'] = {
    results: { testAccuracy },
    summary: 'a < b & "c"',
    steps: 3,
    pictures: [
      {
        kind: 'matrix',
        title: 'Answers',
        classes: ['0', '1'],
        counts: [
          [3, 1],
          [0, 4],
        ],
      },
      { kind: 'images', title: 'Filters', side: 1, images: [{ caption: 'f', pixels: [1] }] },
      {
        kind: 'lines',
        title: 'Loss',
        x: 'step',
        y: 'loss',
        series: [
          {
            name: 'loss',
            points: [
              [1, 1],
              [2, 0],
            ],
          },
        ],
      },
    ],
  };
  return { experiment, outcome, bars: judgeBars(experiment.bars, outcome, 'tour'), seconds: 1.25 };
}

const digits = experiments.filter(({ id }) => ['logistic', 'mlp', 'cnn'].includes(id));
const record: TourRecord = {
  seed: 7,
  budget: 'tour',
  device: { name: 'wasm', reason: 'there is no <WebGPU>' },
  seconds: 12.34,
  peakMemoryBytes: 200 * 2 ** 20,
  report: 'tour.html',
  stops: digits.map((experiment) => stopOf(experiment, 0.97)),
};
const html = renderReport(record);
const { document } = new JSDOM(html).window;
const textOf = (selector: string): string[] =>
  Array.from(document.querySelectorAll(selector), ({ textContent }) =>
    textContent.replace(/\s+/g, ' ').trim(),
  );

test('it says on which device, why, with which seed, how long and with how much memory', () => {
  expect(textOf('.facts dd')).toEqual(['wasm — there is no <WebGPU>', '7', '12.3 seconds', '200 MiB']);
});

test('its table has a row for each stop, with its bar', () => {
  expect(textOf('tbody tr')).toEqual([
    'logistic a < b & "c" 97.0% reached 1.3 s',
    'mlp a < b & "c" 97.0% reached 1.3 s',
    'cnn a < b & "c" 97.0% below with this seed 1.3 s',
  ]);
});

test('each stop has its title, year, source, story and every picture as SVG with a description', () => {
  const sections = [...document.querySelectorAll('section')];
  expect(sections.map(({ id }) => id)).toEqual(digits.map(({ id }) => id));
  for (const [i, section] of sections.entries()) {
    const { id, title, year, source } = digits[i]!;
    for (const part of [title, `${source}, ${year}.`, stories[id]])
      expect(section.textContent).toContain(part);
    const charts = [...section.querySelectorAll('figure svg[role="img"]')];
    expect(charts.map((chart) => chart.getAttribute('aria-label')!.split('.')[0])).toEqual([
      'Answers',
      'Filters',
      'Loss',
    ]);
  }
});

test('it loads nothing: no script, no address of another place', () => {
  expect(html).not.toMatch(/https?:|\burl\((?!#)|@import|<script|<link/);
  const loaded = Array.from(document.querySelectorAll('[src], image[href]'), (element) =>
    element.getAttribute('href'),
  );
  expect(loaded.every((address) => address?.startsWith('data:'))).toBe(true);
});

test('every stop of the tour has a story', () => {
  expect(Object.keys(stories)).toEqual(experiments.map(({ id }) => id));
});
