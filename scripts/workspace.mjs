import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the whole repository. */
export const root = resolve(fileURLToPath(new URL('..', import.meta.url)));

/**
 * What the root package.json says of the project.
 *
 * @param {string} [folder] where the repository, or a copy of it, lies
 * @returns {{ scope: string, repository: string }} the npm scope, `@` included, and `owner/name` on GitHub
 */
export function project(folder = root) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).thaw;
}

/**
 * The files of the repository that git keeps, or would keep at the next commit, with `/` in their paths.
 *
 * @param {string} [folder]
 * @returns {string[]}
 */
export function sourceFiles(folder = root) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const listed = execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const isFile = (/** @type {string} */ path) =>
    lstatSync(join(folder, path), { throwIfNoEntry: false })?.isFile() ?? false;
  return listed.split('\0').filter((path) => path !== '' && isFile(path));
}
