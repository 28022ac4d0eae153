import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { fileStore } from '../stores/file-store.ts';
import type { Store } from '../stores/store.ts';
import { type Checkpoint, readCheckpoint, type ReadCheckpointOptions } from './read-checkpoint.ts';

/**
 * The newest checkpoint that the callback `checkpoint` left in a folder or store, or undefined when there is none: so one and the same
 * program begins a run and, started again after it was broken off, goes on with it.
 *
 * @throws {SafetensorsError} when it is damaged.
 * @throws {FileError} when the folder cannot be read.
 * @example
 * ```ts
 * import { fit, latestCheckpoint, meanSquaredError as loss, seed } from '@thaw/core';
 * import { checkpoint } from '@thaw/core/callbacks';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * seed(7);
 * await fit(new Dense(2, 1), xor().batches(4), {
 *   loss, optimizer: adam(), epochs: 5,
 *   callbacks: [checkpoint('runs/xor-again')], resume: latestCheckpoint('runs/xor-again'),
 * });
 * ```
 */
export async function latestCheckpoint(
  target: string | Store,
  options: ReadCheckpointOptions = {},
): Promise<Checkpoint | undefined> {
  checkOptions('latestCheckpoint', options, ['anyDevice']);
  const store = checkpointStore('latestCheckpoint', target);
  const name = stepNames(await store.list()).at(-1);
  return name === undefined ? undefined : readCheckpoint({ store, name }, options);
}

/** The store that a folder is, or the one given. @throws {ArgumentError} when it is neither. */
export function checkpointStore(owner: string, target: unknown): Store {
  if (typeof target === 'string' && target !== '') return fileStore(target);
  if (typeof (target as Partial<Store> | null)?.write === 'function') return target as Store;
  throw new ArgumentError(
    `${owner}: the first argument is a folder or a store, such as fileStore('runs'), got ${describe(target)}.`,
  );
}

/** The name of a checkpoint after some steps. */
export function stepName(step: number): string {
  return `step-${String(step).padStart(8, '0')}.safetensors`;
}

/** The names among them that are of steps, the newest last. */
export function stepNames(names: readonly string[]): string[] {
  const stepOf = (name: string): number => Number(/^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? NaN);
  return names.filter((name) => stepOf(name) >= 0).sort((a, b) => stepOf(a) - stepOf(b));
}
