import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { onPath, run } from './process.mjs';
import { root } from './workspace.mjs';

/**
 * Makes `node scripts/<name>.mjs` work on a fresh clone as `pnpm <name>` does: where the dependencies are not
 * installed, or pnpm, which turbo starts, is not on PATH, pnpm comes through npx, installs, and starts the script
 * again.
 *
 * @param {string} script its name in package.json
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether it ran through pnpm, to its end
 */
export async function ranThroughPnpm(script, args) {
  const throughPnpm = process.env.npm_config_user_agent?.startsWith('pnpm/');
  if (throughPnpm || (existsSync(join(root, 'node_modules')) && onPath('pnpm') !== undefined)) return false;
  console.log(`pnpm is not on PATH, or nothing is installed yet: starting "pnpm ${script}" through npx.`);
  const env = { npm_config_update_notifier: 'false' };
  const pnpm = [npxPath(), '-y', 'pnpm@10'];
  const installed = await run(process.execPath, [...pnpm, 'install'], { env });
  // Silent, or pnpm's own words on a failure would follow the script's last line.
  const ran =
    installed.code === 0 && (await run(process.execPath, [...pnpm, '--silent', script, ...args], { env }));
  process.exitCode = ran ? ran.code : installed.code;
  return true;
}

/** npx comes with Node: beside it on Windows, in ../lib elsewhere. Its JavaScript needs no shell. */
function npxPath() {
  const beside = dirname(process.execPath);
  const modules = [
    join(beside, '..', 'lib', 'node_modules'),
    join(beside, 'node_modules'),
    '/usr/share/nodejs',
  ];
  const found = modules
    .map((folder) => join(folder, 'npm', 'bin', 'npx-cli.js'))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    `npx is not where Node (${process.execPath}) usually has it. Install pnpm 10, then run "pnpm install".`,
  );
}
