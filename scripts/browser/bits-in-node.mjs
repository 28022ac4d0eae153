import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'vite';

import { run } from '../process.mjs';
import { root } from '../workspace.mjs';

/** Before Node 22 the engine has relaxed SIMD, but not unless it is asked. */
const relaxed = Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

/**
 * What the wasm kernels compute in Node, on one thread, for tests in a browser to `inject('bitsInNode')`: from each
 * operation to its bits, by each of the two builds.
 *
 * @param {{ provide(name: string, value: unknown): void }} tests
 */
export async function setup({ provide }) {
  const cache = join(root, 'packages/backend/node_modules/.cache'); // what the program imports is found from there
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bits-'));
  try {
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      build: {
        ssr: 'packages/backend/src/conformance/build.ts',
        outDir: folder,
        rolldownOptions: { external: /^@tensorflow\//, output: { entryFileNames: 'build.mjs' } },
      },
    });
    const address = pathToFileURL(join(folder, 'build.mjs')).href;
    provide('bitsInNode', {
      plain: await bitsOf('plain', address, []),
      fused: await bitsOf('fused', address, relaxed),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} kind @param {string} address @param {string[]} flags @returns {Promise<Record<string, string>>} */
async function bitsOf(kind, address, flags) {
  const program = `import { bitsOfBuild } from '${address}'; console.log(JSON.stringify(await bitsOfBuild('${kind}')));`;
  const args = [...flags, '--input-type=module', '-e', program];
  const { code, output } = await run(process.execPath, args, { quiet: true });
  if (code !== 0) throw new Error(`The ${kind} build of the wasm kernels in Node: ${output}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
