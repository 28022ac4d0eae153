import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

import { chromium } from 'playwright';

import { Fault } from './checks.mjs';

/** @typedef {import('playwright').Browser} Browser */

/**
 * @param {string} path of the program
 * @param {readonly string[]} flags
 * @returns {Promise<Browser>}
 */
export function openBrowser(path, flags) {
  return chromium.launch({ executablePath: path, args: [...flags] });
}

/**
 * Opens a page of this machine and waits until an element holds a text.
 *
 * @param {Browser} browser
 * @param {string} address
 * @param {{ element: string, text: RegExp }} wanted
 * @returns {Promise<string>} all text of the page
 * @throws {Fault} when the text does not come, or the page logs an error, or a request fails
 */
export async function textOfPage(browser, address, { element, text }) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const faults = [];
  /** @type {Promise<void>} */
  const broken = new Promise((resolve) => {
    page.on('pageerror', (error) => {
      faults.push(`uncaught: ${error.stack ?? error.message}`);
      resolve();
    });
  });
  page.on('requestfailed', (request) => {
    // A page that was answered and reloads gives up what it had asked for.
    const { errorText } = request.failure() ?? {};
    if (errorText !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.url()} answered ${response.status()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  try {
    await page.goto(address);
    await Promise.race([
      page.locator(element).filter({ hasText: text }).waitFor({ timeout: 60_000 }),
      broken,
    ]);
  } catch (error) {
    const shown = await page.textContent('body').catch(() => '');
    faults.push(`${element} never became ${text}: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
    faults.push(`the page shows: ${shown?.replaceAll(/\s+/g, ' ').trim()}`);
  }
  const all = (await page.textContent('body').catch(() => '')) ?? '';
  await page.close();
  if (faults.length > 0) throw new Fault(`${address}\n${faults.join('\n')}`);
  return all;
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves the files of a folder on 127.0.0.1, and nothing above it.
 *
 * @param {string} folder
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export function serveFolder(folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname));
    try {
      const bytes = await readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path));
      const type = types[/** @type {keyof typeof types} */ (extname(path) || '.html')];
      response.writeHead(200, { 'content-type': type ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The server has no port.');
      const close = () => {
        server.closeAllConnections();
        server.close();
      };
      resolve({ address: `http://127.0.0.1:${address.port}/`, close });
    });
  });
}
