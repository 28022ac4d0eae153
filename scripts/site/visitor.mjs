import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Docusaurus 3.10 measures a code block when the window changes, also one that React has just taken away, and then throws
 * this; the page is as it should be. (A screenshot of a whole page changes the window.)
 */
const codeBlockRace = "Cannot destructure property 'scrollWidth' of";

/**
 * One who visits the site with a browser, and notes what goes wrong: errors on the console, uncaught errors, requests
 * that fail and requests that leave this machine.
 */
export class Visitor {
  /** @type {string[]} */
  faults = [];
  /** @type {import('playwright').BrowserContext[]} */
  #contexts = [];
  #browser;
  #address;
  #pictures;

  /**
   * @param {import('playwright').Browser} browser
   * @param {string} address the site's, with a slash at the end
   * @param {string} [pictures] a folder for pictures of the pages
   */
  constructor(browser, address, pictures) {
    this.#browser = browser;
    this.#address = address;
    this.#pictures = pictures;
    if (pictures) mkdirSync(pictures, { recursive: true });
  }

  /**
   * Opens a page of the site, or of another address.
   *
   * @param {string} path relative to the site
   * @param {object} [options]
   * @param {number} [options.width] of the window, in pixels
   * @param {'light' | 'dark'} [options.colorScheme]
   * @param {boolean} [options.javaScriptEnabled]
   * @param {boolean} [options.clipboard] whether the page may use it
   * @param {import('playwright').Page} [options.beside] opens it in the context of this page, whose window and colours it has
   * @param {boolean} [options.refusals] what the browser refuses to code in the page is no fault
   */
  async open(path, options = {}) {
    const { width = 1280, colorScheme = 'light', javaScriptEnabled = true } = options;
    const { clipboard = false, refusals = false } = options;
    const viewport = { width, height: heightOf(width) };
    const context =
      options.beside?.context() ??
      (await this.#browser.newContext({
        viewport,
        colorScheme,
        javaScriptEnabled,
        reducedMotion: 'reduce',
        ...(clipboard ? { permissions: ['clipboard-read', 'clipboard-write'] } : {}),
      }));
    if (!options.beside) this.#contexts.push(context);
    const page = await context.newPage();
    const address = new URL(path, this.#address);
    page.on('console', (message) => {
      if (message.type() === 'error' && !isIcon(message.location().url) && !refusals)
        this.faults.push(`the console of ${path} says: ${message.text()}`);
    });
    page.on('pageerror', (error) => {
      if (!error.message.includes(codeBlockRace)) this.faults.push(`${path} throws: ${error.message}`);
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // What a page fetched ahead and no longer needs when it is left is no fault.
      if (reason !== 'net::ERR_ABORTED' && !(refusals && reason === 'csp'))
        this.faults.push(`${request.url()} failed: ${reason}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !isIcon(response.url()))
        this.faults.push(`${response.url()} answers ${response.status()}`);
    });
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== address.host && !refusals)
        this.faults.push(`${path} asks for ${request.url()}`);
    });
    // Without scripts nothing is fetched after the page has loaded.
    await page.goto(address.href, { waitUntil: javaScriptEnabled ? 'networkidle' : 'load' });
    return page;
  }

  /** The whole address of something on the site. @param {string} path */
  addressOf(path) {
    return new URL(path, this.#address).href;
  }

  /** @param {import('playwright').Page} page @param {string} name */
  async picture(page, name) {
    if (this.#pictures) await page.screenshot({ path: join(this.#pictures, `${name}.png`), fullPage: true });
  }

  /** @throws {Error} when anything went wrong so far */
  expectNoFaults() {
    if (this.faults.length > 0) throw new Error(this.faults.join('\n'));
  }

  /** Pictures of the pages that are open now, as a check left them. @param {string} name */
  async picturesOfOpenPages(name) {
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [i, page] of pages.entries()) await this.picture(page, `${name}-${i}`);
  }

  async leave() {
    for (const context of this.#contexts) await context.close();
  }
}

/** The height of a window of this width: a telephone's, or a desk's. @param {number} width */
export function heightOf(width) {
  return width < 600 ? 740 : 850;
}

/** Every browser asks for this by itself; a page need not have it. @param {string} address */
function isIcon(address) {
  return address.endsWith('/favicon.ico');
}

/**
 * @param {unknown} condition
 * @param {string} message what is wrong when it does not hold
 * @returns {asserts condition}
 */
export function expect(condition, message) {
  if (!condition) throw new Error(message);
}
