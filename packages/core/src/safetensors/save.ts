import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { checkModel } from '../training/check-training.ts';
import { encodeSafetensors } from './encode.ts';
import { writeBytes } from './file.ts';
import type { Bytes, HostTensor } from './format.ts';

/** Options of `save` and `toSafetensors`. */
export interface SaveOptions {
  /** Turns the weights of the model, by path, into what is stored, by name: the other way round than in `load`. @defaultValue the paths are the names */
  readonly convert?: (weights: ReadonlyMap<string, HostTensor>) => ReadonlyMap<string, HostTensor>;
}

/**
 * The weights of a model, parameters and buffers, as safetensors bytes under their paths.
 *
 * @example
 * ```ts
 * import { toSafetensors } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const bytes = await toSafetensors(new Dense(64, 10));
 * const blob = new Blob([bytes]); // in a browser: to offer as a download
 * ```
 */
export async function toSafetensors(model: AnyModule, options: SaveOptions = {}): Promise<Bytes> {
  checkModel('toSafetensors', model);
  checkOptions('toSafetensors', options, ['convert']);
  const tensors = new Map<string, HostTensor>();
  for (const [path, weight] of model.weights()) {
    tensors.set(path, { shape: weight.shape, data: await weight.data() });
  }
  return encodeSafetensors(options.convert ? options.convert(tensors) : tensors);
}

/**
 * Saves the weights of a model to a safetensors file, whole or not at all.
 *
 * @throws {FileError} when the file cannot be written.
 * @throws {ArgumentError} in browsers, which have no files; there `toSafetensors` gives the bytes.
 * @example
 * ```ts
 * import { save } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await save(new Dense(64, 10), 'digits.safetensors');
 * ```
 */
export async function save(model: AnyModule, path: string, options: SaveOptions = {}): Promise<void> {
  checkModel('save', model);
  if (typeof path !== 'string' || path === '') {
    throw new ArgumentError(`save: the second argument is the path of a file, got ${describe(path)}.`);
  }
  checkOptions('save', options, ['convert']);
  await writeBytes(path, await toSafetensors(model, options));
}
