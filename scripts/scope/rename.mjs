import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sourceFiles } from '../workspace.mjs';

/** A scope that cannot be taken. The message says why and how to mend it. */
export class ScopeError extends Error {
  /** @override */
  name = 'ScopeError';
}

/**
 * Rewrites the npm scope in every text file of the repository: package names, imports, the export condition, docs
 * and the lockfile. All files are written beside the old ones before the first takes its place, so that a full
 * disk or a forbidden file leaves everything as it was.
 *
 * @param {string} folder the repository
 * @param {string} from the scope it has, `@` included
 * @param {string} to
 * @returns {string[]} the files that changed
 * @throws {ScopeError} when `to` is no scope, or already stands in a file, where the two could not be told apart
 */
export function renameScope(folder, from, to) {
  checkScope(to);
  if (to === from) return [];
  const taken = word(to);
  const sought = word(from);
  /** @type {{ path: string, text: string }[]} */
  const changes = [];
  for (const path of sourceFiles(folder)) {
    const text = readFileSync(join(folder, path), 'latin1'); // byte for byte, whatever the encoding
    if (text.includes('\0')) continue; // not a text
    if (taken.test(text)) {
      throw new ScopeError(
        `The scope ${to} already stands in ${path}, so a renaming could not be undone. Take another.`,
      );
    }
    if (sought.test(text)) changes.push({ path, text: text.replaceAll(new RegExp(sought, 'g'), to) });
  }
  writeAll(folder, changes);
  return changes.map(({ path }) => path);
}

/**
 * npm's rules for the part of a name before the slash.
 *
 * @param {string} scope
 */
function checkScope(scope) {
  if (/^@[a-z0-9~-][a-z0-9._~-]*$/.test(scope) && scope.length <= 100) return;
  throw new ScopeError(
    `"${scope}" is no npm scope: expected @ and then small letters, digits, "-", "_" or ".", ` +
      'not starting with "." or "_", such as @example.',
  );
}

/** Matches the scope as a whole word: before a slash, a quote, a full stop, not inside a longer one. @param {string} scope */
function word(scope) {
  const escaped = scope.replaceAll(/[.~]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w.-])${escaped}(?![\w~-]|\.\w)`);
}

/** @param {string} folder @param {readonly { path: string, text: string }[]} changes */
function writeAll(folder, changes) {
  const files = changes.map(({ path, text }) => ({ file: join(folder, path), text }));
  try {
    for (const { file, text } of files) {
      writeFileSync(`${file}.tmp`, text, { encoding: 'latin1', mode: statSync(file).mode });
    }
  } catch (error) {
    for (const { file } of files) rmSync(`${file}.tmp`, { force: true });
    throw error;
  }
  for (const { file } of files) renameSync(`${file}.tmp`, file);
}
