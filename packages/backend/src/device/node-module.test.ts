import { afterEach, expect, test, vi } from 'vitest';

import { environmentVariable, hasNodeModules, importOptional } from '../index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test('Node has modules and variables; a worker of a browser has not, whatever a polyfill calls itself', async () => {
  vi.stubEnv('THAW_TEST', 'here');
  expect(hasNodeModules()).toBe(true);
  expect(environmentVariable('THAW_TEST')).toBe('here');
  vi.stubGlobal('importScripts', () => undefined);
  expect(hasNodeModules()).toBe(false);
  expect(environmentVariable('THAW_TEST')).toBe(undefined);
});

test('a variable that is not set, or empty, is undefined', () => {
  vi.stubEnv('THAW_TEST', '');
  expect(environmentVariable('THAW_TEST')).toBe(undefined);
  expect(environmentVariable('THAW_TEST_UNSET')).toBe(undefined);
});

test('a module that is there is loaded by name, one that is not rejects', async () => {
  const { sep } = await importOptional<{ sep: string }>('node:path');
  expect(['/', '\\']).toContain(sep);
  await expect(importOptional('a-module-that-nobody-wrote')).rejects.toThrow('a-module-that-nobody-wrote');
});
