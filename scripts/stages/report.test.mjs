import { expect, test } from 'vitest';

import { countTests } from './report.mjs';

/**
 * A report of one file with tests of these statuses.
 *
 * @param {...string} statuses
 */
function reportOf(...statuses) {
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  const assertionResults = statuses.map((each, i) => ({ status: each, fullName: `claim ${i + 1}` }));
  const numPassedTests = statuses.filter((each) => each === 'passed').length;
  return { numPassedTests, testResults: [{ name: 'a.test.ts', status, message: '', assertionResults }] };
}

test('tests that passed are counted', () => {
  expect(countTests('wasm', 0, reportOf('passed', 'passed'))).toEqual({ passed: 2, failed: 0, faults: [] });
});

test('each failed test is a fault', () => {
  expect(countTests('wasm', 1, reportOf('passed', 'failed', 'failed'))).toEqual({
    passed: 1,
    failed: 2,
    faults: ['a.test.ts: claim 2', 'a.test.ts: claim 3'],
  });
});

test.each(['skipped', 'pending', 'todo'])('a test that is %s is a failure', (status) => {
  expect(countTests('wasm', 0, reportOf('passed', status))).toEqual({
    passed: 1,
    failed: 1,
    faults: [`a.test.ts: claim 2: ${status}, but every test must run`],
  });
});

test('a file that does not load is a failure', () => {
  const broken = {
    name: 'b.test.ts',
    status: 'failed',
    message: 'SyntaxError: no\n at ...',
    assertionResults: [],
  };
  expect(countTests('wasm', 1, { numPassedTests: 0, testResults: [broken] })).toEqual({
    passed: 0,
    failed: 1,
    faults: ['b.test.ts did not load: SyntaxError: no'],
  });
});

test('a project in which no test ran is a failure', () => {
  const faults = [
    'no test ran in the vitest project "dawn": its include patterns match no file, or the files hold no test',
  ];
  expect(countTests('dawn', 0, { numPassedTests: 0, testResults: [] })).toEqual({
    passed: 0,
    failed: 1,
    faults,
  });
  expect(countTests('dawn', 1, { numPassedTests: 0, testResults: [] })).toEqual({
    passed: 0,
    failed: 1,
    faults,
  });
});

test('an error outside the tests is a failure, and so is a run without a report', () => {
  expect(countTests('wasm', 1, reportOf('passed'))).toEqual({
    passed: 1,
    failed: 1,
    faults: ['every test passed, but vitest exited with 1: an error outside the tests, shown above'],
  });
  expect(countTests('wasm', 9, undefined)).toEqual({
    passed: 0,
    failed: 1,
    faults: ['vitest exited with 9 and wrote no report: see its output above'],
  });
});
