import { chapters } from '../chapters.mjs';
import { hashOf, Lab } from '../lab.mjs';
import { violationsOf } from '../violations.mjs';
import { expect, heightOf } from '../visitor.mjs';

/** @typedef {import('../claim.mjs').Claim} Claim */

const hiddenLayer = 'learn/hidden-layer';

/** What the Labs are held to. @type {Claim[]} */
export const labClaims = [
  ...chapters.map(
    ({ page: path, experiment, light }) =>
      /** @type {Claim} */ ({
        name: `the Lab of ${path} runs, pauses, steps and resets on wasm and WebGPU, wide and narrow`,
        async check(visitor) {
          const settings = light ? await hashOf({ lab: experiment, settings: light }) : '';
          for (const width of [375, 1280]) {
            const page = await visitor.open(path + settings, { width });
            const lab = new Lab(page, experiment);
            await lab.exercise('wasm');
            await lab.press('Step');
            await lab.stepAfter(0);
            await lab.press('Reset');
            // On a software adapter a run takes long to begin: one is wide until it is paused, then narrow.
            if (width === 1280) await lab.exercise('webgpu', () => judge(visitor, page, experiment));
            await page.context().close();
          }
        },
      }),
  ),
  {
    name: 'the Lab of XOR draws as it goes, reaches its bar, says where and why, and leaves no tensor alive',
    async check(visitor) {
      const page = await visitor.open(hiddenLayer);
      const lab = new Lab(page, 'xor');
      await lab.press('Run');
      const losses = new Set();
      while ((await lab.root.getAttribute('data-status')) !== 'finished') {
        losses.add(await lab.loss());
        if (losses.size > 5000) break;
      }
      expect(losses.size > 5, `the loss shown changed ${losses.size} times; expected a live loss`);
      const bar = lab.root.locator('[data-bar]');
      expect((await bar.getAttribute('data-reached')) === 'true', await bar.innerText());
      await lab.root.locator('[data-pictures=ended] .thaw-figure-field svg[role=img]').waitFor();
      const why = await lab.root.locator('[data-device]').innerText();
      expect(/^(webgpu|wasm): .{10}/.test(why), `the Lab does not say why it computes there: ${why}`);
      expect(
        (await lab.root.locator('[data-tensors]').innerText()) === '0',
        'tensors are alive after the run',
      );
      await visitor.picture(page, 'xor-finished-1280');
    },
  },
  {
    name: 'one seed gives one result, another seed another; settings change it',
    async check(visitor) {
      const lab = new Lab(await visitor.open(hiddenLayer), 'xor');
      await lab.root.getByLabel('Speed').fill('4');
      const results = [];
      for (const [seed, hidden] of [
        ['7', '8'],
        ['7', '8'],
        ['8', '8'],
        ['7', '3'],
      ]) {
        await lab.root.getByLabel('Seed').fill(seed ?? '');
        await lab.root.getByLabel('Hidden units').fill(hidden ?? '');
        await lab.press('Run');
        await lab.reaches('finished');
        results.push(`${await lab.root.locator('[data-bar]').innerText()} ${await lab.loss()}`);
        await lab.press('Reset');
      }
      const [first, again, otherSeed, fewer] = results;
      expect(first === again, `seed 7 gave "${first}", then "${again}"`);
      expect(
        new Set([first, otherSeed, fewer]).size === 3,
        `three different runs gave ${results.join('; ')}`,
      );
    },
  },
  {
    name: 'Stop when solved holds a run there, and Resume ends it',
    async check(visitor) {
      const lab = new Lab(await visitor.open(hiddenLayer), 'xor');
      await lab.root.getByLabel('Speed').fill('4');
      await lab.root.getByLabel(/^Stop when solved/).check();
      await lab.press('Run');
      await lab.reaches('paused');
      const said = await lab.said();
      expect(/^Solved at step \d+\./.test(said), `it says: ${said}`);
      expect((await lab.loss()) <= 0.026, `the loss is ${await lab.loss()}`);
      await lab.press('Resume');
      await lab.reaches('finished');
    },
  },
  {
    name: 'a link keeps code, settings and seed; its code waits for Run, with a warning',
    async check(visitor) {
      const page = await visitor.open(hiddenLayer, { clipboard: true });
      const lab = new Lab(page, 'xor');
      await lab.root.getByLabel('Seed').fill('11');
      await lab.root.getByLabel('Hidden units').fill('5');
      await lab.root.locator('.cm-content').click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('// mine\n');
      await lab.press('Copy a link');
      await lab.root.getByText('Copied').waitFor();
      const address = await page.evaluate(() => navigator.clipboard.readText());
      const other = new Lab(await visitor.open(address), 'xor');
      await other.root.getByRole('note').waitFor();
      const kept = [
        await other.root.getByLabel('Seed').inputValue(),
        await other.root.getByLabel('Hidden units').inputValue(),
        await other.root.locator('.cm-line').first().innerText(),
        await other.root.getAttribute('data-status'),
      ];
      expect(kept.join() === '11,5,// mine,recorded', `the link kept ${kept.join(', ')}`);
      await other.press('Restore');
      expect(
        (await other.root.getByRole('note').count()) === 0,
        'the warning stays with the code of the house',
      );
    },
  },
  {
    name: 'a link in the text sets the controls and runs; a prediction is judged by the run',
    async check(visitor) {
      const page = await visitor.open(hiddenLayer);
      const lab = new Lab(page, 'xor');
      await lab.root.getByLabel('Speed').fill('4');
      await page.getByRole('button', { name: 'seed 2', exact: true }).click();
      await lab.reaches('finished');
      const set = [
        await lab.root.getByLabel('Seed').inputValue(),
        await lab.root.getByLabel('Hidden units').inputValue(),
      ];
      expect(set.join() === '2,8', `the link set seed and hidden units to ${set.join(' and ')}`);
      const [first, second] = [page.locator('[data-predict]').nth(0), page.locator('[data-predict]').nth(1)];
      await first.getByRole('radio', { name: /near 0.693/ }).check();
      await first.getByRole('button').click();
      await page.locator('[data-predict=right]').waitFor({ timeout: 30_000 });
      await second.getByRole('radio', { name: /solved: every/ }).check();
      await second.getByRole('button').click();
      await page.locator('[data-predict=wrong]').waitFor({ timeout: 30_000 });
      expect((await second.innerText()).includes('It came otherwise.'), await second.innerText());
    },
  },
  {
    name: 'the net reads a digit that is drawn, by pointer or by keys, also after it has learned',
    async check(visitor) {
      const page = await visitor.open('learn/digits');
      const lab = new Lab(page, 'cnn');
      await lab.press('Run');
      await lab.stepAfter(200);
      await lab.press('Pause');
      const pad = lab.root.getByRole('application');
      await pad.focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Space');
      for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await lab.root.getByText(/^It reads 1,/).waitFor();
      await pad.press('Delete');
      await pad.scrollIntoViewIfNeeded();
      const { x = 0, y = 0, width = 0 } = (await pad.boundingBox()) ?? {};
      const at = (/** @type {number} */ angle) =>
        /** @type {const} */ ([
          x + width * (0.5 + 0.2 * Math.sin(angle)),
          y + width * (0.5 - 0.35 * Math.cos(angle)),
        ]);
      await page.mouse.move(...at(0));
      await page.mouse.down();
      for (let i = 1; i <= 24; i++) await page.mouse.move(...at((2 * Math.PI * i) / 24));
      await page.mouse.up();
      await lab.root.getByText(/^It reads 0,/).waitFor();
      await visitor.picture(page, 'digits-drawn-1280');
    },
  },
  {
    name: 'a loss that is no number ends the run in words, and the next run goes well',
    async check(visitor) {
      const code = `export const lost = { title: 'Lost', async *run() {
  for (let step = 1; step <= 9; step++) yield { part: 'all', step, steps: 9, loss: step === 5 ? NaN : 1 / step };
} };`;
      const page = await visitor.open(hiddenLayer + (await hashOf({ lab: 'xor', code })));
      const lab = new Lab(page, 'xor');
      await lab.root.getByRole('note').waitFor();
      await lab.press('Run');
      await lab.reaches('diverged');
      const said = await lab.said();
      const expected =
        'Diverged at step 5: the loss is no number any more. Lower the learning rate and run again.';
      expect(said === expected, `it says: ${said}`);
      await lab.press('Restore');
      await lab.press('Run');
      await lab.reaches('finished');
    },
  },
];

/**
 * Holds a run that stands to what axe finds, in a window that is made wide, then narrow.
 *
 * @param {import('../visitor.mjs').Visitor} visitor
 * @param {import('playwright').Page} page
 * @param {string} experiment
 */
async function judge(visitor, page, experiment) {
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: heightOf(width) });
    const found = await violationsOf(page);
    expect(found === '', `in a run at ${width} pixels: ${found}`);
    await visitor.picture(page, `${experiment}-running-${width}`);
  }
}
