import { join } from 'node:path';

import { build } from 'vite';

import { sameWords, snippetsOf, Workbench } from './snippets.mjs';
import { serve } from './static-server.mjs';
import { expect } from './visitor.mjs';

/**
 * What the site is held to.
 *
 * @typedef {object} Claim
 * @property {string} name
 * @property {(visitor: import('./visitor.mjs').Visitor) => Promise<void>} check throws when it does not hold
 */

const pages = {
  home: '',
  'get-started': 'get-started',
  xor: 'learn/xor',
  api: 'api',
  adam: 'api/@thaw/optimizers/functions/adam',
};
const trained = { timeout: 60_000 };

/** @type {Claim[]} */
export const claims = [
  {
    name: 'the home page leads to the first steps, the tutorial and the reference',
    async check(visitor) {
      const page = await visitor.open(pages.home);
      for (const [link, heading] of /** @type {const} */ ([
        ['Get started', 'Get started'],
        ['Train XOR in this browser', 'XOR'],
        ['API reference', 'API reference'],
      ])) {
        await page
          .getByRole('main')
          .or(page.locator('header'))
          .getByRole('link', { name: link, exact: true })
          .click();
        await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
        await page.goBack();
      }
    },
  },
  {
    name: 'the Lab of XOR trains in the page, draws as it goes, and reaches its bar',
    async check(visitor) {
      const page = await visitor.open(pages.xor);
      const lab = page.locator('[data-experiment=xor]');
      await visitor.picture(page, 'xor-before-1280');
      await lab.getByRole('button', { name: 'Run', exact: true }).click();
      const losses = await valuesUntil(lab, 'finished');
      expect(losses.size > 3, `the loss shown changed ${losses.size} times; expected a live loss`);
      const bars = lab.locator('[data-bar]');
      expect((await bars.count()) === 1, `${await bars.count()} bars are shown; expected one`);
      expect((await bars.first().getAttribute('data-reached')) === 'true', await bars.first().innerText());
      await lab.locator('.thaw-figure-lines svg[role=img]').waitFor();
      await lab.locator('.thaw-figure-field svg[role=img]').waitFor();
      expect(
        /(webgpu|wasm|cpu): .{10}/.test(await lab.innerText()),
        'the Lab does not say where it computed, and why',
      );
      await visitor.picture(page, 'xor-after-1280');
    },
  },
  {
    name: 'one seed gives one result, another seed another',
    async check(visitor) {
      const lab = (await visitor.open(pages.xor)).locator('[data-experiment=xor]');
      const results = [];
      for (const seed of ['7', '7', '8']) {
        await lab.getByLabel('Seed').fill(seed);
        await lab.getByRole('button', { name: /^Run/ }).click();
        await lab.and(lab.page().locator('[data-status=running], [data-status=starting]')).waitFor();
        await lab.and(lab.page().locator('[data-status=finished]')).waitFor(trained);
        results.push(
          `${await lab.locator('[data-bar]').innerText()} ${await lab.locator('[data-loss]').innerText()}`,
        );
      }
      expect(results[0] === results[1], `seed 7 gave "${results[0]}", then "${results[1]}"`);
      expect(results[0] !== results[2], `seeds 7 and 8 both gave "${results[0]}"`);
    },
  },
  {
    name: 'Pause holds a run, Resume goes on, Stop ends it',
    async check(visitor) {
      const page = await visitor.open(pages.xor);
      const lab = page.locator('[data-experiment=xor]');
      const button = (/** @type {string} */ name) => lab.getByRole('button', { name, exact: true });
      await lab.getByLabel('Slow motion').check();
      await button('Run').click();
      await lab.locator('[data-step]').waitFor();
      await button('Pause').click();
      await page.waitForTimeout(500); // reports under way arrive
      const held = await lab.locator('[data-step]').innerText();
      await page.waitForTimeout(500);
      expect((await lab.locator('[data-step]').innerText()) === held, 'steps went on after Pause');
      expect(Number(held) < 100, `Pause came late, at step ${held}`);
      await button('Resume').click();
      await lab.locator(`[data-step]:not(:text-is("${held}"))`).waitFor();
      await button('Pause').click();
      await button('Stop').click();
      await lab.and(page.locator('[data-status=stopped]')).waitFor();
      await lab.getByLabel('Slow motion').uncheck();
      await button('Run again').click();
      await lab.and(page.locator('[data-status=finished]')).waitFor(trained);
    },
  },
  {
    name: 'on a phone 375 pixels wide no page is wider than the window, light or dark',
    async check(visitor) {
      for (const [name, path] of Object.entries(pages)) {
        for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
          const page = await visitor.open(path, { width: 375, colorScheme });
          if (name === 'xor') {
            await page.getByRole('button', { name: 'Run', exact: true }).click();
            await page.locator('[data-experiment][data-status=finished]').waitFor(trained);
          }
          await visitor.picture(page, `${name}-375-${colorScheme}`);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width <= 375, `${name} is ${width} pixels wide in a window of 375`);
          await page.context().close();
        }
      }
      for (const [name, path] of Object.entries(pages)) {
        await visitor.picture(await visitor.open(path), `${name}-1280`);
        await visitor.picture(await visitor.open(path, { colorScheme: 'dark' }), `${name}-1280-dark`);
      }
    },
  },
  {
    name: 'every program on a page runs in Node and prints what the page says',
    async check() {
      const bench = new Workbench();
      try {
        for (const snippet of ['get-started.mdx', 'learn/xor.mdx'].flatMap(snippetsOf)) {
          if (!snippet.file.endsWith('.mjs')) continue;
          const printed = await bench.run(snippet);
          const { file, output = '' } = snippet;
          expect(sameWords(output, printed), `${file} printed\n${printed}\nand its page says\n${output}`);
        }
      } finally {
        bench.remove();
      }
    },
  },
  {
    name: 'the page of the first steps trains in a browser through Vite',
    async check(visitor) {
      const bench = new Workbench();
      try {
        for (const snippet of snippetsOf('get-started.mdx')) bench.write(snippet);
        const outDir = join(bench.folder, 'dist');
        await build({
          root: bench.folder,
          logLevel: 'error',
          build: { outDir, chunkSizeWarningLimit: 4000 },
        });
        const server = await serve(outDir);
        try {
          const page = await visitor.open(server.address);
          await page.getByText(/^right on 9\d\.\d % of the test digits$/).waitFor(trained);
          expect(
            await page.getByRole('link', { name: 'Download the weights' }).isVisible(),
            'no weights to download',
          );
        } finally {
          await server.close();
        }
      } finally {
        bench.remove();
      }
    },
  },
];

/**
 * The losses that a Lab shows until it reaches a status.
 *
 * @param {import('playwright').Locator} lab
 * @param {string} status
 * @returns {Promise<Set<string>>}
 */
async function valuesUntil(lab, status) {
  const seen = new Set();
  const end = Date.now() + trained.timeout;
  while ((await lab.getAttribute('data-status')) !== status) {
    if (Date.now() > end) throw new Error(`the Lab says, after a minute: ${await lab.innerText()}`);
    for (const loss of await lab.locator('[data-loss]').allInnerTexts()) seen.add(loss);
  }
  return seen;
}
