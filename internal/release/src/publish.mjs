import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Fault } from './checks.mjs';

/**
 * A package of the workspace that is published.
 *
 * @typedef {object} Published
 * @property {string} name
 * @property {string} version
 * @property {string} folder
 * @property {Record<string, string>} dependencies
 */

/** @typedef {import('./processes.mjs').Processes} Processes */

/**
 * The public packages of a checkout, each after those it depends on.
 *
 * @param {string} root
 * @returns {Published[]}
 */
export function publicPackages(root) {
  const packages = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter((manifest) => manifest.private !== true);
  const names = packages.map(({ name }) => name);
  /** @type {Published[]} */
  const ordered = [];
  while (ordered.length < packages.length) {
    const next = packages.find(
      ({ name, dependencies = {} }) =>
        !ordered.some((done) => done.name === name) &&
        names.every((other) => !(other in dependencies) || ordered.some((done) => done.name === other)),
    );
    if (next === undefined) throw new Fault('The packages depend on each other in a circle.');
    const { name, version, folder, dependencies = {} } = next;
    ordered.push({ name, version, folder, dependencies });
  }
  return ordered;
}

/** @param {Processes} processes @param {string} copy */
export async function build(processes, copy) {
  for (const { folder } of publicPackages(copy))
    await processes.run('npm', ['run', 'build'], { cwd: folder });
}

/**
 * Makes the copy a repository of its own, with one commit: changesets asks git when a change was made, and tags
 * what it publishes.
 *
 * @param {Processes} processes
 * @param {string} copy
 */
export async function commit(processes, copy) {
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'as it is'],
  ]) {
    await processes.run('git', args, { cwd: copy });
  }
}

/**
 * Turns the changesets into versions, by the script that releases use.
 *
 * @param {Processes} processes
 * @param {string} copy
 */
export async function version(processes, copy) {
  await processes.run(process.execPath, [join(copy, 'scripts', 'version.mjs')], { cwd: copy });
}

/**
 * Publishes what has a new version, and checks that the registry has it, with real ranges for its dependencies.
 *
 * @param {Processes} processes
 * @param {string} copy
 * @param {import('./registry.mjs').Registry} registry
 */
export async function publish(processes, copy, registry) {
  const config = join(copy, '..', 'publish.npmrc');
  writeFileSync(config, registry.publishConfig);
  const program = join(copy, 'node_modules', '@changesets', 'cli', 'bin.js');
  const output = await processes.run(process.execPath, [program, 'publish'], {
    cwd: copy,
    env: { npm_config_userconfig: config, npm_config_registry: registry.address },
  });
  for (const { name, version: wanted } of publicPackages(copy)) {
    const response = await fetch(new URL(name.replace('/', '%2f'), registry.address));
    const { 'dist-tags': tags, versions } = /** @type {any} */ (await response.json());
    if (tags?.latest !== wanted) {
      throw new Fault(`${name}: expected ${wanted} as latest, got ${tags?.latest}\n${output}`);
    }
    const { dependencies = {}, peerDependencies = {} } = versions[wanted];
    for (const [dependency, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
      if (!/:/.test(range)) continue;
      throw new Fault(`${name} asks for ${dependency} "${range}", which no registry understands.`);
    }
  }
}
