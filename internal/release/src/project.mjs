import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What the checks have in common.
 *
 * @typedef {object} Rehearsal
 * @property {import('./checks.mjs').Checks} checks
 * @property {import('./processes.mjs').Processes} processes
 * @property {import('./registry.mjs').Registry} registry
 * @property {import('./publish.mjs').Published[]} packages
 * @property {string} temporary the folder that everything lies in
 * @property {string} copy the copy of the checkout, with the versions that were published
 * @property {() => Promise<import('./browser.mjs').Browser>} browser
 * @property {() => Promise<string>} consumer a project that has installed all packages with npm
 * @property {() => Promise<string>} tools a folder that has installed other runtimes and compilers
 */

/**
 * A fresh folder outside any workspace that takes the rehearsed packages from the registry of the rehearsal.
 *
 * @param {Pick<Rehearsal, 'temporary' | 'registry'>} rehearsal
 * @param {string} name
 * @param {Record<string, string>} [files]
 */
export function newProject({ temporary, registry }, name, files = {}) {
  const folder = mkdtempSync(join(temporary, `${name}-`));
  const manifest = JSON.stringify({ name, private: true, type: 'module' });
  write(folder, { 'package.json': manifest, ...files, '.npmrc': registry.scopeConfig });
  return folder;
}

/** @param {string} folder @param {Record<string, string>} files */
export function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/**
 * Installs packages, or what package.json asks for where none is named. All projects share caches that begin empty
 * but for what pnpm already has in its store.
 *
 * @param {Pick<Rehearsal, 'temporary' | 'processes'>} rehearsal
 * @param {'npm' | 'pnpm'} manager
 * @param {string} folder
 * @param {readonly string[]} [names]
 */
export async function install({ temporary, processes }, manager, folder, names = []) {
  const npm = ['install', '--prefer-offline', '--cache', join(temporary, 'npm-cache'), ...names];
  const pnpm = [
    names.length > 0 ? 'add' : 'install',
    '--prefer-offline',
    '--ignore-workspace',
    `--config.cache-dir=${join(temporary, 'pnpm-cache')}`,
    ...names,
  ];
  await processes.run(manager, manager === 'npm' ? npm : pnpm, { cwd: folder });
}
