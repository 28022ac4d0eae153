import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { Fault } from './checks.mjs';

/** What there may be only one of: two would share neither tensors nor kernels. */
const single = ['@tensorflow/tfjs', '@tensorflow/tfjs-core'];

/** @param {string} project @throws {Fault} when TensorFlow.js was installed twice, or not at all */
export function requireOneCopy(project) {
  for (const name of single) {
    const places = copiesOf(project, name).map((folder) => relative(project, folder));
    if (places.length !== 1)
      throw new Fault([`expected one ${name}, got ${places.length}:`, ...places].join('\n'));
  }
}

/**
 * Where a package really lies in a project, links not counted: more than one place means more than one copy.
 *
 * @param {string} project
 * @param {string} name
 * @returns {string[]}
 */
function copiesOf(project, name) {
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {string} */ modules) => {
    if (!existsSync(modules)) return;
    for (const folder of packagesIn(modules)) {
      if (folder === join(modules, name)) found.push(folder);
      visit(join(folder, 'node_modules'));
    }
  };
  visit(join(project, 'node_modules'));
  // pnpm keeps all packages in folders of this one.
  const store = join(project, 'node_modules', '.pnpm');
  if (existsSync(store)) {
    for (const folder of readdirSync(store)) visit(join(store, folder, 'node_modules'));
  }
  return found;
}

/** @param {string} modules @returns {string[]} the folders in it that are no links */
function packagesIn(modules) {
  const real = (/** @type {string} */ path) => lstatSync(path).isDirectory();
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(modules, name))
    .flatMap((path) =>
      /[\\/]@[^\\/]+$/.test(path) ? readdirSync(path).map((name) => join(path, name)) : [path],
    )
    .filter(real);
}
