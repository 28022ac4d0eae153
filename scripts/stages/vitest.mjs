import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { softwareVulkan } from '../browser.mjs';
import { runTool } from '../process.mjs';
import { countTests } from './report.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */

/**
 * A stage of one project of vitest.config.ts, or of several at once. It counts as many as it has tests.
 *
 * @param {string} name the stage's name, and the project's unless said
 * @param {string} claim
 * @param {{ needs?: 'chromium' | 'vulkan', projects?: readonly string[] }} [options] what must be on the machine for its tests to
 *   mean anything, and the projects
 * @returns {Stage}
 */
export function vitest(name, claim, { needs, projects = [name] } = {}) {
  return {
    name,
    claim,
    async run(resources) {
      const env = needs === undefined ? {} : { CHROMIUM_PATH: (await resources.chromium()).path };
      if (needs === 'vulkan' && softwareVulkan([(await resources.chromium()).path]) === undefined) {
        throw new Error(
          'Dawn needs the software Vulkan that Chromium carries, and vk_swiftshader_icd.json lies beside no Chromium found. ' +
            "Set CHROMIUM_PATH to a Chromium that has it (Debian's and Playwright's do).",
        );
      }
      const folder = mkdtempSync(join(tmpdir(), 'thaw-test-'));
      const file = join(folder, `${name}.json`);
      process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // interrupted or not
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const chosen = projects.flatMap((project) => ['--project', project]);
      const { code } = await runTool('vitest', ['run', ...chosen, ...reporters], { env });
      return countTests(name, code, read(file));
    },
  };
}

/** @param {string} file @returns {import('./report.mjs').Report | undefined} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
