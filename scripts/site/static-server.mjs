import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.xml': 'application/xml; charset=utf-8',
};

/**
 * Serves a folder on 127.0.0.1 as GitHub Pages does: `/a` is a.html or a/index.html, and what is not there is
 * 404.html.
 *
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.base] the path it lies under, with a slash at both ends
 * @param {number} [options.port] 0 takes a free one
 * @param {Record<string, string>} [options.headers] sent with every file
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { base = '/', port = 0, headers = {} } = {}) {
  const server = createServer((request, response) => {
    const path = decoded(request.url ?? '/');
    if (path === '/' && base !== '/') {
      response.writeHead(302, { location: base }).end();
      return;
    }
    const asked = path?.startsWith(base) ? find(folder, path.slice(base.length)) : undefined;
    const file = asked ?? find(folder, '404.html');
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(asked === undefined ? 404 : 200, {
      ...headers,
      'content-type': type,
      'cache-control': 'no-cache',
    });
    pipeline(createReadStream(file), response, () => {});
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const { port: taken } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${taken}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The path of an address, or undefined when it is none. @param {string} address */
function decoded(address) {
  try {
    return decodeURIComponent(new URL(address, 'http://127.0.0.1').pathname);
  } catch {
    return undefined;
  }
}

/** The file for a path, never one outside the folder. @param {string} folder @param {string} path */
function find(folder, path) {
  const place = normalize(join(folder, path));
  if (place !== folder && !place.startsWith(folder + sep)) return undefined;
  return [place, `${place}.html`, join(place, 'index.html')].find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}
