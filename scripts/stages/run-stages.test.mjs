import { expect, test, vi } from 'vitest';

import { runStages } from './run-stages.mjs';
import { one } from './stage.mjs';

/** @type {import('./stage.mjs').Stage[]} */
const stages = [
  { name: 'good', claim: 'holds', run: async () => ({ passed: 3, failed: 0, faults: [] }) },
  { name: 'bad', claim: 'does not hold', run: async () => one(['it broke']) },
  { name: 'ugly', claim: 'cannot run', run: () => Promise.reject(new Error('there is no browser')) },
  { name: 'last', claim: 'runs all the same', run: async () => one([]) },
];

/** @param {...string} args */
async function output(...args) {
  /** @type {string[]} */
  const lines = [];
  const keep = (/** @type {string} */ text) => void lines.push(...text.split('\n'));
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(keep),
    vi.spyOn(console, 'error').mockImplementation(keep),
  ];
  const code = await runStages(stages, args);
  for (const spy of spies) spy.mockRestore();
  return { code, lines };
}

test('every stage runs though others fail, all faults are told, and the last line counts them', async () => {
  const { code, lines } = await output();
  expect(code).toBe(1);
  expect(lines).toEqual(expect.arrayContaining(['    it broke', '    there is no browser']));
  expect(lines.at(-1)).toBe('4 passed, 2 failed');
  expect(lines.filter((line) => /^\d+ passed, \d+ failed$/.test(line))).toHaveLength(1);
});

test('names choose stages, in the order of the table', async () => {
  const { code, lines } = await output('last', 'good');
  expect(code).toBe(0);
  expect(lines.filter((line) => line.startsWith('━━'))).toEqual([
    '━━ 1/2 good: holds',
    '━━ 2/2 last: runs all the same',
    '━━ summary',
  ]);
  expect(lines.at(-1)).toBe('4 passed, 0 failed');
});

test('a name that is no stage is an error that lists the names', async () => {
  const { code, lines } = await output('lint', 'good');
  expect(code).toBe(1);
  expect(lines).toEqual(['There is no stage lint. The stages are: good, bad, ugly, last.']);
});

test('--list prints the table', async () => {
  const { code, lines } = await output('--list');
  expect(code).toBe(0);
  expect(lines[0]).toBe('good        holds');
});
