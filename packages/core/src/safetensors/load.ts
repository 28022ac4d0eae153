import { ArgumentError, describe, ShapeError } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { checkModel } from '../training/check-training.ts';
import { decodeSafetensors } from './decode.ts';
import { readBytes } from './file.ts';

/**
 * Loads weights from a safetensors file, address or bytes into a model of the same shape. All names and shapes are
 * checked before the first weight changes.
 *
 * @param source a path, an address (`https:`, `blob:`, or a URL object), or the bytes themselves.
 * @throws {SafetensorsError} when the bytes are damaged.
 * @throws {FileError} when the file cannot be read.
 * @throws {DownloadError} when the address does not hand them out.
 * @throws {ArgumentError} when the names in it are not the paths of the model's weights.
 * @throws {ShapeError} when a weight has another shape there.
 * @example
 * ```ts
 * import { load, save } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await save(new Dense(64, 10), 'digits.safetensors');
 * const model = new Dense(64, 10);
 * await load(model, 'digits.safetensors');
 * ```
 */
export async function load(model: AnyModule, source: string | URL | Uint8Array): Promise<void> {
  checkModel('load', model);
  const given = source instanceof Uint8Array;
  if (!given && !(source instanceof URL) && typeof source !== 'string') {
    throw new ArgumentError(
      `load: the second argument is a path, an address or bytes, got ${describe(source)}.`,
    );
  }
  const name = given ? 'these bytes' : String(source);
  const tensors = decodeSafetensors(given ? source : await readBytes(source), name);
  const weights = model.weights();
  const missing = [...weights.keys()].filter((path) => !tensors.has(path));
  const unknown = [...tensors.keys()].filter((path) => !weights.has(path));
  if (missing.length > 0 || unknown.length > 0) {
    const faults = [
      ...(missing.length > 0 ? [`lacks ${some(missing)}`] : []),
      ...(unknown.length > 0 ? [`has ${some(unknown)}, which the model lacks`] : []),
    ];
    throw new ArgumentError(
      `${name} does not fit ${model.title}: it ${faults.join(' and ')}; build the model as it was saved.`,
    );
  }
  for (const [path, weight] of weights) {
    const { shape } = tensors.get(path)!;
    if (shape.length === weight.shape.length && shape.every((length, axis) => length === weight.shape[axis]))
      continue;
    throw new ShapeError(
      `${name} does not fit ${model.title}: expected ${path} of shape [${weight.shape.join(', ')}], got [${shape.join(', ')}]; build the model as it was saved.`,
    );
  }
  for (const [path, weight] of weights) weight.assign(tensors.get(path)!.data);
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ');
}
