/**
 * Writes src/home/xor-frames.json, the picture of the home page: what the net of the XOR experiment answers all over
 * a square after a few steps of one run. Needs the packages to be built: `pnpm site --build-only` does that.
 *
 *   node apps/docs/scripts/record-xor.mjs
 */
import { writeFileSync } from 'node:fs';

import { xor } from '@thaw/experiments/xor';

const seed = 1;
const wanted = [1, 20, 35, 300];
const cells = 32;

const frames = [];
for await (const { step, loss, draw } of xor.run({ seed, budget: 'proof' })) {
  if (!wanted.includes(step)) continue;
  const field = await draw();
  frames.push({ step, loss: Number(loss.toFixed(4)), rows: rowsOf(field) });
}
const text = `${JSON.stringify({ seed, cells, frames }, null, 2)}\n`;
writeFileSync(new URL('../src/home/xor-frames.json', import.meta.url), text);

/**
 * The field on a coarser grid, a digit from 0 to 9 for each cell and a text for each row, the uppermost first.
 *
 * @param {import('@thaw/experiments/picture').Field} field
 */
function rowsOf({ cells: given, values }) {
  return Array.from({ length: cells }, (_, row) => {
    const y = Math.floor(((cells - 1 - row + 0.5) / cells) * given);
    const digits = Array.from({ length: cells }, (__, column) => {
      const x = Math.floor(((column + 0.5) / cells) * given);
      return Math.min(9, Math.floor(10 * values[y * given + x]));
    });
    return digits.join('');
  });
}
