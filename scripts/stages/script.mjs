import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../process.mjs';
import { root } from '../workspace.mjs';
import { one } from './stage.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */

/**
 * A stage of one script that counts its own checks: it writes `{ passed, failed, faults }` to the file that follows
 * `--summary`.
 *
 * @param {string} name
 * @param {string} claim
 * @param {string} path from the root of the repository
 * @param {{ needs?: 'chromium' }} [options] what must be on the machine
 * @returns {Stage}
 */
export function script(name, claim, path, { needs } = {}) {
  return {
    name,
    claim,
    async run(resources) {
      const env = needs === undefined ? {} : { CHROMIUM_PATH: (await resources.chromium()).path };
      const folder = mkdtempSync(join(tmpdir(), 'thaw-test-'));
      process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // interrupted or not
      const file = join(folder, `${name}.json`);
      const { code } = await run(process.execPath, [join(root, path), '--summary', file], { env });
      return countChecks(path, code, read(file));
    },
  };
}

/**
 * Counts what a script says of itself, and holds it to its exit code.
 *
 * @param {string} path
 * @param {number} code
 * @param {{ passed: number, failed: number, faults?: string[] } | undefined} summary undefined when it wrote none
 * @returns {import('./stage.mjs').Result}
 */
export function countChecks(path, code, summary) {
  if (summary === undefined)
    return one([`${path} exited with ${code} and wrote no summary: see its output above`]);
  const { passed, failed, faults = [] } = summary;
  if (passed + failed === 0) return one([`${path} checked nothing`]);
  if (code !== 0 && failed === 0) {
    return { passed, failed: 1, faults: [`every check passed, but ${path} exited with ${code}`] };
  }
  return { passed, failed, faults };
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
