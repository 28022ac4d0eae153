import { ArgumentError, checkOptions, describe, Random } from '@thaw/backend';

import type { FloatData } from '../table/columns.ts';

/** What a task on sequences of numbers is learnt from. */
export type SequenceColumns = {
  /** Shape [rows, time, features]. */
  readonly input: FloatData;
  /** Shape [rows, …]: what is to be said after each step, or at the end. */
  readonly target: FloatData;
};

/**
 * Checks the options of a task on sequences.
 *
 * @param sizes each with the least it may be.
 * @throws {ArgumentError} when there is no such option, a size is too small, or random is no generator.
 */
export function requireSequences(
  owner: string,
  options: object,
  sizes: Readonly<Record<string, readonly [value: number, least: number]>>,
): void {
  checkOptions(owner, options, [...Object.keys(sizes), 'random']);
  for (const [name, [value, least]] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new ArgumentError(
      `${owner}: ${name} must be a whole number from ${least} on, got ${describe(value)}.`,
    );
  }
  const { random } = options as { random?: unknown };
  if (random === undefined || random instanceof Random) return;
  throw new ArgumentError(
    `${owner}: random is a generator, got ${describe(random)}; write random: new Random(7).`,
  );
}
