import { homedir } from 'node:os';
import { join } from 'node:path';

import { afterEach, expect, test, vi } from 'vitest';

import { asName, defaultCache } from './cache.ts';

afterEach(() => void vi.unstubAllEnvs());

test("the cache is THAW_CACHE, or else in the platform's own folder for caches", async () => {
  const title = async (): Promise<string> => (await defaultCache())!.title;
  vi.stubEnv('THAW_CACHE', '/somewhere/else');
  expect(await title()).toBe('/somewhere/else');
  vi.stubEnv('THAW_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', '/xdg');
  vi.stubEnv('LOCALAPPDATA', 'C:\\Local');
  const places = { win32: join('C:\\Local', 'thaw'), darwin: join(homedir(), 'Library', 'Caches', 'thaw') };
  const { platform } = process;
  expect(await title()).toBe(platform === 'win32' || platform === 'darwin' ? places[platform] : '/xdg/thaw');
});

test('any text is a lawful name of a file, and another text another', () => {
  expect(asName('"a*/b\\c:d"')).toBe('%22a%2a%2Fb%5Cc%3Ad%22');
});
