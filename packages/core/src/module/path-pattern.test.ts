import { expect, test } from 'vitest';

import { ArgumentError, type PathPattern, pathTest } from '../index.ts';

const paths = ['kernel', 'bias', 'layers.0.kernel', 'layers.0.bias', 'layers.12.query.kernel', 'skernel'];

test.each<[PathPattern, string[]]>([
  ['kernel', ['kernel']],
  ['**.kernel', ['kernel', 'layers.0.kernel', 'layers.12.query.kernel']],
  ['layers.*.kernel', ['layers.0.kernel']],
  ['layers.**', ['layers.0.kernel', 'layers.0.bias', 'layers.12.query.kernel']],
  ['layers.**.kernel', ['layers.0.kernel', 'layers.12.query.kernel']],
  ['layers.1*.**', ['layers.12.query.kernel']],
  ['**', paths],
  ['*', ['kernel', 'bias', 'skernel']],
  ['*kernel', ['kernel', 'skernel']],
  ['layers.0', []],
  ['k.rnel', []],
  [/bias$/, ['bias', 'layers.0.bias']],
  [/kernel/g, ['kernel', 'layers.0.kernel', 'layers.12.query.kernel', 'skernel']],
])('%s names %j', (pattern, named) => {
  expect(paths.filter(pathTest('test', pattern))).toEqual(named);
});

test.each<[unknown, string]>([
  ['', "test: a pattern is a path such as '**.bias', or a regular expression, got the string ''."],
  [3, "test: a pattern is a path such as '**.bias', or a regular expression, got 3."],
])('%j is no pattern', (pattern, message) => {
  expect(() => pathTest('test', pattern as never)).toThrow(new ArgumentError(message));
});
