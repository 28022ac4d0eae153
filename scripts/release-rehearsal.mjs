/**
 * `node scripts/release-rehearsal.mjs`: publishes every package to a registry on this machine, from a copy of the
 * checkout, and checks what was published as users would meet it: installed by npm and pnpm, typed, run by Node,
 * Deno and Bun, bundled, and in the examples. The checkout stays as it is.
 *
 *   --summary FILE   also writes { passed, failed, faults } there, as JSON
 *
 * The last line is `N passed, M failed`; the exit code is 1 when a check failed.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { rehearse } from '../internal/release/src/rehearse.mjs';
import { chromiumFlags, ensureChromium } from './browser.mjs';
import { project, root, sourceFiles } from './workspace.mjs';

const { values } = parseArgs({ options: { summary: { type: 'string' } } });
const summary = await rehearse({
  root,
  scope: project().scope,
  sources: sourceFiles,
  chromium: ensureChromium,
  chromiumFlags,
});
if (values.summary !== undefined) writeFileSync(values.summary, JSON.stringify(summary));
console.log(`\n${summary.passed} passed, ${summary.failed} failed`);
process.exitCode = summary.failed === 0 ? 0 : 1;
