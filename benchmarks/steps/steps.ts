import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Findings } from '../measurements.ts';
import { mark } from '../table.ts';
import { MOST_MINUTES } from './bars.ts';
import { compareMatMul, compareSteps } from './compare.ts';
import { dearestKernels } from './costs.ts';
import { entriesOf, findTorch } from './entries.ts';
import { measureGrowth } from './growth.ts';
import { prepare } from './prepare.ts';
import { race } from './race.ts';
import { matMul1024, type Workload, workloads } from './workload.ts';

/** Prints one line. */
export type Say = (line: string) => void;

const compared: Readonly<Record<string, Workload>> = { ...workloads, matmul: matMul1024 };
const growth = 'growth';

/** What `steps` measures, one after the other: `--only` names some of them. */
export const parts: readonly string[] = [...Object.keys(compared), growth];

/** Where a run stands. */
interface Run {
  readonly folder: string;
  /** Numbers of threads: one, and all there are. */
  readonly threads: readonly number[];
  readonly torch: boolean;
  readonly say: Say;
  readonly progress: (text: string) => void;
}

/**
 * Milliseconds per training step of Thaw beside plain TensorFlow.js, jax-js and PyTorch, on one thread and on all; the rate
 * of a matrix product; the operations that cost most; and how time grows with the size of a model.
 *
 * @param only which parts of it.
 */
export async function steps(say: Say, only: readonly string[] = parts): Promise<Findings> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const progress = (text: string): void => console.error(`[${seconds().toFixed(0).padStart(4)} s] ${text}`);
  const folder = mkdtempSync(join(tmpdir(), 'thaw-bench-'));
  const all = availableParallelism();
  const torch = findTorch();
  if ('missing' in torch) say(`PyTorch does not compete: ${torch.missing}`);
  else say(`PyTorch ${torch.version} competes.`);
  const threads = all > 1 ? [1, all] : [1];
  const run: Run = { folder, threads, torch: 'version' in torch, say, progress };
  const found: Findings[] = [];
  try {
    for (const name of parts.filter((part) => only.includes(part))) {
      say('');
      if (name !== growth) found.push(await compareOne(name, run));
      else {
        const { lines, ...findings } = await measureGrowth(folder, all, progress);
        for (const line of lines) say(line);
        found.push(findings);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (only.length === parts.length) found.push(allIn(seconds() / 60, say));
  const failures = found.flatMap(({ failure }) => failure ?? []);
  return {
    rows: found.flatMap(({ rows }) => rows ?? []),
    other: found.flatMap(({ other }) => other ?? []),
    failure: failures.length > 0 ? failures.join('\n') : undefined,
  };
}

/** One workload: its race, its table, and what costs Thaw most in it. */
async function compareOne(name: string, { folder, threads, torch, say, progress }: Run): Promise<Findings> {
  const workload = compared[name]!;
  const place = join(folder, name);
  await prepare(place, workload);
  const entries = threads.flatMap((count) => entriesOf(workload, place, count, torch));
  const results = await race(entries, { progress: (text) => progress(`${name}: ${text}`) });
  const { lines, ...findings } =
    workload.kind === 'matmul' ? compareMatMul(workload, results) : compareSteps(workload.kind, results);
  say(describe(workload));
  for (const line of lines) say(line);
  if (workload.kind === 'matmul') return findings;
  progress(`${name}: what costs most`);
  const costs = await dearestKernels(place);
  say('');
  for (const line of costs) say(line);
  return findings;
}

/** 'mlp widths 784 256 128 10, batch 128' */
function describe({ kind, ...sizes }: Workload): string {
  const words = Object.entries(sizes).map(([name, size]) => `${name} ${[size].flat().join(' ')}`);
  return `${kind} ${words.join(', ')}`;
}

function allIn(minutes: number, say: Say): Findings {
  say('');
  say(`All in ${minutes.toFixed(1)} minutes (bar ${MOST_MINUTES}) ${mark(minutes <= MOST_MINUTES)}`);
  return { other: [{ name: 'steps: all of it', value: minutes, unit: 'minutes', bar: MOST_MINUTES }] };
}
