import { expect, test } from 'vitest';

import { Pace } from './pace.ts';

/** Takes turns until stopped; counts them, and how often there was nothing to do. */
function walker(pace: Pace): { turns: number; idle: number } {
  const seen = { turns: 0, idle: 0 };
  void (async () => {
    while (seen.turns < 1000) {
      await pace.turn(() => Promise.resolve(void seen.idle++));
      seen.turns++;
      await soon();
    }
  })();
  return seen;
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await soon();
};

test('Pause holds the next turn, Step lets one pass, Resume all', async () => {
  const pace = new Pace();
  const seen = walker(pace);
  await settle();
  pace.pause();
  await settle();
  const held = seen.turns;
  expect(held).toBeGreaterThan(0);
  await settle();
  expect(seen).toEqual({ turns: held, idle: 1 });
  pace.step();
  await settle();
  expect(seen).toEqual({ turns: held + 1, idle: 2 });
  pace.resume();
  await settle();
  expect(seen.turns).toBeGreaterThan(held + 2);
  pace.pause();
});

test('Step before the first turn begins a run that stands after one', async () => {
  const pace = new Pace();
  pace.step();
  const seen = walker(pace);
  await settle();
  expect(seen).toEqual({ turns: 1, idle: 1 });
});

test('Pause and a new pace reach a turn that waits', async () => {
  const pace = new Pace();
  pace.milliseconds = 1e6;
  const seen = walker(pace);
  await settle();
  expect(seen.turns).toBe(0);
  pace.pause();
  pace.milliseconds = 0;
  await settle();
  expect(seen).toEqual({ turns: 0, idle: 1 });
  pace.resume();
  await settle();
  expect(seen.turns).toBeGreaterThan(0);
  pace.pause();
});
