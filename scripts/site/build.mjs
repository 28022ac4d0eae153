import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compile } from '../compile.mjs';
import { run } from '../process.mjs';
import { project, root } from '../workspace.mjs';

/** Where the site's sources lie, and where a build of it does. */
export const siteFolder = join(root, 'apps', 'docs');
export const buildFolder = join(siteFolder, 'build');

/** The path the site lies under, as on GitHub Pages: the repository's name. */
export const base = `/${project().repository.split('/')[1]}/`;

/**
 * Compiles what the pages run: the experiments, the packages below them and what draws.
 *
 * @returns {Promise<boolean>}
 */
export function compileForSite() {
  return compile('experiments', 'internal/figures');
}

/**
 * Builds the site into `buildFolder`.
 *
 * @returns {Promise<boolean>} whether everything went well; what did not is printed
 */
export async function buildSite() {
  return (await compileForSite()) && (await docusaurus('build')) === 0;
}

/**
 * Runs Docusaurus with this Node, so that no shell and no `.cmd` file stands between, and asks nothing of the network.
 *
 * @param {...string} args
 * @returns {Promise<number>} its exit code
 */
export async function docusaurus(...args) {
  const folder = join(siteFolder, 'node_modules', '@docusaurus', 'core');
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const env = { NO_UPDATE_NOTIFIER: '1', BROWSERSLIST_IGNORE_OLD_DATA: '1' };
  const { code } = await run(process.execPath, [join(folder, bin.docusaurus), ...args], {
    cwd: siteFolder,
    env,
  });
  return code;
}
