import type { Field, Images, Lines, Matrix, Picture } from '@thaw/experiments/picture';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';

import { drawPicture } from './draw-picture.ts';

const { document } = new JSDOM('').window;
const draw = (picture: Picture): HTMLElement => drawPicture(picture, { document });
const chartOf = (figure: HTMLElement): Element => figure.querySelector('svg[role="img"]')!;
const texts = (element: Element, mark: string): (string | null)[] =>
  Array.from(element.querySelectorAll(`[data-mark="${mark}"] text`), ({ textContent }) => textContent);

const lines: Lines = {
  kind: 'lines',
  title: 'Loss',
  x: 'step',
  y: 'loss',
  series: [
    { name: 'training', points: Array.from({ length: 2000 }, (_, i) => [i + 1, 1 / (i + 1)] as const) },
    { name: 'validation', points: [[1000, 0.5] as const, [2000, 0.25] as const] },
  ],
};

const field: Field = {
  kind: 'field',
  title: 'XOR',
  low: -0.5,
  high: 1.5,
  cells: 8,
  values: Array.from({ length: 64 }, (_, i) => Number(i % 8 < 4 !== i < 32)),
  points: [
    { x: 0, y: 0, target: 0 },
    { x: 1, y: 0, target: 1 },
    { x: 0, y: 1, target: 1 },
    { x: 1, y: 1, target: 0 },
  ],
};

const matrix: Matrix = {
  kind: 'matrix',
  title: 'Answers',
  classes: ['cat', 'dog', 'owl'],
  counts: [
    [5, 1, 0],
    [2, 4, 0],
    [0, 0, 6],
  ],
};

const images: Images = {
  kind: 'images',
  title: 'Filters',
  side: 2,
  images: Array.from({ length: 10 }, (_, i) => ({ caption: `filter ${i}`, pixels: [i, -1, 0, 1] })),
};

test('every kind is a figure with its title, and a chart that says in words what it shows', () => {
  const labels = [lines, field, matrix, images].map((picture) => {
    const figure = draw(picture);
    expect(figure.tagName).toBe('FIGURE');
    expect(figure.querySelector('figcaption')!.textContent).toBe(picture.title);
    return chartOf(figure).getAttribute('aria-label');
  });
  expect(labels).toEqual([
    'Loss. loss by step: training goes from 1 to 0.0005; validation goes from 0.5 to 0.25.',
    'XOR. What the model answers for x and y from -0.5 to 1.5, from 0 to 1. ' +
      'Examples: (0, 0) is 0, (1, 0) is 1, (0, 1) is 1, (1, 1) is 0.',
    'Answers. 15 of 18 right. Most often dog taken for cat (2), cat taken for dog (1).',
    `Filters. 10 images: ${images.images.map(({ caption }) => caption).join(', ')}.`,
  ]);
});

test('lines: one path a series, of at most 500 points, and a legend that names them', () => {
  const figure = draw(lines);
  const paths = [...figure.querySelectorAll('[data-mark="line"] path')];
  expect(paths.map((path) => path.getAttribute('d')!.split('L').length)).toEqual([500, 2]);
  expect(Array.from(figure.querySelectorAll('div span'), ({ textContent }) => textContent)).toEqual([
    'training',
    'validation',
  ]);
});

test('lines: values over two decades get powers of ten; a zero among them keeps the axis linear', () => {
  expect(texts(draw(lines), 'y-axis tick label')).toEqual(['0.001', '0.01', '0.1']);
  const mistakes = {
    ...lines,
    series: [
      {
        name: 'mistakes',
        points: [
          [1, 400],
          [2, 0],
        ] as const,
      },
    ],
  };
  expect(texts(draw(mistakes), 'y-axis tick label')).toEqual(['0', '100', '200', '300', '400']);
});

test('lines: a loss that ran away is drawn as far as it is finite', () => {
  const series = [
    {
      name: 'loss',
      points: [
        [1, NaN],
        [2, Infinity],
      ] as const,
    },
  ];
  const label = chartOf(draw({ ...lines, series })).getAttribute('aria-label');
  expect(label).toBe('Loss. loss by step: loss has no finite value.');
});

test('field: a boundary, and each example with the sign and the number of its target', () => {
  const chart = chartOf(draw(field));
  const contours = [...chart.querySelectorAll('[data-mark="contour"]')];
  expect(contours.map((contour) => contour.querySelectorAll('path').length)).toEqual([20, 1]);
  expect(Array.from(chart.querySelectorAll('[data-mark="dot"]'), (dots) => dots.children.length)).toEqual([
    2, 2,
  ]);
  expect(texts(chart, 'text')).toEqual(['0', '1', '1', '0']);
});

test('field: many examples are small and unlabelled', () => {
  const points = Array.from({ length: 100 }, (_, i) => ({ x: i / 100, y: 0.5, target: i % 2 }));
  const chart = chartOf(draw({ ...field, points }));
  expect(texts(chart, 'text')).toEqual([]);
  expect(chart.getAttribute('aria-label')).toContain('50 examples of target 0, 50 of target 1.');
});

test('matrix: a cell for each pair of classes with its count, the classes along both sides', () => {
  const chart = chartOf(draw(matrix));
  expect(chart.querySelectorAll('[data-mark="cell"] rect')).toHaveLength(9);
  expect(texts(chart, 'text')).toEqual(['5', '1', '0', '2', '4', '0', '0', '0', '6']);
  expect(texts(chart, 'x-axis tick label')).toEqual(matrix.classes);
  expect(texts(chart, 'y-axis tick label')).toEqual(matrix.classes);
});

test('images: each one inside the page, with its caption, in rows of one length', () => {
  const chart = chartOf(draw(images));
  const drawn = [...chart.querySelectorAll('image')];
  expect(drawn.map((one) => one.getAttribute('href')!.slice(0, 22))).toEqual(
    images.images.map(() => 'data:image/bmp;base64,'),
  );
  expect(new Set(drawn.map((one) => one.getAttribute('y'))).size).toBe(2);
  expect(texts(chart, 'text')).toEqual(images.images.map(({ caption }) => caption));
});

test('images: where there are none, it says so', () => {
  const chart = chartOf(draw({ ...images, images: [] }));
  expect(chart.getAttribute('aria-label')).toBe('Filters. There are none.');
  expect(chart.textContent).toContain('none');
});

test('a figure takes the colour of the text around it and loads nothing', () => {
  for (const picture of [lines, field, matrix, images]) {
    const html = draw(picture).outerHTML;
    expect(html).toContain('currentColor');
    expect(html).not.toMatch(/https?:\/\//);
  }
});

test('width is the most that it takes', () => {
  for (const picture of [lines, field, matrix, images]) {
    const chart = chartOf(drawPicture(picture, { document, width: 300 }));
    expect(Number(chart.getAttribute('width'))).toBeLessThanOrEqual(300);
  }
});

test('two curves differ in colour and in dashes, in the chart as in the legend', () => {
  const figure = draw(lines);
  const dashes = (paths: NodeListOf<Element>) =>
    Array.from(paths, (path) => path.getAttribute('stroke-dasharray'));
  expect(dashes(figure.querySelectorAll('[data-mark="line"]'))).toEqual([null, '6 3']);
  expect(dashes(figure.querySelectorAll('div span path'))).toEqual([null, '6 3']);
});

test('lines: the first step alone is a dot, its axis a whole number', () => {
  const figure = draw({ ...lines, series: [{ name: 'loss', points: [[1, 0.5]] }] });
  expect(figure.querySelectorAll('[data-mark="dot"] circle')).toHaveLength(1);
  expect(texts(chartOf(figure), 'x-axis tick label')).toEqual(['1']);
});
