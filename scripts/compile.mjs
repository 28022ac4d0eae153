import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { setup as makeGeneratedSources } from './generated-sources.mjs';
import { ranThroughPnpm } from './pnpm.mjs';
import { runTool } from './process.mjs';
import { root } from './workspace.mjs';

const word = 'Building…';

/**
 * Compiles folders and all that they refer to, as far as something changed. What the compiler says is shown only when it
 * fails.
 *
 * @param {...string} folders each with a tsconfig.json
 * @returns {Promise<boolean>} whether everything compiled
 */
export async function compile(...folders) {
  await makeGeneratedSources();
  const fresh = folders.every((folder) => existsSync(join(root, folder, 'dist')));
  // In a terminal the word goes once it is done; elsewhere it is said when the build takes a while.
  if (process.stdout.isTTY) process.stdout.write(word);
  else if (!fresh) console.log(word);
  // The compiler trusts its notes of what it built; where that was deleted since, it must not.
  const { code, output } = await runTool(
    'typescript#tsc',
    ['-b', ...folders, ...(fresh ? [] : ['--force'])],
    {
      quiet: true,
    },
  );
  if (process.stdout.isTTY) process.stdout.write(`\r${' '.repeat(word.length)}\r`);
  if (code !== 0) console.error(`${output}\nThe build failed; what the compiler says stands above.`);
  return code === 0;
}

/**
 * Compiles a program and runs it in this process, so that the terminal, Ctrl-C and the exit code are its own.
 *
 * @param {string} script its name in package.json
 * @param {string} folder whose dist/main.js it is; it reads its arguments from process.argv
 */
export async function runProgram(script, folder) {
  if (await ranThroughPnpm(script, process.argv.slice(2))) return;
  if (await compile(folder)) await import(pathToFileURL(join(root, folder, 'dist', 'main.js')).href);
  else process.exitCode = 1;
}
