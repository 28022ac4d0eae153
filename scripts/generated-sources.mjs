import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './process.mjs';
import { root } from './workspace.mjs';

/** Sources that are made, not kept in git, and what makes each. */
const generated = [
  { file: 'packages/backend/src/generated/tfjs-wasm.ts', maker: 'packages/backend/scripts/embed-wasm.mjs' },
];

/** Makes those that are missing, so that `vitest` runs on a fresh clone with no build before it. */
export async function setup() {
  for (const { file, maker } of generated) {
    if (existsSync(join(root, file))) continue;
    const { code } = await run(process.execPath, [join(root, maker)]);
    if (code !== 0)
      throw new Error(`node ${maker} exited with ${code}, so ${file} is missing. Its output is above.`);
  }
}
