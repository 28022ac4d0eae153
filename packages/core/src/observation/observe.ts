import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { type PathPattern, pathTest } from '../module/path-pattern.ts';
import { watchOutputs } from './watch-outputs.ts';
import { copyOf, type Observed, readAndDispose, Watching, type WatchingOptions } from './watching.ts';

/** What can be looked at. */
export type ObservedPart = 'activations' | 'gradients' | 'weights';

/** What was seen in one step, by path. */
export interface Observation {
  /** Counted from 1 since watching began. */
  readonly step: number;
  /** What modules gave in the forward pass; of one that was called more than once, the last. The model itself has the path ''; outputs by name follow it. */
  readonly activations: ReadonlyMap<string, Observed>;
  /** The gradients by which the step was taken; those of parameters that the loss does not depend on are missing. */
  readonly gradients: ReadonlyMap<string, Observed>;
  /** The parameters as they were before they moved. */
  readonly weights: ReadonlyMap<string, Observed>;
}

/** Options of `observe`. */
export interface ObserveOptions extends WatchingOptions<Observation> {
  /** @defaultValue all of them */
  readonly parts?: readonly ObservedPart[];
}

/**
 * Looks into a model while it is trained: what modules give, and the gradients and weights of parameters, of the very steps that
 * are taken. Patterns name modules and parameters by path: `'layers.0'` the first layer's output, `'layers.0.*'` its parameters,
 * `'**'` everything.
 *
 * In a loop over `train`, `await observer.latest` is the step just taken; as one of the callbacks of `fit` it tells
 * `onStep`. It watches from when it is made, or when the run of `fit` begins, until `stop` or the end of that run; then the model
 * is as it was, and nothing is left on the device. On a GPU no step waits for what is read. It sees steps by a gradient, not those of a rule;
 * where gradients are accumulated, each batch is one.
 *
 * @throws {ArgumentError} when a pattern names neither a module nor a parameter, or a part does not exist.
 * @example
 * ```ts
 * import { meanSquaredError, observe, Sequential, tanh, train } from '@thaw/core';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * const model = new Sequential([new Dense(2, 3, { activation: tanh }), new Dense(3, 1)]);
 * const observer = observe(model, ['layers.0', 'layers.*.kernel'], { every: 5 });
 * const options = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), epochs: 10 };
 * for await (const { step } of train(model, xor().batches(4), options)) {
 *   if (step % 5 !== 1) continue;
 *   const { activations, gradients } = (await observer.latest)!;
 *   console.log(activations.get('layers.0')!.shape, gradients.get('layers.1.kernel')!.data); // [ 4, 3 ] Float32Array(3)
 * }
 * await observer.stop();
 * ```
 */
export function observe(
  model: AnyModule,
  patterns: PathPattern | readonly PathPattern[],
  options: ObserveOptions = {},
): Observer {
  return new Observer(model, patterns, options);
}

const allParts: readonly ObservedPart[] = ['activations', 'gradients', 'weights'];

/** What `observe` gives: a callback of `fit`, or for a loop over `train`. */
export class Observer extends Watching<Observation> {
  readonly #parts: readonly ObservedPart[];
  readonly #patterns: readonly PathPattern[];
  /** What modules gave in the pass that is on its way. */
  readonly #outputs = new Map<string, tf.Tensor>();
  /** The paths of parameters that are meant, by the names of their variables. */
  #names: ReadonlyMap<string, string> = new Map();

  constructor(model: AnyModule, patterns: PathPattern | readonly PathPattern[], options: ObserveOptions) {
    checkOptions('observe', options, ['every', 'parts', 'onStep']);
    super('observe', model, options);
    const { parts = allParts } = options;
    const odd = Array.isArray(parts) ? parts.find((part) => !allParts.includes(part)) : parts;
    if (odd !== undefined)
      throw new ArgumentError(`observe: parts are an array of ${allParts.join(', ')}, got ${describe(odd)}.`);
    this.#parts = parts;
    this.#patterns = [patterns].flat() as PathPattern[];
    this.#requireNamed();
    this.start();
  }

  protected open(): () => void {
    const tests = this.#patterns.map((pattern) => pathTest('observe', pattern));
    const isMeant = (path: string): boolean => tests.some((test) => test(path));
    const modules = this.#parts.includes('activations')
      ? [...this.model.namedModules()].filter(([path]) => isMeant(path))
      : [];
    const ends = modules.map(([path, module]) =>
      watchOutputs(module, (output, { training = false }) => {
        if (!training || !this.isDue) return;
        for (const [name, tensor] of tensorsOf(path, output)) {
          this.#outputs.get(name)?.dispose();
          this.#outputs.set(name, tf.keep(tensor.clone()));
        }
      }),
    );
    const parameters = [...this.model.parameters()].filter(([path]) => isMeant(path));
    this.#names = new Map(parameters.map(([path, { value }]) => [value.name, path]));
    return () => {
      for (const end of ends) end();
      tf.dispose([...this.#outputs.values()]);
      this.#outputs.clear();
    };
  }

  protected see(all: tf.NamedTensorMap): () => tf.NamedTensorMap {
    const parameters = this.model.parameters();
    const seen: tf.NamedTensorMap = {};
    for (const [name, path] of this.#names) {
      if (this.#parts.includes('gradients') && all[name]) seen[`gradients ${path}`] = all[name].clone();
      if (this.#parts.includes('weights')) seen[`weights ${path}`] = copyOf(parameters.get(path)!.value);
    }
    return () => {
      for (const [path, output] of this.#outputs) seen[`activations ${path}`] = output.clone();
      tf.dispose([...this.#outputs.values()]);
      this.#outputs.clear();
      return seen;
    };
  }

  protected async read(step: number, seen: tf.NamedTensorMap): Promise<Observation> {
    const parts = { activations: new Map(), gradients: new Map(), weights: new Map() };
    const reads = Object.entries(seen).map(([name, tensor]) => [name, readAndDispose(tensor)] as const);
    for (const [name, observed] of reads) {
      const [part, path] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
      parts[part as ObservedPart].set(path, await observed);
    }
    return { step, ...parts };
  }

  /** @throws {ArgumentError} when a pattern names nothing; the message lists what there is. */
  #requireNamed(): void {
    const modules = [...this.model.namedModules().keys()];
    const paths = [...modules, ...this.model.parameters().keys()];
    for (const pattern of this.#patterns) {
      if (paths.some(pathTest('observe', pattern))) continue;
      const shown = paths.filter((path) => path !== '');
      const listed = (shown.length > 12 ? [...shown.slice(0, 12), '…'] : shown).join(', ');
      throw new ArgumentError(
        `observe: no module and no parameter of ${this.model.title} is named by ${String(pattern)}; there are ${listed}.`,
      );
    }
  }
}

/** What a module gave: a tensor under its path, or several by name under theirs. */
function tensorsOf(path: string, output: unknown): [string, tf.Tensor][] {
  if (output instanceof tf.Tensor) return [[path, output]];
  const entries = typeof output === 'object' && output !== null ? Object.entries(output) : [];
  return entries
    .filter((entry): entry is [string, tf.Tensor] => entry[1] instanceof tf.Tensor)
    .map(([name, tensor]) => [path ? `${path}.${name}` : name, tensor]);
}
