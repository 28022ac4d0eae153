import { join } from 'node:path';

import { build as esbuild } from 'esbuild';

import { serveFolder, textOfPage } from '../browser.mjs';
import { Fault } from '../checks.mjs';
import { write } from '../project.mjs';
import { page, requireLearnt, resultOf, xorPage } from '../programs.mjs';
import { programOf } from '../registry.mjs';

/** @typedef {import('../project.mjs').Rehearsal} Rehearsal */

/**
 * A bundler as it is without configuration.
 *
 * @typedef {object} Bundler
 * @property {Record<string, string>} files of the page
 * @property {(folder: string, processes: Rehearsal['processes']) => Promise<string>} bundle into `dist`; what it said
 */

/** @type {Record<string, Bundler>} */
const bundlers = {
  Vite: {
    files: { 'index.html': page('/main.js'), 'main.js': xorPage },
    bundle: (folder, processes) =>
      processes.run(process.execPath, [programOf('vite'), 'build'], { cwd: folder }),
  },
  webpack: {
    files: { 'src/index.js': xorPage, 'dist/index.html': page('main.js', 'text/javascript') },
    bundle: (folder, processes) =>
      processes.run(process.execPath, [programOf('webpack-cli'), '--mode', 'production'], { cwd: folder }),
  },
  esbuild: {
    files: { 'main.js': xorPage, 'dist/index.html': page('main.js', 'text/javascript') },
    bundle: (folder) => bundleWithEsbuild(folder, { outfile: 'dist/main.js' }),
  },
  'esbuild with splitting': {
    files: { 'main.js': xorPage, 'dist/index.html': page('main.js') },
    bundle: (folder) => bundleWithEsbuild(folder, { outdir: 'dist', splitting: true, format: 'esm' }),
  },
};

/** @param {string} folder @param {import('esbuild').BuildOptions} options */
async function bundleWithEsbuild(folder, options) {
  const { warnings } = await esbuild({
    ...options,
    absWorkingDir: folder,
    entryPoints: ['main.js'],
    bundle: true,
    logLevel: 'silent',
  });
  return warnings.map(({ text }) => text).join('\n');
}

/** What bundlers say of an import they could not follow. */
const complaint =
  /^.*(module not found|can't resolve|could not resolve|critical dependency|externalized for browser).*$/im;

/**
 * Each bundler makes a page that trains XOR on wasm and computes on WebGPU, with no configuration and no complaint.
 *
 * @param {Rehearsal} rehearsal
 * @returns {(() => Promise<void>)[]}
 */
export function bundlerChecks({ checks, processes, consumer, browser }) {
  return Object.entries(bundlers).map(
    ([name, { files, bundle }]) =>
      () =>
        checks.check(`${name} bundles a page that trains XOR`, async () => {
          // A folder within the project of the packages, which it finds above itself.
          const folder = join(await consumer(), name.replaceAll(' ', '-'));
          write(folder, { 'package.json': '{ "private": true }', ...files });
          const complained = complaint.exec(await bundle(folder, processes));
          if (complained) throw new Fault(`${name} complains: ${complained[0].trim()}`);
          const server = await serveFolder(join(folder, 'dist'));
          try {
            const wanted = { element: '#result', text: /result|failed/ };
            const result = resultOf(await textOfPage(await browser(), server.address, wanted));
            if (result.three !== 3) throw new Fault(`expected 1 + 2 = 3 on WebGPU, got ${result.three}`);
            return requireLearnt(result);
          } finally {
            server.close();
          }
        }),
  );
}
