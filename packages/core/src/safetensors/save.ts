import { checkOptions } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { checkModel } from '../training/check-training.ts';
import { encodeSafetensors } from './encode.ts';
import type { Bytes, HostTensor, StoredTensor } from './format.ts';
import { requireTarget, type WriteTarget, writeTo } from './write-target.ts';

/** Options of `save` and `toSafetensors`. */
export interface SaveOptions {
  /** Turns the weights of the model, by path, into what is stored, by name: the other way round than in `load`. @defaultValue the paths are the names */
  readonly convert?: (weights: ReadonlyMap<string, HostTensor>) => ReadonlyMap<string, HostTensor>;
}

/**
 * The weights of a model, parameters and buffers, as safetensors bytes under their paths: F32, and I8 what a quantized layer keeps
 * as bytes.
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
  const { convert } = options;
  const tensors = new Map<string, HostTensor>();
  const stored = new Map<string, HostTensor | StoredTensor>();
  for (const [path, weight] of model.weights()) {
    if (convert) tensors.set(path, { shape: weight.shape, data: await weight.data() });
    else stored.set(path, await weight.stored());
  }
  return encodeSafetensors(convert ? convert(tensors) : stored);
}

/**
 * Saves the weights of a model to a safetensors file or a store, whole or not at all.
 *
 * @param target the path of a file, or `{ store, name }`.
 * @throws {FileError} when the file cannot be written.
 * @throws {ArgumentError} in browsers, which have no files; there one gives a store, or `toSafetensors` gives the bytes.
 * @example
 * ```ts
 * import { save } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await save(new Dense(64, 10), 'digits.safetensors');
 * ```
 */
export async function save(model: AnyModule, target: WriteTarget, options: SaveOptions = {}): Promise<void> {
  checkModel('save', model);
  requireTarget('save', 'second argument', target);
  checkOptions('save', options, ['convert']);
  await writeTo(target, await toSafetensors(model, options));
}
