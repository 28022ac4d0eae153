import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright';
import { build } from 'vite';

import { chromiumFlags, findChromium, softwareVulkan } from './browser.mjs';
import { serve } from './site/static-server.mjs';

/** With these a page's clock tells 5 microseconds, not 100. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Runs `measure` of a module in a page of Chromium, on its software adapter.
 *
 * @param {string} file a module that exports `measure`, and needs nothing of Node
 * @returns {Promise<unknown>} what it resolves to, as JSON would have it
 * @throws {Error} when there is no Chromium
 */
export async function measureInPage(file) {
  const found = await findChromium();
  if (!found) throw new Error('there is no Chromium; pnpm test says how to get it.');
  const folder = await mkdtemp(join(tmpdir(), 'measure-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      target: 'esnext',
      rollupOptions: {
        input: file,
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'measure.js' },
        onwarn: () => undefined,
      },
    },
  });
  const call = "import { measure } from './measure.js'; window.measure = measure;";
  await writeFile(join(folder, 'index.html'), `<!doctype html><script type="module">${call}</script>`);
  const server = await serve(folder, { headers: isolation });
  const browser = await chromium.launch({ executablePath: found.path, args: chromiumFlags });
  try {
    const page = await browser.newPage();
    await page.goto(server.address, { waitUntil: 'load' });
    return await page.evaluate(() => /** @type {any} */ (window).measure());
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a program that prints JSON in a Node of its own, on the software adapter that Chromium carries.
 *
 * @param {string} file
 * @returns {Promise<unknown>} what it printed
 * @throws {Error} when there is no such adapter, or with what the program complained of
 */
export async function measureInNode(file) {
  const found = await findChromium();
  const adapter = softwareVulkan(found ? [found.path] : []);
  if (!adapter)
    throw new Error('there is no software adapter, which a Chromium carries; pnpm test says how to get it.');
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...adapter } });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (complained += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(complained.trim() || `it ended with ${code}.`);
  return JSON.parse(/** @type {string} */ (said.trim().split('\n').at(-1)));
}
