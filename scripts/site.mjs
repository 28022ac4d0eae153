/**
 * `pnpm site`: builds the packages, then serves the site on this machine.
 *
 *   pnpm site                 while writing: a page follows its source
 *   pnpm site --build         as it will be published
 *   pnpm site --build-only    builds it into apps/docs/build and ends
 *   pnpm site --port 4000     at this port instead of the first free one from 3000 on
 *   pnpm site --no-open       opens no browser
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

const args = process.argv.slice(2);
const installed = existsSync(join(root, 'node_modules'));
if (installed || !(await ranThroughPnpm('site', args))) process.exitCode = await site(args);

/** @param {string[]} args @returns {Promise<number>} */
async function site(args) {
  const options = {
    build: { type: /** @type {const} */ ('boolean') },
    'build-only': { type: /** @type {const} */ ('boolean') },
    'no-open': { type: /** @type {const} */ ('boolean') },
    port: { type: /** @type {const} */ ('string') },
  };
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const asked = values.port === undefined ? undefined : Number(values.port);
  if (asked !== undefined && !(Number.isInteger(asked) && asked > 0 && asked < 65536)) {
    console.error(`--port must be a whole number from 1 to 65535, got "${values.port}".`);
    return 1;
  }
  if (values['build-only']) return (await buildSite()) ? 0 : 1;
  const port = asked ?? (await firstFreePort(3000));
  const wantsBrowser = !values['no-open'] && process.stdout.isTTY;
  if (!values.build) {
    console.log('Building the packages …');
    if (!(await compileForSite())) return 1;
    console.log(`The site will be at http://127.0.0.1:${port}${base} (Ctrl-C ends it).`);
    const open = wantsBrowser ? [] : ['--no-open'];
    return docusaurus('start', '--host', '127.0.0.1', '--port', String(port), ...open);
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
