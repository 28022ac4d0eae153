import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { captionOf, questionsOf } from './describe-scene.ts';
import { drawScene } from './draw-scene.ts';
import { colours, type SceneObject } from './scene.ts';
import { scenes, type ScenesOptions } from './scenes.ts';

test('by hand: a circle, a square and a triangle that reach two pixels from their middles', () => {
  const draw = (shape: SceneObject['shape']): string => {
    const image = new Float32Array(5 * 5 * 3);
    drawScene(image, 5, [{ colour: 'yellow', shape, x: 2, y: 2 }], 2);
    for (let i = 0; i < 25; i++) expect([image[3 * i + 1], image[3 * i + 2]]).toEqual([image[3 * i], 0]);
    return Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 5 }, (_, x) => (image[(5 * y + x) * 3] === 1 ? '#' : ' ')).join(''),
    ).join('|');
  };
  expect(draw('circle')).toBe(' ### |#####|#####|#####| ### ');
  expect(draw('square')).toBe('#####|#####|#####|#####|#####');
  expect(draw('triangle')).toBe('  #  |  #  | ### | ### |#####');
});

test('by hand: what is said and asked of three things', () => {
  const things: SceneObject[] = [
    { colour: 'red', shape: 'circle', x: 3, y: 3 },
    { colour: 'blue', shape: 'square', x: 10, y: 3 },
    { colour: 'green', shape: 'circle', x: 28, y: 28 },
  ];
  expect(captionOf(things, 32)).toBe(
    'a red circle at the top left, a blue square at the top left, a green circle at the bottom right',
  );
  const asked = new Map(questionsOf(things, 32).map(({ question, answer }) => [question, answer]));
  const expected = {
    'what shape is the blue thing?': 'square',
    'is the red thing on the left?': 'yes',
    'is the green thing at the top?': 'no',
    'how many things have the shape of the red thing?': '2',
    'how many things have the shape of the blue thing?': '1',
    'what shape is the thing nearest to the red thing?': 'square',
    'what shape is the thing furthest from the red thing?': 'circle',
    'is the red thing left of the blue thing?': 'yes',
    'is the blue thing left of the red thing?': 'no',
    'is the red thing above the blue thing?': 'no', // neither is
    'is the blue thing above the red thing?': 'no',
    'how many circles are there?': '2',
    'how many triangles are there?': '0',
  };
  for (const [question, answer] of Object.entries(expected)) expect([question, asked.get(question)]).toEqual([question, answer]); // prettier-ignore
  // Of each thing six and two for each other one, and how many there are of each shape.
  expect(asked.size).toBe(3 * (6 + 2 * 2) + 3);
});

test('what is as near as another is not asked for; a thing alone has no nearest', () => {
  const at = (colour: SceneObject['colour'], x: number): SceneObject => ({ colour, shape: 'circle', x, y: 5 });
  const questions = questionsOf([at('red', 10), at('blue', 5), at('green', 15)], 32).map(({ question }) => question);
  expect(questions.filter((question) => /(nearest to|furthest from) the red/.test(question))).toEqual([]);
  expect(questionsOf([at('red', 10)], 32).length).toBe(4 + 3);
}); // prettier-ignore

test('on the image are the things that are told, in their colours, apart from each other', () => {
  const made = scenes({ rows: 60, size: 32, objects: [1, 6], random: new Random(3) });
  const { data, shape } = made.images.column('input');
  expect(shape).toEqual([60, 32, 32, 3]);
  const areas = { circle: 37, square: 49, triangle: 25 }; // pixels, of reach 3
  const counts = new Set<number>();
  for (const [row, { objects }] of made.scenes.entries()) {
    counts.add(objects.length);
    expect(new Set(objects.map(({ colour }) => colour)).size).toBe(objects.length);
    const image = data.subarray(row * 3072, (row + 1) * 3072);
    let drawn = 0;
    for (const { colour, shape: kind, x, y } of objects) {
      const of = Array.from({ length: 1024 }, (_, i) => i).filter((i) =>
        colours[colour].every((value, channel) => image[3 * i + channel] === value),
      );
      expect(of.length).toBe(areas[kind]); // none is covered, none is cut off
      expect(of.every((i) => Math.abs((i % 32) - x) <= 3 && Math.abs(Math.floor(i / 32) - y) <= 3)).toBe(true);
      drawn += of.length;
    }
    const lit = Array.from({ length: 1024 }, (_, i) => i).filter((i) => image.subarray(3 * i, 3 * i + 3).includes(1));
    expect(lit.length).toBe(drawn);
  }
  expect([...counts].sort()).toEqual([1, 2, 3, 4, 5, 6]);
}); // prettier-ignore

test('yes and no are both right often: who always says one of them knows nothing', () => {
  const answers = scenes({ rows: 200, random: new Random(4) })
    .scenes.flatMap(({ questions }) => questions.filter(({ answer }) => answer === 'yes' || answer === 'no'))
    .map(({ answer }) => answer);
  const yes = answers.filter((answer) => answer === 'yes').length / answers.length;
  expect(yes > 0.35 && yes < 0.65).toBe(true);
});

test.each<[ScenesOptions, string]>([
  [{ size: 23 }, 'scenes: size must be a whole number from 24 on, got 23.'],
  [{ objects: 7 }, 'scenes: objects must be at most 6, one for each colour, got 7.'],
  [{ objects: [0, 2] }, 'scenes: objects must be a whole number from 1 on, or the least and the most of a range, got [0, 2].'],
])('error text %#', (given, message) => {
  expect(() => scenes(given)).toThrow(new ArgumentError(message));
}); // prettier-ignore
