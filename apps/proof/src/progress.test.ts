import { expect, test } from 'vitest';

import { progressSayer } from './progress.ts';

test('a run says where it is at most every ten seconds, and how fast it steps', () => {
  const lines: string[] = [];
  const say = progressSayer('mnist, seed 1', (line) => lines.push(line), 1000);
  for (let step = 1; step <= 60; step++)
    say({ part: 'epoch 1 of 3', step, steps: 2814, loss: 1 / step }, 1000 + 500 * step);
  expect(lines).toEqual(
    [20, 40, 60].map(
      (step) =>
        `  mnist, seed 1: epoch 1 of 3, step ${step} of 2814, loss ${(1 / step).toPrecision(3)}, 2.0 steps/s`,
    ),
  );
});
