/**
 * `node costs.js folder`: what the kernels of a training step cost, taken one operation at a time, said once for each line of standard
 * input.
 */
import { tf } from '@thaw/core';
import { createInterface } from 'node:readline';

import { answer } from '../serve-steps.ts';
import { readWorkload } from '../workload-files.ts';
import { thawSteps } from './steps.ts';

/** What one kind of kernel costs in a step. */
export interface Cost {
  readonly name: string;
  readonly milliseconds: number;
  readonly calls: number;
}

/** What a step costs. */
export interface Costs {
  readonly milliseconds: number;
  /** The dearest first. What is not in them is the engine's and Thaw's own JavaScript. */
  readonly kernels: readonly Cost[];
}

/** Steps before those that count, and those: at least so many, and at least for so long. */
const LEAST_STEPS = 10;
const LEAST_MILLISECONDS = 1000;

const [, , folder] = process.argv;
const step = await thawSteps(folder!, readWorkload(folder!), false); // a program calls its kernels unseen
await takeSteps();
const costs = watchKernels();
for await (const _line of createInterface({ input: process.stdin })) {
  costs.clear();
  const { taken, milliseconds } = await takeSteps();
  const kernels = [...costs]
    .map(([name, cost]) => ({ name, milliseconds: cost.milliseconds / taken, calls: cost.calls / taken }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
  answer({ milliseconds, kernels } satisfies Costs);
}
process.exit(0);

/** Takes enough steps to tell. @returns how many, and the mean of them. */
async function takeSteps(): Promise<{ taken: number; milliseconds: number }> {
  const begin = performance.now();
  let taken = 0;
  while (taken < LEAST_STEPS || performance.now() - begin < LEAST_MILLISECONDS) {
    await step();
    taken++;
  }
  return { taken, milliseconds: (performance.now() - begin) / taken };
}

/** From now on every kernel is timed, without those that it calls. On wasm a kernel is done when it returns. */
function watchKernels(): Map<string, { milliseconds: number; calls: number }> {
  const found = new Map<string, { milliseconds: number; calls: number }>();
  const inner: number[] = [0];
  for (const config of tf.getKernelsForBackend('wasm')) {
    const { kernelFunc } = config;
    const timed: tf.KernelFunc = (given) => {
      const begin = performance.now();
      inner.push(0);
      try {
        return kernelFunc(given);
      } finally {
        const whole = performance.now() - begin;
        const within = inner.pop()!;
        inner[inner.length - 1]! += whole;
        const cost = found.get(config.kernelName) ?? { milliseconds: 0, calls: 0 };
        found.set(config.kernelName, {
          milliseconds: cost.milliseconds + whole - within,
          calls: cost.calls + 1,
        });
      }
    };
    (config as { kernelFunc: tf.KernelFunc }).kernelFunc = timed;
  }
  return found;
}
