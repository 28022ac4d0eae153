/**
 * `pnpm site`: builds the packages, then serves the site on this machine.
 *
 *   pnpm site                 while writing: a page follows its source
 *   pnpm site --build         as it will be published
 *   pnpm site --build-only    builds it into apps/docs/build and ends
 *   pnpm site --port 4000     at this port instead of the first free one from 3000 on
 *   pnpm site --no-open       opens no browser
 *   pnpm site --help          prints this
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ranThroughPnpm } from './pnpm.mjs';
import { base, buildFolder, buildSite, compileForSite, docusaurus } from './site/build.mjs';
import { openInBrowser } from './site/open.mjs';
import { serve } from './site/static-server.mjs';
import { root } from './workspace.mjs';

const usage = `Usage: npx -y pnpm@10 site [options]

Builds the packages, then serves the site on this machine, each page following its source.

  --build         serves it as it will be published
  --build-only    builds it into apps/docs/build and ends
  --port NUMBER   at this port instead of the first free one from 3000 on
  --no-open       opens no browser
  --help          prints this`;

const args = process.argv.slice(2);
const options = optionsFrom(args.filter((arg) => arg !== '--'));
if (options !== undefined) {
  // Only now: a wrong command line shall not install anything first.
  const installed = existsSync(join(root, 'node_modules'));
  if (installed || !(await ranThroughPnpm('site', args))) process.exitCode = await site(options);
}

/**
 * @typedef {object} SiteOptions
 * @property {boolean} build
 * @property {boolean} buildOnly
 * @property {boolean} open
 * @property {number | undefined} port
 */

/**
 * Reads the command line; where there is nothing to do, says why and sets the exit code.
 *
 * @param {string[]} given
 * @returns {SiteOptions | undefined}
 */
function optionsFrom(given) {
  const boolean = { type: /** @type {const} */ ('boolean') };
  const string = { type: /** @type {const} */ ('string') };
  const known = { build: boolean, 'build-only': boolean, port: string, 'no-open': boolean, help: boolean };
  try {
    const { values } = parseArgs({ args: given, options: known });
    if (values.help) {
      console.log(usage);
      return undefined;
    }
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65536)) {
      const { build = false, 'build-only': buildOnly = false, 'no-open': closed = false } = values;
      return { build, buildOnly, open: !closed, port };
    }
    console.error(`--port must be a whole number from 1 to 65535, got "${values.port}".`);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const wrong = /'(--[\w-]+|.+?)[ ']/.exec(error.message)?.[1] ?? given.join(' ');
    const names = '--build, --build-only, --port NUMBER, --no-open, --help';
    console.error(`"${wrong}" is not understood so; the options are ${names}.`);
  }
  process.exitCode = 2;
  return undefined;
}

/** @param {SiteOptions} options @returns {Promise<number>} */
async function site({ build, buildOnly, open, port: asked }) {
  if (buildOnly) return (await buildSite()) ? 0 : 1;
  const port = asked ?? (await firstFreePort(3000));
  const wantsBrowser = open && process.stdout.isTTY;
  if (!build) {
    console.log('Building the packages …');
    if (!(await compileForSite())) return 1;
    console.log(`The site will be at http://127.0.0.1:${port}${base} (Ctrl-C ends it).`);
    const quiet = wantsBrowser ? [] : ['--no-open'];
    return docusaurus('start', '--host', '127.0.0.1', '--port', String(port), ...quiet);
  }
  if (!(await buildSite())) return 1;
  const { address } = await serve(buildFolder, { base, port });
  console.log(`The site is at ${address} (Ctrl-C ends it).`);
  if (wantsBrowser) openInBrowser(address);
  return 0; // the server keeps this process alive
}

/** @param {number} from @returns {Promise<number>} */
async function firstFreePort(from) {
  for (let port = from; port < from + 100; port++) {
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error(`The ports ${from} to ${from + 99} are all taken; name a free one with --port.`);
}
