import { ArgumentError, checkOptions, describe, ShapeError } from '@thaw/backend';
import {
  type Bytes,
  type HostTensor,
  load,
  readSafetensors,
  type SafetensorsSource,
  save,
  toSafetensors,
  zeros,
} from '@thaw/core';

import { GPT } from './gpt.ts';
import { cutColumns, gpt2Layout, joinColumns } from './gpt2-layout.ts';

type Tensors = ReadonlyMap<string, HostTensor>;

/**
 * Loads the weights of a published GPT-2, safetensors under Hugging Face's names, into a model of the same sizes. All
 * names and shapes are checked before the first weight changes.
 *
 * The names may begin with `transformer.`; causal masks (`attn.bias`) are passed over, and `lm_head.weight` must be the
 * embedding, which serves as output here.
 *
 * @param source a path, an address (`https:`, `blob:`, or a URL object), or the bytes themselves.
 * @throws {ArgumentError} when names are missing or too many, or a number is not finite.
 * @throws {ShapeError} when a weight has another shape there.
 * @throws {SafetensorsError} when the bytes are damaged, or not float32.
 * @see https://huggingface.co/openai-community/gpt2
 * @example
 * ```ts
 * import { GPT, loadGPT2, toGPT2Safetensors } from '@thaw/attention';
 *
 * const sizes = { vocabularySize: 50, contextLength: 16, width: 32, layers: 2, numHeads: 4 };
 * const [from, to] = [new GPT(sizes), new GPT(sizes)];
 * await loadGPT2(to, await toGPT2Safetensors(from));
 * ```
 */
export async function loadGPT2(model: GPT, source: SafetensorsSource): Promise<void> {
  requireGPT('loadGPT2', model);
  await load(model, source, { convert: (stored) => toOurs(model, stored) });
}

/** Options of `readGPT2`. */
export interface ReadGPT2Options {
  /** How many heads there are, which no shape tells. @defaultValue width / 64, as in every published GPT-2 */
  readonly numHeads?: number;
  /** @defaultValue 0.1 */
  readonly dropout?: number;
}

/**
 * A model with the sizes and weights of a published GPT-2, safetensors under Hugging Face's names.
 *
 * @throws {ArgumentError} when it is no GPT-2, or the heads do not divide its width.
 * @example
 * ```ts
 * import { GPT, readGPT2, toGPT2Safetensors } from '@thaw/attention';
 *
 * const sizes = { vocabularySize: 50, contextLength: 16, width: 32, layers: 2, numHeads: 4 };
 * const bytes = await toGPT2Safetensors(new GPT(sizes)); // or 'gpt2/model.safetensors'
 * const model = await readGPT2(bytes, { numHeads: 4 });
 * console.log(model.blocks.length, model.contextLength); // 2 16
 * ```
 */
export async function readGPT2(source: SafetensorsSource, options: ReadGPT2Options = {}): Promise<GPT> {
  checkOptions('readGPT2', options, ['numHeads', 'dropout']);
  const stored = await readSafetensors(source);
  const tensors = withoutPrefix(stored);
  const [vocabularySize, width] = tensors.get('wte.weight')?.shape ?? [];
  const contextLength = tensors.get('wpe.weight')?.shape[0];
  let layers = 0;
  while (tensors.has(`h.${layers}.ln_1.weight`)) layers++;
  if (!vocabularySize || !width || !contextLength || layers === 0) {
    throw new ArgumentError(
      `readGPT2: this is no GPT-2: expected wte.weight, wpe.weight and h.0.ln_1.weight, got ${some([...stored.keys()])}.`,
    );
  }
  const { numHeads = width / 64, ...rest } = options;
  const sizes = { vocabularySize, contextLength, width, layers, numHeads };
  const model = new GPT({ ...sizes, ...rest, initializer: zeros });
  await load(model, stored, { convert: () => toOurs(model, stored) });
  return model;
}

/**
 * The weights of a model as safetensors bytes, under Hugging Face's names for GPT-2.
 *
 * @throws {ArgumentError} when the model is no GPT.
 */
export async function toGPT2Safetensors(model: GPT): Promise<Bytes> {
  requireGPT('toGPT2Safetensors', model);
  return toSafetensors(model, { convert: (weights) => toTheirs(model, weights) });
}

/**
 * Saves the weights of a model to a safetensors file under Hugging Face's names for GPT-2, whole or not at all.
 *
 * @throws {FileError} when the file cannot be written.
 * @throws {ArgumentError} when the model is no GPT, and in browsers, where `toGPT2Safetensors` gives the bytes.
 */
export async function saveGPT2(model: GPT, path: string): Promise<void> {
  requireGPT('saveGPT2', model);
  await save(model, path, { convert: (weights) => toTheirs(model, weights) });
}

/** What is stored of a GPT-2, by the paths of our weights. */
function toOurs(model: GPT, stored: Tensors): Map<string, HostTensor> {
  const tensors = withoutPrefix(stored);
  const layout = gpt2Layout(model.blocks.length);
  const missing = [...layout.keys()].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !layout.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    const faults = [
      ...(missing.length > 0 ? [`lacks ${some(missing)}`] : []),
      ...(unknown.length > 0 ? [`has ${some(unknown)}, which the model lacks`] : []),
    ];
    throw new ArgumentError(
      `These weights do not fit a GPT of ${model.blocks.length} blocks: what is stored ${faults.join(' and ')}; ` +
        'readGPT2 builds the model that fits.',
    );
  }
  const weights = model.weights();
  const ours = new Map<string, HostTensor>();
  for (const [name, paths] of layout) {
    const { shape } = weights.get(paths[0]!)!;
    const expected = [...shape.slice(0, -1), shape.at(-1)! * paths.length];
    const tensor = tensors.get(name)!;
    if (tensor.shape.join() !== expected.join()) {
      throw new ShapeError(
        `These weights do not fit the GPT: expected ${name} of shape [${expected.join(', ')}], got [${tensor.shape.join(', ')}]; ` +
          'readGPT2 builds the model that fits.',
      );
    }
    const parts = cutColumns(tensor, paths.length);
    for (const [i, path] of paths.entries()) ours.set(path, parts[i]!);
  }
  return ours;
}

/** Our weights, by the names of a published GPT-2. */
function toTheirs(model: GPT, weights: Tensors): Map<string, HostTensor> {
  const layout = [...gpt2Layout(model.blocks.length)];
  return new Map(layout.map(([name, paths]) => [name, joinColumns(paths.map((path) => weights.get(path)!))]));
}

/** The weights alone: without the prefix of the whole model's names, causal masks, and the output that is the embedding. */
function withoutPrefix(stored: Tensors): Map<string, HostTensor> {
  const tensors = new Map([...stored].map(([name, tensor]) => [name.replace(/^transformer\./, ''), tensor]));
  for (const name of tensors.keys()) {
    if (/^h\.\d+\.attn\.(bias|masked_bias)$/.test(name)) tensors.delete(name);
  }
  const output = tensors.get('lm_head.weight');
  const embedding = tensors.get('wte.weight')?.data;
  if (output && !output.data.every((value, i) => value === embedding?.[i])) {
    throw new ArgumentError(
      'These weights do not fit a GPT: lm_head.weight differs from wte.weight, and here the embedding serves as output.',
    );
  }
  tensors.delete('lm_head.weight');
  return tensors;
}

function requireGPT(owner: string, model: unknown): void {
  if (model instanceof GPT) return;
  throw new ArgumentError(`${owner}: the first argument is a GPT, got ${describe(model)}.`);
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ');
}
