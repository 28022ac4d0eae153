import { expect, test } from 'vitest';

import type { LabState } from '../lab/lab-state.ts';
import { figuresAt, holds } from './judge.ts';

const points = Array.from({ length: 30 }, (_, i) => ({
  part: i < 20 ? 'one' : 'two',
  step: (i % 20) + 1,
  loss: i,
}));
const running: LabState = {
  status: 'running',
  arrived: 1,
  held: false,
  points: points.slice(0, 15),
  steps: 20,
  figures: { validationAccuracy: 0.5 },
};
const finished: LabState = {
  ...running,
  status: 'finished',
  points,
  ended: { results: { testAccuracy: 0.9 }, summary: '', steps: 30, pictures: [], judgements: [], seconds: 1 },
};

test('a run is judged when the step has come, by the mean of the ten losses before it', () => {
  expect(figuresAt(running, { step: 16 })).toBe(undefined);
  expect(figuresAt(running, { step: 12 })).toMatchObject({ loss: 6.5, validationAccuracy: 0.5, diverged: 0 });
  expect(figuresAt(finished, { step: 20 })).toMatchObject({ loss: 14.5 });
});

test('without a step it is judged at its end, with what it ended with', () => {
  expect(figuresAt(running, {})).toBe(undefined);
  expect(figuresAt(finished, {})).toMatchObject({ loss: 24.5, testAccuracy: 0.9, steps: 30 });
});

test('a run that diverged is judged at once', () => {
  expect(figuresAt({ ...running, status: 'diverged' }, { step: 100 })).toMatchObject({ diverged: 1 });
});

test('a claim holds within its limits, and never of a figure that is not there', () => {
  expect(holds({ figure: 'loss', atMost: 1 }, { loss: 1 })).toBe(true);
  expect(holds({ figure: 'loss', atMost: 1 }, { loss: 1.1 })).toBe(false);
  expect(holds({ figure: 'loss', atLeast: 2, atMost: 3 }, { loss: 1 })).toBe(false);
  expect(holds({ figure: 'accuracy' }, { loss: 1 })).toBe(false);
});
