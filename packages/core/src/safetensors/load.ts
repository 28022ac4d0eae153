import { ArgumentError, checkOptions, ShapeError } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { checkModel } from '../training/check-training.ts';
import type { HostTensor } from './format.ts';
import { nameOf, requireSource, type SafetensorsSource } from './byte-source.ts';
import { readSafetensors } from './read.ts';

/** Options of `load`. */
export interface LoadOptions {
  /**
   * Turns what is stored, by name, into the weights of the model, by path, for files whose names or layout are not ours.
   * What it throws ends the loading before any weight changes. @defaultValue the names are the paths
   */
  readonly convert?: (stored: ReadonlyMap<string, HostTensor>) => ReadonlyMap<string, HostTensor>;
}

/**
 * Loads weights from a safetensors file, address or bytes into a model of the same shape. All names, shapes and numbers
 * are checked before the first weight changes.
 *
 * @param source a path, an address (`https:`, `blob:`, or a URL object), the bytes themselves, or tensors by name.
 * @throws {SafetensorsError} when the bytes are damaged.
 * @throws {FileError} when the file cannot be read.
 * @throws {DownloadError} when the address does not hand them out.
 * @throws {ArgumentError} when the names in it are not the paths of the model's weights, or a number is not finite.
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
export async function load(
  model: AnyModule,
  source: SafetensorsSource | ReadonlyMap<string, HostTensor>,
  options: LoadOptions = {},
): Promise<void> {
  checkModel('load', model);
  checkOptions('load', options, ['convert']);
  if (!(source instanceof Map)) requireSource('load', 'second argument', source);
  const name = nameOf(source);
  const stored: ReadonlyMap<string, HostTensor> =
    source instanceof Map ? source : await readSafetensors(source as SafetensorsSource);
  const tensors = options.convert ? options.convert(stored) : stored;
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
  for (const path of weights.keys()) requireFinite(name, path, tensors.get(path)!.data);
  for (const [path, weight] of weights) weight.assign(tensors.get(path)!.data);
}

function requireFinite(name: string, path: string, data: Float32Array): void {
  const place = data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  throw new ArgumentError(
    `${name}: ${path} is ${data[place]!} at place ${place}, and weights are finite numbers; the model had diverged when it was saved.`,
  );
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ');
}
