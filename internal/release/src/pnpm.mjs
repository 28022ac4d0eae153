import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';

const isWindows = process.platform === 'win32';

/**
 * Puts a program named `pnpm` into a folder that comes first on PATH, since changesets and the checks call it by
 * that name: the pnpm that started us, else the one on PATH, else the one that package.json names, through npm.
 *
 * @param {import('./processes.mjs').Processes} processes
 * @param {{ root: string, programs: string, temporary: string }} folders
 */
export async function providePnpm(processes, { root, programs, temporary }) {
  mkdirSync(programs, { recursive: true });
  const found = startedBy() ?? onPath(programs) ?? (await installed(processes, root, temporary));
  const words = (/\.[cm]?js$/.test(found) ? [process.execPath, found] : [found]).map((word) => `"${word}"`);
  if (isWindows) {
    writeFileSync(join(programs, 'pnpm.cmd'), `@${words.join(' ')} %*\r\n`);
    return;
  }
  const file = join(programs, 'pnpm');
  writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
}

function startedBy() {
  const path = process.env.npm_execpath;
  return path !== undefined && /pnpm(\.[cm]?js)?$/.test(path) && existsSync(path) ? path : undefined;
}

/** @param {string} except */
function onPath(except) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, isWindows ? 'pnpm.cmd' : 'pnpm');
    if (folder === '' || folder.startsWith('.') || folder === except) continue;
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** @param {import('./processes.mjs').Processes} processes @param {string} root @param {string} temporary */
async function installed(processes, root, temporary) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = join(temporary, 'pnpm');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await processes.run('npm', ['install', '--prefer-offline', packageManager], { cwd: folder });
  return join(folder, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
}
