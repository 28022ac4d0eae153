import { expect, test } from 'vitest';

import { countChecks } from './script.mjs';

test('a script that counts its checks is believed', () => {
  const summary = { passed: 3, failed: 1, faults: ['vite: no page'] };
  expect(countChecks('a.mjs', 1, summary)).toEqual(summary);
});

test('one that wrote no summary, checked nothing, or exited with an error after all passed has failed', () => {
  expect(countChecks('a.mjs', 7, undefined)).toEqual({
    passed: 0,
    failed: 1,
    faults: ['a.mjs exited with 7 and wrote no summary: see its output above'],
  });
  expect(countChecks('a.mjs', 0, { passed: 0, failed: 0 }).faults).toEqual(['a.mjs checked nothing']);
  expect(countChecks('a.mjs', 1, { passed: 2, failed: 0 })).toEqual({
    passed: 2,
    failed: 1,
    faults: ['every check passed, but a.mjs exited with 1'],
  });
});
