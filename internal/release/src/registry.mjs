import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A registry on this machine, empty at first.
 *
 * It holds the packages of one scope and asks nobody else for them, so that what was published before can never be
 * taken for what is rehearsed. All other packages come from where npm is configured to get them.
 *
 * @typedef {object} Registry
 * @property {string} address
 * @property {string} scope
 * @property {string} scopeConfig the lines of an .npmrc with which npm and pnpm take the scope from here
 * @property {string} publishConfig the .npmrc with which they publish here
 */

/**
 * @param {import('./processes.mjs').Processes} processes
 * @param {string} folder where it keeps its files
 * @param {string} scope
 * @returns {Promise<Registry>}
 */
export async function startRegistry(processes, folder, scope) {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.yaml');
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      storage: './storage',
      auth: { htpasswd: { file: './htpasswd', max_users: -1 } },
      uplinks: {},
      packages: { [`${scope}/*`]: { access: '$all', publish: '$all' } },
      log: { type: 'stdout', format: 'pretty', level: 'warn' },
      web: { enable: false },
    }),
  );
  const port = await freePort();
  const program = programOf('verdaccio');
  await processes.start(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    ready: /http address/,
  });
  const address = `http://127.0.0.1:${port}/`;
  // npm wants to be logged in before it publishes; the registry takes anyone.
  const token = `//127.0.0.1:${port}/:_authToken=anyone`;
  return {
    address,
    scope,
    scopeConfig: `${scope}:registry=${address}\n`,
    publishConfig: `registry=${address}\n${scope}:registry=${address}\n${token}\n`,
  };
}

/** @returns {Promise<number>} a port of 127.0.0.1 that nothing listens on */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

/**
 * The JavaScript file of a program that this package depends on.
 *
 * @param {string} packageName
 * @param {string} [name] of the program, where the package is named otherwise
 */
export function programOf(packageName, name = packageName) {
  const require = createRequire(import.meta.url);
  const folders = require.resolve.paths(packageName) ?? [];
  for (const folder of folders) {
    const file = join(folder, packageName, 'package.json');
    try {
      const { bin } = require(file);
      return join(folder, packageName, typeof bin === 'string' ? bin : bin[name]);
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`The package ${packageName} is not installed. Run "pnpm install".`);
}
