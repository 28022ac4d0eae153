import { chapters } from '../chapters.mjs';
import { expect } from '../visitor.mjs';
import { violationsOf } from '../violations.mjs';

/** @typedef {import('../claim.mjs').Claim} Claim */

const pages = {
  home: '',
  'get-started': 'get-started',
  ...Object.fromEntries(chapters.map(({ page }) => [page.replace('learn/', ''), page])),
  api: 'api',
  adam: 'api/@thaw/optimizers/functions/adam',
};

/** What every page is held to. @type {Claim[]} */
export const pageClaims = [
  {
    name: 'the home page leads to the first steps, a chapter and the reference',
    async check(visitor) {
      const page = await visitor.open(pages.home);
      for (const [link, heading] of /** @type {const} */ ([
        ['Get started', 'Get started'],
        ['Run the history', 'The threshold neuron'],
        ['API reference', 'API reference'],
      ])) {
        const here = page.getByRole('main').or(page.locator('header'));
        await here.getByRole('link', { name: link, exact: true }).click();
        await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
        await page.goBack();
      }
    },
  },
  {
    name: 'no page is wider than its window, and axe finds nothing: 1280 pixels and light, 375 and dark',
    async check(visitor) {
      for (const [width, colorScheme] of /** @type {const} */ ([
        [1280, 'light'],
        [375, 'dark'],
      ])) {
        let page;
        for (const [name, path] of Object.entries(pages)) {
          // Opened anew for each: a page that is still coming alive may miss that the colours change.
          const next = await visitor.open(path, { width, colorScheme, beside: page });
          await page?.close();
          page = next;
          await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(wide <= width, `${name} is ${wide} pixels wide in a window of ${width}`);
          const found = await violationsOf(page);
          expect(found === '', `${name} at ${width} pixels, ${colorScheme}: ${found}`);
          await visitor.picture(page, `${name}-${width}-${colorScheme}`);
        }
        await page?.context().close();
      }
    },
  },
  {
    name: 'a chapter makes sense without any script: its story, its code and a recorded run with its pictures',
    async check(visitor) {
      for (const { page: path, experiment } of chapters) {
        const page = await visitor.open(path, { javaScriptEnabled: false });
        const lab = page.locator(`[data-experiment=${experiment}][data-status=recorded]`);
        expect(
          (await lab.locator('figure svg[role=img]').count()) >= 2,
          `${path} shows no recorded pictures`,
        );
        expect(
          (await lab.locator('pre code').innerText()).includes('export const'),
          `${path} does not show its code`,
        );
        expect(
          /wasm: recorded with seed \d+/.test(await lab.innerText()),
          `${path} does not say what is recorded`,
        );
        // A line of MDX that begins with an element ends the paragraph before it.
        const alone = page.locator('.thaw-lab-link:not(:is(p, li, td) > *)');
        expect((await alone.count()) === 0, `in ${path} a LabLink stands outside its sentence`);
        await page.context().close();
      }
    },
  },
];
