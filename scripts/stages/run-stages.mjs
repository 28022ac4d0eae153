import { ensureChromium } from '../browser.mjs';
import { one } from './stage.mjs';

/**
 * @typedef {import('./stage.mjs').Stage} Stage
 * @typedef {import('./stage.mjs').Resources} Resources
 * @typedef {import('./stage.mjs').Result} Result
 */

/** So that no tool reports home, asks a question or leaves a process behind. */
const calm = {
  CI: process.env.CI ?? 'true',
  DO_NOT_TRACK: '1',
  TURBO_TELEMETRY_DISABLED: '1',
};

/**
 * Runs the stages that the arguments name, all when they name none, and prints the summary.
 *
 * @param {readonly Stage[]} stages
 * @param {readonly string[]} args
 * @returns {Promise<number>} what to exit with
 */
export async function runStages(stages, args) {
  if (args.includes('--list')) {
    for (const { name, claim } of stages) console.log(`${name.padEnd(12)}${claim}`);
    return 0;
  }
  const chosen = choose(stages, args);
  if (typeof chosen === 'string') {
    console.error(chosen);
    return 1;
  }
  Object.assign(process.env, calm);
  const resources = newResources();
  const lines = [];
  const total = { passed: 0, failed: 0 };
  for (const [i, stage] of chosen.entries()) {
    console.log(`\n━━ ${i + 1}/${chosen.length} ${stage.name}: ${stage.claim}\n`);
    const start = performance.now();
    const { passed, failed, faults } = await runStage(stage, resources);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    total.passed += passed;
    total.failed += failed;
    const line = `${failed === 0 ? '✓' : '✗'} ${stage.name.padEnd(12)}${passed} passed, ${failed} failed, ${seconds} s`;
    console.log(`\n${line}`);
    lines.push(line, ...faults.map((fault) => `    ${fault}`));
  }
  console.log(`\n━━ summary\n\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/**
 * @param {readonly Stage[]} stages
 * @param {readonly string[]} names
 * @returns {readonly Stage[] | string} the stages in the order of the table, or what is wrong with the names
 */
function choose(stages, names) {
  const known = stages.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return `There is no stage ${unknown.join(', ')}. The stages are: ${known.join(', ')}.`;
  return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
}

/** @returns {Resources} */
function newResources() {
  /** @type {ReturnType<Resources['chromium']> | undefined} */
  let chromium;
  return { chromium: () => (chromium ??= ensureChromium()) };
}

/** @param {Stage} stage @param {Resources} resources @returns {Promise<Result>} */
async function runStage(stage, resources) {
  try {
    return await stage.run(resources);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    return one([message]);
  }
}
