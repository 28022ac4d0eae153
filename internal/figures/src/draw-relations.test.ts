import type { Heatmap, Picture, Scatter } from '@thaw/experiments/picture';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';

import { drawPicture } from './draw-picture.ts';

const { document } = new JSDOM('').window;
const draw = (picture: Picture): HTMLElement => drawPicture(picture, { document });
const chartOf = (figure: HTMLElement): Element => figure.querySelector('svg[role="img"]')!;
const texts = (element: Element, mark: string): (string | null)[] =>
  Array.from(element.querySelectorAll(`[data-mark="${mark}"] text`), ({ textContent }) => textContent);

const heatmap: Heatmap = {
  kind: 'heatmap',
  title: 'Attention',
  y: 'written',
  x: 'read',
  rows: ['1', '9', '9'],
  columns: ['M', ' ', 'a', 'a'],
  values: [
    [0.7, 0.1, 0.1, 0.1],
    [0, 0, 1, 0],
    [0.25, 0.25, 0.25, 0.25],
  ],
  low: 0,
  high: 1,
};

test('heatmap: a cell for each pair, also where names repeat; the deeper, the stronger', () => {
  const chart = chartOf(draw(heatmap));
  expect(chart.querySelectorAll('[data-mark="cell"] rect')).toHaveLength(24); // a faint one below each
  const deep = [...chart.querySelectorAll('[data-mark="cell"]')][1]!;
  expect(Array.from(deep.children, (one) => one.getAttribute('fill-opacity')).slice(0, 7)).toEqual([
    '0.7',
    '0.1',
    '0.1',
    '0.1',
    '0',
    '0',
    '1',
  ]);
  expect(texts(chart, 'x-axis tick label')).toEqual(['M', '␣', 'a', 'a']);
  expect(texts(chart, 'y-axis tick label')).toEqual(['1', '9', '9']);
  expect(chart.getAttribute('aria-label')).toBe(
    'Attention. 3 rows by 4 columns. Strongest: 9 and a (1.00), 1 and M (0.70), 9 and M (0.25), 9 and   (0.25), 9 and a (0.25).',
  );
});

const group = (name: string, at: number): Scatter['groups'][number] => ({
  name,
  points: [
    { x: at, y: 0, label: `${name} low` },
    { x: at, y: 2 },
  ],
});
const scatter: Scatter = {
  kind: 'scatter',
  title: 'Codes',
  x: 'z₁',
  y: 'z₂',
  groups: [group('a', 1), group('b', 3)],
};

test('scatter: a group has a colour and a shape of its own, and its name in the legend', () => {
  const figure = draw(scatter);
  const dots = [...figure.querySelectorAll('[data-mark="dot"]')];
  expect(dots.map((one) => one.children.length)).toEqual([2, 2]);
  expect(new Set(dots.map((one) => one.getAttribute('fill'))).size).toBe(2);
  expect(new Set(dots.map((one) => one.firstElementChild!.getAttribute('d')?.length)).size).toBe(2);
  expect(texts(chartOf(figure), 'text')).toEqual(['a low', 'b low']);
  expect(Array.from(figure.querySelectorAll('div span'), ({ textContent }) => textContent)).toEqual([
    'a',
    'b',
  ]);
  expect(chartOf(figure).getAttribute('aria-label')).toBe(
    'Codes. a: 2 points around (1.00, 1.00); b: 2 points around (3.00, 1.00).',
  );
});

test('scatter: of more groups than shapes each point is its name', () => {
  const groups = Array.from({ length: 10 }, (_, i) => group(String(i), i));
  const chart = chartOf(draw({ ...scatter, groups }));
  expect(texts(chart, 'text').slice(0, 4)).toEqual(['0', '0', '1', '1']);
});

test('samples: a table with its columns, spaces kept', () => {
  const figure = draw({
    kind: 'samples',
    title: 'Sums',
    columns: ['asked', 'answered'],
    rows: [
      ['12+30', '42'],
      [' 7+ 5', '<b>'],
    ],
  });
  const cells = (name: string) => Array.from(figure.querySelectorAll(name), ({ textContent }) => textContent);
  expect(cells('th')).toEqual(['asked', 'answered']);
  expect(cells('td')).toEqual(['12+30', '42', ' 7+ 5', '<b>']);
  expect(figure.querySelector('figcaption')!.textContent).toBe('Sums');
});
