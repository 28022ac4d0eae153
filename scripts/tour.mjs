/**
 * `pnpm tour`: builds what the tour needs, then makes the tour in this very process, so that Ctrl-C, the terminal and the
 * exit code are its own.
 *
 *   pnpm tour           every stop
 *   pnpm tour --help    what else it can do
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from './workspace.mjs';

const compiler = join(root, 'node_modules/typescript/bin/tsc');
const backend = join(root, 'packages/backend');
const wasm = {
  file: join(backend, 'src/generated/tfjs-wasm.ts'),
  maker: join(backend, 'scripts/embed-wasm.mjs'),
};

if (!existsSync(compiler)) {
  stop('The dependencies are not installed: run "npx -y pnpm@10 tour", which installs them first.');
}
// In a terminal the word goes once it is done; elsewhere it is said when the build takes a while.
const said = 'Building…';
if (process.stdout.isTTY) process.stdout.write(said);
else if (!existsSync(join(root, 'apps/tour/dist/main.js'))) console.log(said);
if (isStale(wasm)) build([wasm.maker]);
build([compiler, '-b', join(root, 'apps/tour')]);
if (process.stdout.isTTY) process.stdout.write(`\r${' '.repeat(said.length)}\r`);
await import(pathToFileURL(join(root, 'apps/tour/dist/main.js')).href);

/**
 * Whether the module with TensorFlow.js's .wasm is missing, older than the script that makes it, or of another version.
 *
 * @param {{ file: string, maker: string }} made
 */
function isStale({ file, maker }) {
  if (!existsSync(file) || statSync(file).mtimeMs < statSync(maker).mtimeMs) return true;
  const { version } = createRequire(maker)('@tensorflow/tfjs-backend-wasm/package.json');
  return !readFileSync(file, 'utf8').split('\n', 1)[0]?.includes(` ${version} `);
}

/**
 * Runs a script with this Node; what it says is shown only when it fails.
 *
 * @param {readonly string[]} script
 */
function build(script) {
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(stdout + stderr);
  stop('The tour could not be built; why stands above.');
}

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(message);
  process.exit(1);
}
