import { environmentVariable, hasNodeModules, importOptional } from '../device/node-module.ts';
import { ArgumentError } from '../errors.ts';

/** More threads than this wait for one another more than they compute. */
const MOST = 16;

/**
 * How many threads the wasm device is to have when the program does not say: what `THAW_THREADS` says, else one for each core.
 *
 * @throws {ArgumentError} when `THAW_THREADS` is not a whole number from 1 on.
 */
export async function threadsWanted(): Promise<number> {
  const variable = environmentVariable('THAW_THREADS');
  return variable === undefined
    ? Math.min(MOST, await cores())
    : checkThreads('THAW_THREADS', Number(variable), variable);
}

/** @throws {ArgumentError} when a number of threads is not a whole number from 1 to 64. */
export function checkThreads(name: string, threads: number, given: unknown = threads): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw new ArgumentError(`${name} must be a whole number from 1 to 64, got ${String(given)}.`);
}

async function cores(): Promise<number> {
  if (!hasNodeModules()) return globalThis.navigator?.hardwareConcurrency ?? 1;
  const { availableParallelism } = await importOptional<{ availableParallelism(): number }>('node:os');
  return availableParallelism();
}
