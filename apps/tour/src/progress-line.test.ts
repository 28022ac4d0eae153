import { expect, test } from 'vitest';

import { figure, progressLines } from './progress-line.ts';

test('a line says the part, the step, the loss, the figures, the speed and the time left', () => {
  const line = progressLines();
  const figures = { validationAccuracy: 0.95 };
  expect(line({ part: 'digits', step: 1, steps: 101, loss: 2 }, 0)).toEqual({
    bar: '────────────────',
    text: 'digits 1/101 · loss 2',
  });
  expect(line({ part: 'digits', step: 51, steps: 101, loss: 0.25, figures }, 2000)).toEqual({
    bar: '━━━━━━━━────────',
    text: 'digits 51/101 · loss 0.250 · validation accuracy 0.950 · 25 steps/s · 2 s left',
  });
});

test('each part is timed by itself', () => {
  const line = progressLines();
  line({ part: 'OR', step: 1, steps: 10, loss: 0 }, 0);
  line({ part: 'XOR', step: 1, steps: 1000, loss: 0 }, 50_000);
  expect(line({ part: 'XOR', step: 3, steps: 1000, loss: 1 }, 51_000).text).toBe(
    'XOR 3/1000 · loss 1 · 2.0 steps/s · 8 min left',
  );
});

test('a figure takes few characters, whatever its size', () => {
  expect([0, 1, 0.5, 0.000_12, 12.34, 12_345.6, NaN].map(figure)).toEqual([
    '0',
    '1',
    '0.500',
    '1.2e-4',
    '12.3',
    '12345.6',
    'NaN',
  ]);
});
