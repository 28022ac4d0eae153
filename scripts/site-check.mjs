/**
 * Checks the built site in a real browser: its pages, the Lab, and that every program on a page does what the page
 * says. `pnpm site --build-only` comes before it.
 *
 *   node scripts/site-check.mjs
 *   node scripts/site-check.mjs --summary FILE      writes { passed, failed, faults } there
 *   node scripts/site-check.mjs --pictures FOLDER   keeps pictures of the pages, wide and narrow
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright';

import { chromiumFlags, ensureChromium } from './browser.mjs';
import { base, buildFolder } from './site/build.mjs';
import { claims } from './site/claims.mjs';
import { serve } from './site/static-server.mjs';
import { Visitor } from './site/visitor.mjs';

const string = { type: /** @type {const} */ ('string') };
const { values } = parseArgs({ options: { summary: string, pictures: string } });
const faults = await check(values.pictures);
const failed = faults.length;
const passed = claims.length - failed;
if (values.summary !== undefined) {
  writeFileSync(values.summary, `${JSON.stringify({ passed, failed, faults }, null, 2)}\n`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string | undefined} pictures @returns {Promise<string[]>} what does not hold, a line each */
async function check(pictures) {
  if (!existsSync(join(buildFolder, 'index.html'))) {
    const mend = 'The site is not built: run "node scripts/site.mjs --build-only" first.';
    console.error(mend);
    return claims.map(({ name }) => `${name}: ${mend}`);
  }
  const faults = [];
  const server = await serve(buildFolder, { base });
  const browser = await chromium.launch({
    executablePath: (await ensureChromium()).path,
    args: chromiumFlags,
  });
  try {
    for (const { name, check: holds } of claims) {
      const visitor = new Visitor(browser, server.address, pictures);
      try {
        await holds(visitor);
        visitor.expectNoFaults();
        console.log(`✓ ${name}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        faults.push(`${name}: ${message.split('\n')[0]}`);
        console.error(`✗ ${name}\n  ${message.replaceAll('\n', '\n  ')}`);
      } finally {
        await visitor.leave();
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return faults;
}
