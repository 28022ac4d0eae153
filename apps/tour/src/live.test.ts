import { stripVTControlCharacters } from 'node:util';

import type { Experiment } from '@thaw/experiments/experiment';
import { expect, test, vi } from 'vitest';

import { createDisplay } from './live.ts';
import type { Environment } from './terminal.ts';

const experiment = { id: 'xor' } as Experiment;

/** What a terminal gets to see of 200 steps, one every 100 milliseconds. */
function show(isTTY: boolean, env: Environment, columns = 60): string {
  let written = '';
  vi.useFakeTimers({ toFake: ['performance'] });
  const display = createDisplay({ write: (text) => (written += text), isTTY, columns }, env);
  const progress = display.begin(experiment);
  for (let step = 1; step <= 200; step++) {
    progress({ part: 'XOR', step, steps: 200, loss: 0.5, figures: { validationAccuracy: 0.5 } });
    vi.advanceTimersByTime(100);
  }
  display.say('done');
  display.close();
  vi.useRealTimers();
  return written;
}

test('without a terminal it is plain lines, one in five seconds', () => {
  expect(show(false, {}))
    .toBe(`  xor XOR 51/200 · loss 0.500 · validation accuracy 0.500 · 10 steps/s · 15 s left
  xor XOR 101/200 · loss 0.500 · validation accuracy 0.500 · 10 steps/s · 10 s left
  xor XOR 151/200 · loss 0.500 · validation accuracy 0.500 · 10 steps/s · 5 s left
done
`);
});

test('a terminal that wants no drawing over gets plain lines too', () => {
  const plain = show(false, {});
  for (const env of [{ CI: 'true' }, { NO_COLOR: '1' }, { TERM: 'dumb' }])
    expect(show(true, env)).toBe(plain);
});

test('in a terminal one line is drawn over and over, and never breaks', () => {
  const drawn = show(true, {});
  const lines = drawn.split('\n').map((line) => stripVTControlCharacters(line));
  expect(lines.length).toBeGreaterThan(200);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  expect(lines).toContain('  xor ━━━━━━━━──────── XOR 100/200 · loss 0.500 · validatio');
  expect(lines.at(-2)).toBe('done');
});
