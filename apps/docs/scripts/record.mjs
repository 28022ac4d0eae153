/**
 * Writes recorded/ID.json: one run of an experiment, which its chapter shows before the reader runs anything. Reads the
 * experiment's source, computes on wasm, and takes as long as its stop in the tour.
 *
 *   node apps/docs/scripts/record.mjs xor cnn      seed 1 unless --seed says another
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const siteFolder = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
for (const id of positionals) await record(id, Number(values.seed));

/** @param {string} id @param {number} seed */
async function record(id, seed) {
  const { useDevice, experiment, reaches } = await load(id);
  const { name: device } = await useDevice('wasm');
  /** @type {[string, number, number][]} */
  const points = [];
  let figures = {};
  let steps = 0;
  const begin = performance.now();
  const running = experiment.run({ seed, budget: 'tour' });
  for (;;) {
    const next = await running.next();
    if (next.done) {
      const { answer: _, ...outcome } = next.value;
      const judgements = experiment.bars
        .filter((bar) => bar.budgets.includes('tour'))
        .map((bar) => ({
          result: bar.result,
          claim: bar.claim,
          figure: outcome.results[bar.result] ?? NaN,
          reached: reaches(bar, outcome.results[bar.result] ?? NaN),
        }));
      const { title, year, source, solvedWhen, settings = [] } = experiment;
      const seconds = (performance.now() - begin) / 1000;
      const run = { seed, device, seconds, stepsOfPart: steps, points: thin(points, 240), figures };
      write({ id, title, year, source, solvedWhen, settings, ...run, judgements, ...outcome });
      console.log(`${id}: ${outcome.summary}, ${seconds.toFixed(1)} s`);
      return;
    }
    points.push([next.value.part, next.value.step, next.value.loss]);
    figures = next.value.figures ?? figures;
    steps = next.value.steps;
  }
}

/** The experiment, from its source. @param {string} id */
async function load(id) {
  // Below backend, where Node finds TensorFlow.js and its backends.
  const folder = join(siteFolder, '..', '..', 'packages', 'backend', `record-${id}.tmp`);
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${id}.mjs`);
  const contents = `
    export { useDevice } from '@thaw/core';
    export { reaches } from '@thaw/experiments/experiment';
    import * as module from '@thaw/experiments/${id}';
    export const experiment = Object.values(module).find((each) => each.id === '${id}');`;
  await build({
    stdin: { contents, resolveDir: siteFolder },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@tensorflow/*'],
    conditions: ['@thaw/source'],
    outfile,
  });
  try {
    return await import(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * At most so many points, the first and the last among them.
 *
 * @param {[string, number, number][]} points
 * @param {number} most
 */
function thin(points, most) {
  const every = Math.ceil(points.length / most);
  return points.filter(([part], i) => {
    const edge =
      i === 0 || i === points.length - 1 || points[i - 1]?.[0] !== part || points[i + 1]?.[0] !== part;
    return edge || i % every === 0;
  });
}

/** Four digits are more than a picture shows. @param {object & { id: string }} recorded */
function write(recorded) {
  const text = JSON.stringify(recorded, (_, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  );
  const path = join(siteFolder, 'recorded', `${recorded.id}.json`);
  mkdirSync(join(siteFolder, 'recorded'), { recursive: true });
  writeFileSync(path, `${text}\n`);
}
