import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import fixture from '../../fixtures/mackey-glass.json' with { type: 'json' };
import { mackeyGlass } from './mackey-glass.ts';

test('until the delay is over nothing comes from the past: x(t) = 1.2·exp(−t/10)', () => {
  const { data, shape } = mackeyGlass({ length: 18 }).column('input');
  expect(shape).toEqual([18, 1]);
  for (const [t, x] of data.entries()) expect(Math.abs(x - 1.2 * Math.exp(-t / 10))).toBeLessThan(1e-7);
});

test('then x(τ + t) follows from that in closed quadrature', () => {
  // x(τ + t) = e^(−t/10)·(x(τ) + ∫₀ᵗ e^(s/10)·0.2·y/(1 + y¹⁰) ds), y = 1.2·e^(−s/10): Simpson's rule over 2,000 pieces.
  const inside = (s: number): number => {
    const y = 1.2 * Math.exp(-s / 10);
    return (Math.exp(s / 10) * 0.2 * y) / (1 + y ** 10);
  };
  const [t, pieces] = [17, 2000];
  let sum = inside(0) + inside(t);
  for (let i = 1; i < pieces; i++) sum += (i % 2 === 1 ? 4 : 2) * inside((i * t) / pieces);
  const expected = Math.exp(-t / 10) * (1.2 * Math.exp(-1.7) + (sum * t) / pieces / 3);
  expect(Math.abs(mackeyGlass().column('input').data[34]! - expected)).toBeLessThan(1e-7);
});

// Against the method of steps with DOP853; ../../fixtures/mackey-glass.py made the numbers and says how.
test.each(fixture.series)('as scipy has it, of delay $delay', ({ delay, values }) => {
  const { data } = mackeyGlass({ length: 301, delay }).column('input');
  for (const [i, t] of fixture.times.entries()) expect(Math.abs(data[t]! - values[i]!)).toBeLessThan(1e-6);
});

test('from 0 it stays 0, and from 1 with what it had before being 0 it does not', () => {
  expect(new Set(mackeyGlass({ start: 0, length: 60 }).column('input').data)).toEqual(new Set([0]));
  expect(mackeyGlass({ start: 1, length: 60 }).column('input').data[30]).toBeGreaterThan(0.3);
});

test.each([
  [{ length: 0 }, 'mackeyGlass: length must be a whole number from 1 on, got 0.'],
  [{ delay: 1.5 }, 'mackeyGlass: delay must be a whole number from 1 on, got 1.5.'],
  [{ start: -1 }, 'mackeyGlass: start must be a number from 0 on, got -1.'],
  [{ random: 1 } as never, 'mackeyGlass: there is no option "random"; the options are length, delay, start.'],
])('error text %#', (given, message) => {
  expect(() => mackeyGlass(given)).toThrow(new ArgumentError(message));
});
