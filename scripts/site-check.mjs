/**
 * Checks the built site in a real browser: its pages, the Lab, and that every program on a page does what the page
 * says. `pnpm site --build-only` comes before it.
 *
 *   node scripts/site-check.mjs
 *   node scripts/site-check.mjs --summary FILE      writes { passed, failed, faults } there
 *   node scripts/site-check.mjs --pictures FOLDER   keeps pictures of the pages, wide and narrow
 *   node scripts/site-check.mjs --only WORDS        only the checks whose names hold these words
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright';

import { chromiumFlags, ensureChromium } from './browser.mjs';
import { base, buildFolder } from './site/build.mjs';
import { claims as allClaims } from './site/claims.mjs';
import { serve } from './site/static-server.mjs';
import { Visitor } from './site/visitor.mjs';

const string = { type: /** @type {const} */ ('string') };
const { values } = parseArgs({ options: { summary: string, pictures: string, only: string } });
const claims = allClaims.filter(({ name }) => name.includes(values.only ?? ''));
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
  /** @type {string[]} */
  const faults = [];
  const server = await serve(buildFolder, { base });
  const executablePath = (await ensureChromium()).path;
  const waiting = [...claims];
  const work = async () => {
    const browser = await chromium.launch({ executablePath, args: chromiumFlags });
    try {
      for (let claim = waiting.shift(); claim; claim = waiting.shift()) {
        const fault = await hold(claim, new Visitor(browser, server.address, pictures));
        if (fault !== undefined) faults.push(fault);
      }
    } finally {
      await browser.close();
    }
  };
  try {
    // A check waits for its page half of the time; each with a browser of its own, since all pages of one share one GPU process.
    await Promise.all([work(), work()]);
  } finally {
    await server.close();
  }
  return faults;
}

/**
 * @param {import('./site/claim.mjs').Claim} claim
 * @param {Visitor} visitor
 * @returns {Promise<string | undefined>} what does not hold, in a line
 */
async function hold({ name, check: holds }, visitor) {
  const begin = performance.now();
  try {
    await holds(visitor);
    visitor.expectNoFaults();
    console.log(`✓ ${name} (${Math.round((performance.now() - begin) / 1000)} s)`);
    return undefined;
  } catch (error) {
    await visitor.picturesOfOpenPages(`failed-${name.replaceAll(/\W+/g, '-').slice(0, 40)}`);
    const message = error instanceof Error ? error.message : String(error);
    console.error(`✗ ${name}\n  ${message.replaceAll('\n', '\n  ')}`);
    return `${name}: ${message.split('\n')[0]}`;
  } finally {
    await visitor.leave();
  }
}
