import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { run } from './process.mjs';
import { root } from './workspace.mjs';

/** Sources that are made, not kept in git: what makes each, from which package, and from what of ours. */
const generated = [
  {
    file: 'packages/backend/src/generated/tfjs-wasm.ts',
    maker: 'packages/backend/scripts/embed-wasm.mjs',
    from: '@tensorflow/tfjs-backend-wasm',
  },
  {
    file: 'packages/backend/src/generated/kernels-wasm.ts',
    maker: 'packages/backend/scripts/build-kernels.mjs',
    from: 'assemblyscript',
    sources: ['packages/backend/scripts/micro-kernel.mjs', ...folder('packages/backend/assembly')],
  },
];

/** The files of a folder. @param {string} name */
function folder(name) {
  return readdirSync(join(root, name)).map((file) => `${name}/${file}`);
}

/** Makes those that are missing or stale, so that tests and compilers run on a fresh clone with no build before. */
export async function setup() {
  for (const { file, maker, from, sources = [] } of generated) {
    const makers = [maker, ...sources].map((name) => join(root, name));
    if (!isStale(join(root, file), makers, from)) continue;
    const { code } = await run(process.execPath, [join(root, maker)]);
    if (code !== 0)
      throw new Error(`node ${maker} exited with ${code}, so ${file} is missing. Its output is above.`);
  }
}

/**
 * Whether a file is missing, older than what makes it, or made from another version of the package.
 *
 * @param {string} file @param {string[]} makers @param {string} from
 */
function isStale(file, makers, from) {
  if (!existsSync(file)) return true;
  const { mtimeMs } = statSync(file);
  if (makers.some((maker) => mtimeMs < statSync(maker).mtimeMs)) return true;
  const { version } = createRequire(/** @type {string} */ (makers[0]))(`${from}/package.json`);
  return !readFileSync(file, 'utf8').split('\n', 1)[0]?.includes(` ${version} `);
}
