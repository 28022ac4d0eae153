import { parseArgs } from 'node:util';

import type { Score } from './contest.ts';
import { digitsStep } from './digits-step.ts';
import { labs } from './labs.ts';

/** Each says what it found, a line for each thing compared. */
const benchmarks: Record<string, { what: string; run: () => Promise<string[]> }> = {
  'digits-mlp': {
    what: 'a training step of an MLP on 64 digits',
    run: async () => compared(await digitsStep('mlp')),
  },
  'digits-cnn': {
    what: 'a training step of a CNN on 64 digits',
    run: async () => compared(await digitsStep('cnn')),
  },
  labs: { what: 'the Lab of each chapter in a browser, on wasm', run: labs },
};

const usage = `pnpm bench [names] [--list] [--help]

Measures Thaw beside others in one run and prints ratios. The benchmarks are ${Object.keys(benchmarks).join(', ')}.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const options = { list: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    if (values.help) return print(usage);
    if (values.list)
      return print(
        Object.entries(benchmarks)
          .map(([name, { what }]) => `${name.padEnd(12)} ${what}`)
          .join('\n'),
      );
    const unknown = positionals.find((name) => !(name in benchmarks));
    if (unknown !== undefined)
      throw new Error(`There is no benchmark "${unknown}"; there are ${Object.keys(benchmarks).join(', ')}.`);
    for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) await show(name);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}

async function show(name: string): Promise<void> {
  const { what, run } = benchmarks[name]!;
  console.log(`${name}: ${what}`);
  for (const line of await run()) console.log(`  ${line}`);
}

/** Times beside each other, the first the measure of the others. */
function compared(scores: readonly Score[]): string[] {
  const first = scores[0]!;
  return scores.map(({ name, median, fastest }) => {
    const ratio =
      name === first.name ? '' : `, ${(median / first.median).toFixed(2)} times the ${first.name} median`;
    return `${name.padEnd(34)} median ${median.toFixed(2)} ms, fastest ${fastest.toFixed(2)} ms${ratio}`;
  });
}

function print(text: string): number {
  console.log(text);
  return 0;
}
