import { checkOptions } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { Sequential } from '../module/sequential.ts';
import { checkedNames, type ForeignNameOptions, joined, weightsOfModules } from './foreign-names.ts';
import type { HostTensor } from './format.ts';
import { permute } from './permute.ts';

/** Options of `fromPyTorch`. */
export interface FromPyTorchOptions extends ForeignNameOptions {
  /**
   * Dense layers, by path, that follow a flattened image, with the shape it had there: [channels, height, width]. PyTorch flattens
   * channel by channel, and here channels come last. @defaultValue none
   */
  readonly flattened?: Readonly<Record<string, readonly number[]>>;
}

/**
 * What `load` needs to read the weights of a PyTorch model, its `state_dict()` saved as safetensors: their names, and their axes in
 * the order that is ours.
 *
 * | here                                                      | in PyTorch                                        |
 * | --------------------------------------------------------- | ------------------------------------------------- |
 * | kernel [inputs, units]                                    | weight [units, inputs]                            |
 * | kernel [...places, channels, filters]                     | weight [filters, channels, ...places]             |
 * | kernel [...places, channels, multiplier], depthwise       | weight [channels·multiplier, 1, ...places]        |
 * | kernel [...places, filters, channels], transposed         | weight [channels, filters, ...places]             |
 * | gamma, beta, movingMean, movingVariance                   | weight, bias, running_mean, running_var           |
 * | embeddings, or the alpha of PReLU                         | weight                                            |
 * | kernel, recurrentKernel of a cell; `_l1` of the second    | weight_ih_l0, weight_hh_l0                        |
 * | bias of a cell; `_reverse` where it reads backwards       | bias_ih_l0 + bias_hh_l0                           |
 *
 * A module is looked for under its own path. Within a `Sequential`, where PyTorch counts activations too, those that have weights are
 * matched in their order. For all else `names` says what a module is called there; of a recurrent layer, not of the cell in it.
 *
 * @throws {ArgumentError} when `names` is no function, or gives no text.
 * @see https://pytorch.org/docs/stable/nn.html
 * @example
 * ```ts
 * import { encodeSafetensors, fromPyTorch, load, relu, Sequential } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const model = new Sequential([new Dense(2, 3, { activation: relu }), new Dense(3, 1)]);
 * const file = encodeSafetensors(new Map([ // of nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
 *   ['0.weight', { shape: [3, 2], data: new Float32Array(6) }],
 *   ['0.bias', { shape: [3], data: new Float32Array(3) }],
 *   ['2.weight', { shape: [1, 3], data: new Float32Array(3) }],
 *   ['2.bias', { shape: [1], data: new Float32Array(1) }],
 * ]));
 * await load(model, file, { convert: fromPyTorch(model) });
 * ```
 */
export function fromPyTorch(
  model: AnyModule,
  options: FromPyTorchOptions = {},
): (stored: ReadonlyMap<string, HostTensor>) => Map<string, HostTensor> {
  checkOptions('fromPyTorch', options, ['names', 'flattened']);
  const names = checkedNames('fromPyTorch', options.names);
  const { flattened = {} } = options;
  return (stored) => {
    const left = new Map([...stored].filter(([name]) => !name.endsWith('num_batches_tracked')));
    const take = (name: string): HostTensor | undefined => {
      const tensor = left.get(name);
      left.delete(name);
      return tensor;
    };
    const ours = new Map<string, HostTensor>();
    const modules = weightsOfModules(model);
    const inSequentials = sequentialNames(model, [...modules.keys()], [...stored.keys()]);
    for (const [path, weights] of modules) {
      const cell = weights.has('recurrentKernel') ? cellOf(path) : undefined;
      const layer = cell?.layer ?? path;
      const there = names(layer) ?? inSequentials(layer);
      for (const [field, { shape }] of weights) {
        const tensor = cell
          ? takeOfCell(field, there, cell.suffix, take)
          : take(joined(there, theirFields[field] ?? field));
        if (tensor)
          ours.set(
            joined(path, field),
            /kernel$/i.test(field) ? turned(tensor, shape, flattened[path]) : tensor,
          );
      }
    }
    for (const [name, tensor] of left) ours.set(name, tensor); // load says that they are too many
    return ours;
  };
}

/** The names of fields there, where they are others. */
const theirFields: Readonly<Record<string, string>> = {
  kernel: 'weight',
  gamma: 'weight',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
  embeddings: 'weight',
  alpha: 'weight',
};

/** A kernel with its axes in our order. Depthwise kernels have the same numbers in the same order then, under another shape. */
function turned(tensor: HostTensor, shape: readonly number[], image?: readonly number[]): HostTensor {
  const given = image ? { ...tensor, shape: [tensor.shape[0]!, ...image] } : tensor;
  const rank = given.shape.length;
  if (rank < 2) return tensor;
  const places = given.shape.slice(2).map((_, i) => i + 2);
  const kernel = permute(given, [...places, 1, 0]);
  const [channels, filters] = [kernel.shape.at(-2)!, kernel.shape.at(-1)!];
  if (image) return { shape: [kernel.data.length / filters, filters], data: kernel.data };
  const isDepthwise =
    rank > 2 && channels === 1 && shape.length === rank && shape.at(-2)! * shape.at(-1)! === filters;
  return isDepthwise
    ? { shape: [...kernel.shape.slice(0, -2), ...shape.slice(-2)], data: kernel.data }
    : kernel;
}

/** The recurrent layer to which the cell at a path belongs, and how PyTorch ends the names of its weights. */
function cellOf(path: string): { layer: string; suffix: string } {
  const [, layer, cell, level] = /^(.*?)((?:^|\.)cell(?:\.cells\.(\d+))?)?$/.exec(path)!;
  if (cell === undefined) return { layer: path, suffix: '' }; // alone, as nn.LSTMCell is
  const [, within, direction] = /^(.*?)(?:(?:^|\.)(forwardLayer|backwardLayer))?$/.exec(layer!)!;
  return { layer: within!, suffix: `_l${level ?? 0}${direction === 'backwardLayer' ? '_reverse' : ''}` };
}

function takeOfCell(
  field: string,
  there: string,
  suffix: string,
  take: (name: string) => HostTensor | undefined,
): HostTensor | undefined {
  const name = (part: string): string => joined(there, `${part}${suffix}`);
  if (field === 'kernel') return take(name('weight_ih'));
  if (field === 'recurrentKernel') return take(name('weight_hh'));
  if (field !== 'bias') return take(name(field));
  const [first, second] = [take(name('bias_ih')), take(name('bias_hh'))];
  if (!first || !second) return first ?? second;
  return { shape: first.shape, data: first.data.map((value, i) => value + second.data[i]!) };
}

/** From a path to what PyTorch calls it: within a Sequential the modules that have weights, in their order. */
function sequentialNames(
  model: AnyModule,
  ours: readonly string[],
  theirs: readonly string[],
): (path: string) => string {
  const modules = model.namedModules();
  return (path) => {
    const segments = path === '' ? [] : path.split('.');
    let [here, there] = ['', ''];
    for (let i = 0; i < segments.length; i++) {
      let name = segments[i]!;
      const inSequential =
        modules.get(here) instanceof Sequential && name === 'layers' && i + 1 < segments.length;
      here = joined(here, name);
      if (inSequential) {
        name = segments[++i]!;
        const own = childrenOf(here, ours);
        const found = childrenOf(there, theirs).filter((child) => /^\d+$/.test(child));
        found.sort((a, b) => Number(a) - Number(b));
        here = joined(here, name);
        if (found.length === own.length) name = found[own.indexOf(name)] ?? name;
      }
      there = joined(there, name);
    }
    return there;
  };
}

/** The next parts of the paths below one, each once. */
function childrenOf(parent: string, paths: readonly string[]): string[] {
  const prefix = parent === '' ? '' : `${parent}.`;
  const below = paths.filter((path) => path.startsWith(prefix) && path.length > prefix.length);
  return [...new Set(below.map((path) => path.slice(prefix.length).split('.')[0]!))];
}
