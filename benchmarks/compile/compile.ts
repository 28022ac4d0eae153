import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Findings } from '../measurements.ts';
import { prepare } from '../steps/prepare.ts';
import type { Say } from '../steps/steps.ts';
import { type Gpt, type StepName, workloads } from '../steps/workload.ts';
import { table } from '../table.ts';
import { makingBars } from './bars.ts';
import { makingHeading, measureMaking } from './making.ts';
import { measureMemory, memoryHeading } from './memory.ts';
import { type Measured, measureSpeed, speedHeading } from './speed.ts';

const names = Object.keys(workloads) as StepName[];
const deep: Gpt = { ...workloads.gpt, layers: 12, width: 256, heads: 8 };

/** What `compile` measures: `--only` names some of it. */
export const compileParts: readonly string[] = [...names, 'deep', 'memory'];

/**
 * Compiled steps beside the same steps of Thaw's taken one operation at a time, on one thread and on all: their time and their losses; what it
 * takes to make their programs; and the memory of a GPT's step beside that of TensorFlow.js.
 *
 * @param only which parts of it.
 */
export async function compile(say: Say, only: readonly string[] = compileParts): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-compile-'));
  const begin = performance.now();
  const progress = (text: string): void => {
    console.error(`[${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s] ${text}`);
  };
  const all = availableParallelism();
  const chosen = names.filter((name) => only.includes(name));
  const found: Measured[] = [];
  const show = (heading: readonly string[], measured: readonly Measured[]): void => {
    if (measured.length === 0) return;
    say('');
    for (const line of table([heading, ...measured.flatMap(({ rows }) => rows)])) say(line);
    found.push(...measured);
  };
  try {
    for (const name of names) await prepare(join(folder, name), workloads[name]);
    const speeds: Measured[] = [];
    for (const name of chosen) {
      for (const threads of all > 1 ? [1, all] : [1]) {
        const tell = (text: string): void => progress(`${name}: ${text}`);
        speeds.push(await measureSpeed(name, join(folder, name), threads, tell));
      }
    }
    show(speedHeading, speeds);
    const makings: Measured[] = [];
    for (const name of chosen) {
      progress(`${name} is made`);
      makings.push(await measureMaking(name, join(folder, name), makingBars.each));
    }
    if (only.includes('deep')) {
      progress('a deep GPT is made');
      await prepare(join(folder, 'deep'), deep);
      const name = `gpt of ${deep.layers} layers, width ${deep.width}`;
      makings.push(await measureMaking(name, join(folder, 'deep'), makingBars.deep));
    }
    show(makingHeading, makings);
    if (only.includes('memory')) {
      progress('memory');
      show(memoryHeading, [await measureMemory('gpt', join(folder, 'gpt'))]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const failures = found.flatMap((measured) => measured.failures);
  return {
    other: found.flatMap(({ other }) => other),
    failure: failures.length > 0 ? failures.join('\n') : undefined,
  };
}
