import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a peer answers when it has taken steps. */
export interface StepsTaken {
  /** How long each step took. */
  readonly milliseconds: readonly number[];
  /** The loss of each step, before its update. */
  readonly losses: readonly number[];
}

/** Where answers go: standard output is left to whatever a library prints. */
const ANSWERS = 3;

/**
 * Takes steps when told: each line of standard input is a number of them, and after the last of these the answer is a
 * line of JSON on file descriptor 3. Ends when standard input does, so that no peer outlives who started it.
 *
 * @param step one whole training step, from a batch on the host to the loss on the host.
 */
export async function serveSteps(step: () => Promise<number> | number): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const milliseconds: number[] = [];
    const losses: number[] = [];
    for (let i = 0; i < Number(line); i++) {
      const begin = performance.now();
      losses.push(await step());
      milliseconds.push(performance.now() - begin);
    }
    answer({ milliseconds, losses } satisfies StepsTaken);
  }
  process.exit(0); // a library's idle threads would keep it alive
}

/** Hands a value to the process that started this one. */
export function answer(value: unknown): void {
  writeSync(ANSWERS, `${JSON.stringify(value)}\n`);
}
