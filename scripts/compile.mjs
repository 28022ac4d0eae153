import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { setup as makeGeneratedSources } from './generated-sources.mjs';
import { ranThroughPnpm } from './pnpm.mjs';
import { runTool } from './process.mjs';
import { root } from './workspace.mjs';

/**
 * Compiles folders and all that they refer to, as far as something changed. Its output is shown only when it fails.
 *
 * @param {...string} folders each with a tsconfig.json
 * @returns {Promise<boolean>} whether everything compiled
 */
export async function compile(...folders) {
  await makeGeneratedSources();
  const { code, output } = await runTool('typescript#tsc', ['-b', ...folders], { quiet: true });
  if (code !== 0) console.error(`${output}\nThe build failed; what the compiler says stands above.`);
  return code === 0;
}

/**
 * Compiles a program and runs it in this process, so that it has the terminal to itself.
 *
 * @param {string} script its name in package.json
 * @param {string} folder whose dist/main.js it is; it reads its arguments from process.argv
 */
export async function runProgram(script, folder) {
  if (await ranThroughPnpm(script, process.argv.slice(2))) return;
  if (await compile(folder)) await import(pathToFileURL(join(root, folder, 'dist', 'main.js')).href);
  else process.exitCode = 1;
}
