import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, expect, test } from 'vitest';

import { project, root, sourceFiles } from '../workspace.mjs';
import { renameScope, ScopeError } from './rename.mjs';

const { scope } = project();
const other = ['@', 'other'].join(''); // put together, so that this file does not hold it

/** @type {string[]} */
const folders = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A copy of the repository's files, with a git of its own. */
function copyRepository() {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-scope-'));
  folders.push(folder);
  for (const path of sourceFiles(root)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  return folder;
}

/** @param {string} folder */
function contents(folder) {
  return new Map(
    sourceFiles(folder).map((path) => [path, readFileSync(join(folder, path)).toString('latin1')]),
  );
}

test('a renaming reaches every file, and renaming back gives the same bytes', () => {
  const folder = copyRepository();
  const before = contents(folder);

  const changed = renameScope(folder, scope, other);

  expect(project(folder).scope).toBe(other);
  expect(changed).toEqual(expect.arrayContaining(['package.json', 'pnpm-lock.yaml', 'tsconfig.base.json']));
  const left = [...contents(folder)].filter(([, text]) =>
    new RegExp(String.raw`${scope}(?![\w-])`).test(text),
  );
  expect(left.map(([path]) => path)).toEqual([]);

  expect(renameScope(folder, other, scope)).toEqual(changed);
  expect(contents(folder)).toEqual(before);
});

test('a longer scope that starts alike stays', () => {
  const folder = copyRepository();
  const file = join(folder, 'package.json');
  const text = readFileSync(file, 'utf8');
  expect(renameScope(folder, `${scope}-not-here`, other)).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test.each(['thaw', '@', '@Thaw', '@thaw/core', '@.thaw', '@_thaw', '@a b'])(
  '%j is refused as a scope',
  (name) => {
    expect(() => renameScope(root, scope, name)).toThrow(
      new ScopeError(
        `"${name}" is no npm scope: expected @ and then small letters, digits, "-", "_" or ".", ` +
          'not starting with "." or "_", such as @example.',
      ),
    );
  },
);

test('a scope that a file already names is refused before anything is written', () => {
  const folder = copyRepository();
  const before = contents(folder);
  expect(() => renameScope(folder, scope, '@tensorflow')).toThrow(
    /^The scope @tensorflow already stands in .+, so a renaming could not be undone\. Take another\.$/,
  );
  expect(contents(folder)).toEqual(before);
});
