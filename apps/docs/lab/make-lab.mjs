/**
 * Makes what a Lab's sandbox is fed with, and prints the name of its manifest.
 *
 *   node apps/docs/lab/make-lab.mjs FOLDER
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { bundleRuntime } from './bundle-runtime.mjs';

const siteFolder = join(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node apps/docs/lab/make-lab.mjs FOLDER');
console.log(await makeLab(folder));

/**
 * Makes what a Lab's sandbox is fed with, in `folder`: the modules its code may import, and a manifest that lists them
 * and holds the sandbox's own frame and worker.
 *
 * @param {string} folder
 * @returns {Promise<string>} the name of the manifest's file, which changes with what it says
 */
async function makeLab(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [runtime, worker, frame] = await Promise.all([
    bundleRuntime(folder),
    bundleScript('worker.ts'),
    bundleScript('frame.ts'),
  ]);
  const manifest = JSON.stringify({ ...runtime, worker, frame: frameDocument(frame.trim()) });
  const file = `manifest.${createHash('sha256').update(manifest).digest('hex').slice(0, 10)}.json`;
  writeFileSync(join(folder, file), manifest);
  return file;
}

/**
 * The document of the sandbox's frame. Its policy: no resource of any kind, except its worker and what that makes
 * itself: code and WebAssembly at `blob:` addresses.
 *
 * @param {string} script
 */
function frameDocument(script) {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob: 'wasm-unsafe-eval'`,
    'worker-src data:',
    'connect-src blob:',
  ].join('; ');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>sandbox</title><script>${script}</script></html>`;
}

/** @param {string} file below src/sandbox */
async function bundleScript(file) {
  const { outputFiles } = await build({
    entryPoints: [join(siteFolder, 'src', 'sandbox', file)],
    absWorkingDir: siteFolder,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    conditions: ['@thaw/source'],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
