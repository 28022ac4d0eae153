import { ArgumentError, checkOptions, describe, ShapeError } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import type { Weight } from '../module/weight.ts';
import { checkModel } from '../training/check-training.ts';
import { nameOf, requireSource, type SafetensorsSource } from './byte-source.ts';
import type { HostTensor } from './format.ts';
import { readSafetensors } from './read.ts';

/** Options of `load`. */
export interface LoadOptions {
  /**
   * Turns what is stored, by name, into the weights of the model, by path, for files whose names or layout are not ours:
   * `fromPyTorch(model)`, `fromKeras(model)`, or a function of yours. What it throws ends the loading before any weight changes.
   * @defaultValue the names are the paths
   */
  readonly convert?: (stored: ReadonlyMap<string, HostTensor>) => ReadonlyMap<string, HostTensor>;
  /** Whether all must fit. With false, what fits is loaded, and what does not is told. @defaultValue true */
  readonly strict?: boolean;
}

/** What did not fit: nothing, unless `strict` is false. */
export interface LoadReport {
  /** Paths of weights that are not in the file; they stay as they are. */
  readonly missing: readonly string[];
  /** Names in the file that the model lacks. */
  readonly unexpected: readonly string[];
  /** Paths of weights that have another shape in the file; they stay as they are. */
  readonly misshapen: readonly string[];
}

/**
 * Loads weights from a safetensors file, address, bytes, Blob or store into a model of the same shape. All names, shapes and numbers
 * are checked before the first weight changes. Tensors of other types than F32 become float32, exactly where that is possible.
 *
 * @param source a path, an address (`https:`, `blob:`, or a URL object), the bytes themselves, a Blob, `{ store, name }`, or tensors
 * by name.
 * @throws {SafetensorsError} when the bytes are damaged.
 * @throws {FileError} when the file cannot be read.
 * @throws {DownloadError} when the address does not hand them out.
 * @throws {ArgumentError} when the names in it are not the paths of the model's weights, or a number is not finite.
 * @throws {ShapeError} when the names are those, and a weight has another shape there.
 * @example
 * ```ts
 * import { load, save } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await save(new Dense(64, 10), 'digits.safetensors');
 * const model = new Dense(64, 10);
 * await load(model, 'digits.safetensors');
 * const { misshapen } = await load(new Dense(64, 12), 'digits.safetensors', { strict: false });
 * console.log(misshapen); // [ 'kernel', 'bias' ]
 * ```
 */
export async function load(
  model: AnyModule,
  source: SafetensorsSource | ReadonlyMap<string, HostTensor>,
  options: LoadOptions = {},
): Promise<LoadReport> {
  checkModel('load', model);
  checkOptions('load', options, ['convert', 'strict']);
  const { convert, strict = true } = options;
  if (typeof strict !== 'boolean')
    throw new ArgumentError(`load: strict must be true or false, got ${describe(strict)}.`);
  if (!(source instanceof Map)) requireSource('load', 'second argument', source);
  const stored: ReadonlyMap<string, HostTensor> =
    source instanceof Map ? source : await readSafetensors(source as SafetensorsSource);
  return assignAll(nameOf(source), model, convert ? convert(stored) : stored, strict);
}

/**
 * Gives the weights of a model new numbers: all, or where it need not be all, those that fit.
 *
 * @param name how messages name the tensors.
 */
export function assignAll(
  name: string,
  model: AnyModule,
  tensors: ReadonlyMap<string, HostTensor>,
  strict = true,
): LoadReport {
  const weights = model.weights();
  const missing = [...weights.keys()].filter((path) => !tensors.has(path));
  const unexpected = [...tensors.keys()].filter((path) => !weights.has(path));
  const found = [...weights].filter(([path]) => tensors.has(path));
  const misshapen = found.filter(([path, weight]) => !fits(weight, tensors.get(path)!)).map(([path]) => path);
  if (strict) {
    const faults: string[] = [];
    if (missing.length > 0) faults.push(`it lacks ${some(missing.map(quoted))}`);
    if (unexpected.length > 0) faults.push(`it has ${some(unexpected.map(quoted))}, which the model lacks`);
    if (misshapen.length > 0) {
      const shapes = misshapen.map(
        (path) =>
          `${path} of shape [${weights.get(path)!.shape.join(', ')}], got [${tensors.get(path)!.shape.join(', ')}]`,
      );
      faults.push(`expected ${some(shapes)}`);
    }
    if (faults.length > 0) {
      const FaultError = faults.length === 1 && misshapen.length > 0 ? ShapeError : ArgumentError;
      throw new FaultError(
        `${name} does not fit ${model.title}: ${faults.join('; ')}; build the model as it was saved.`,
      );
    }
  }
  const fitting = found.filter(([path]) => !misshapen.includes(path));
  for (const [path] of fitting) requireFinite(name, path, tensors.get(path)!.data);
  for (const [path, weight] of fitting) weight.assign(tensors.get(path)!.data);
  return { missing, unexpected, misshapen };
}

function fits(weight: Weight, { shape }: HostTensor): boolean {
  return shape.length === weight.shape.length && shape.every((length, axis) => length === weight.shape[axis]);
}

function requireFinite(name: string, path: string, data: Float32Array): void {
  const place = data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  throw new ArgumentError(
    `${name}: ${path} is ${data[place]!} at place ${place}, and weights are finite numbers; the model had diverged when it was saved.`,
  );
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** Up to ten of them; a file of another model may have thousands. */
function some(names: readonly string[]): string {
  return names.length > 10
    ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`
    : names.join(', ');
}
