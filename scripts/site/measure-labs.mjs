import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright';

import { chromiumFlags, ensureChromium } from '../browser.mjs';
import { base, buildFolder, buildSite } from './build.mjs';
import { chapters } from './chapters.mjs';
import { serve } from './static-server.mjs';

/** How long a run is watched. */
const SECONDS = 10;

/**
 * Runs the Lab of every chapter on wasm, each in a browser context of its own, so that nothing is cached; builds the site
 * when it is not built.
 *
 * @returns {Promise<{ page: string, firstLossSeconds: number, ratio: number, losses: number, seconds: number }[]>}
 */
export async function measureLabs() {
  if (!existsSync(join(buildFolder, 'index.html')) && !(await buildSite()))
    throw new Error('The site does not build.');
  const server = await serve(buildFolder, { base });
  const { path: executablePath } = await ensureChromium();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const measured = [];
    for (const { page: path, experiment } of chapters) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 850 } });
      const page = await context.newPage();
      await page.goto(server.address + path, { waitUntil: 'networkidle' });
      measured.push({ page: path, ...(await measure(page, experiment)) });
      await context.close();
    }
    return measured;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {import('playwright').Page} page @param {string} experiment */
async function measure(page, experiment) {
  const lab = page.locator(`[data-experiment="${experiment}"]`);
  await lab.getByLabel('Device').selectOption('wasm');
  await lab.getByLabel('Speed').fill('4');
  return lab.evaluate(async (element, limit) => {
    /** @type {readonly { part: string, loss: number }[]} */
    let points = [];
    const begin = performance.now();
    const since = () => (performance.now() - begin) / 1000;
    const over = new Promise((resolve) => {
      setTimeout(resolve, 1000 * limit);
      element.addEventListener('thaw-lab', (event) => {
        const { status, points: all } = /** @type {CustomEvent} */ (event).detail;
        if (status !== 'recorded') points = all;
        if (['finished', 'failed', 'diverged'].includes(status)) resolve(undefined);
      });
    });
    let firstLossSeconds = Infinity;
    const drawn = new MutationObserver(() => {
      const chart = element.querySelector('[data-pictures=live] svg, [data-pictures=ended] svg');
      if (chart && firstLossSeconds === Infinity) firstLossSeconds = since();
    });
    drawn.observe(element, { childList: true, subtree: true });
    /** @type {HTMLButtonElement | null} */ (element.querySelector('button[type=submit]'))?.click();
    await over;
    const seconds = since();
    await new Promise((resolve) => setTimeout(resolve, 500)); // the first chart of a short run
    drawn.disconnect();
    const part = points.filter((point) => point.part === points[0]?.part).map(({ loss }) => loss);
    const tenth = Math.max(1, Math.floor(part.length / 10));
    const mean = (/** @type {number[]} */ losses) =>
      losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const ratio = mean(part.slice(-tenth)) / mean(part.slice(0, tenth));
    return { firstLossSeconds, ratio, losses: part.length, seconds };
  }, SECONDS);
}
