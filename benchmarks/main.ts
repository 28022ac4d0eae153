import { parseArgs } from 'node:util';

import { compile, compileParts } from './compile/compile.ts';
import type { Score } from './contest.ts';
import { datasets } from './datasets.ts';
import { digitsStep } from './digits-step.ts';
import { fitOverhead } from './fit-overhead.ts';
import { labs } from './labs.ts';
import { checkPath, type Findings, writeFindings } from './measurements.ts';
import { parts, type Say, steps } from './steps/steps.ts';
import { tokenizers } from './tokenizers.ts';
import { webgpu } from './webgpu/webgpu.ts';

/** Each says what it finds, line by line, and returns the figures. */
interface Benchmark {
  readonly what: string;
  /** What may be asked for alone. */
  readonly parts?: readonly string[];
  readonly run: (say: Say, only?: string[]) => Promise<Findings>;
}

const benchmarks: Record<string, Benchmark> = {
  steps: {
    what: 'a training step of an MLP, CNN, LSTM and GPT beside TensorFlow.js, jax-js and PyTorch',
    parts,
    run: steps,
  },
  compile: {
    what: 'compiled steps beside eager ones: time, losses, what it takes to make them, memory',
    parts: compileParts,
    run: compile,
  },
  webgpu: { what: 'compiled steps on WebGPU beside eager ones, in Node and in Chromium', run: webgpu },
  'digits-mlp': {
    what: 'a training step of an MLP on 64 digits',
    run: async (say) => compared('digits-mlp', await digitsStep('mlp'), say),
  },
  'digits-cnn': {
    what: 'a training step of a CNN on 64 digits',
    run: async (say) => compared('digits-cnn', await digitsStep('cnn'), say),
  },
  fit: { what: 'what fit adds to a loop written by hand', run: fitOverhead },
  datasets: { what: 'batches of 128 of 60,000 images beside tf.data', run: datasets },
  tokenizers: {
    what: 'learning byte pairs, and encoding with those of GPT-2 beside tiktoken',
    run: tokenizers,
  },
  labs: { what: 'the Lab of each chapter in a browser, on wasm', run: labs },
};

const usage = `pnpm bench [names] [--json FILE] [--only PARTS] [--list] [--help]

Measures Thaw beside others in one run and prints ratios; --json writes the figures to a file as well.
--only says which parts of steps, such as --only mlp,gpt; there are ${parts.join(', ')}; of compile ${compileParts.join(', ')}.
The benchmarks are ${Object.keys(benchmarks).join(', ')}.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const options = {
      json: { type: 'string' },
      only: { type: 'string' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const;
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
    const only = values.only?.split(',');
    const chosen = positionals.length > 0 ? positionals : Object.keys(benchmarks);
    for (const part of only ?? []) checkPart(part, chosen);
    if (values.json !== undefined) checkPath(values.json);
    const found: Findings[] = [];
    for (const name of chosen) {
      found.push(await show(name, only));
    }
    if (values.json !== undefined) writeFindings(values.json, found);
    const failures = found.flatMap(({ failure }) => failure ?? []);
    for (const failure of failures) console.error(`\nTHESE FIGURES DO NOT COUNT.\n${failure}`);
    return failures.length > 0 ? 1 : 0;
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}

/** @throws {Error} when none of the benchmarks has the part. */
function checkPart(part: string, chosen: readonly string[]): void {
  const withParts = chosen.filter((name) => benchmarks[name]!.parts);
  if (withParts.some((name) => benchmarks[name]!.parts!.includes(part))) return;
  const told = withParts.map((name) => `${name} has ${benchmarks[name]!.parts!.join(', ')}`);
  throw new Error(`There is no part "${part}"${told.length > 0 ? `: ${told.join('; ')}` : ' of these'}.`);
}

async function show(name: string, only?: string[]): Promise<Findings> {
  const { what, run } = benchmarks[name]!;
  console.log(`${name}: ${what}`);
  return run((line) => console.log(line === '' ? '' : `  ${line}`), only);
}

/** Times beside each other, the first the measure of the others. */
function compared(benchmark: string, scores: readonly Score[], say: Say): Findings {
  const first = scores[0]!;
  for (const { name, median, fastest, ratio } of scores) {
    const beside = name === first.name ? '' : `, ${ratio.toFixed(2)} times ${first.name}`;
    say(`${name.padEnd(34)} median ${median.toFixed(2)} ms, fastest ${fastest.toFixed(2)} ms${beside}`);
  }
  const other = scores.map(({ name, median }) => {
    return { name: `${benchmark}: ${name}`, value: median, unit: 'ms', bar: null };
  });
  return { other };
}

function print(text: string): number {
  console.log(text);
  return 0;
}
