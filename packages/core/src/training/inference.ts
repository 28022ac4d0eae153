import { tf } from '@thaw/backend';
import type { ProgramReport } from '@thaw/backend/compile';

import type { AnyModule, Module } from '../module/module.ts';
import type { Parameter } from '../module/weight.ts';
import type { Inputs } from './batch.ts';
import { checkPrediction } from './check-training.ts';
import { hasPrograms } from './has-programs.ts';
import { keptWith } from './keep-with.ts';
import type { ModelStep } from './model-step.ts';

/**
 * How many times a step is taken kernel by kernel for inputs of the same shapes before a program is made of it: making one takes as long as 10
 * to 20 passes of the models that were measured, so that a few passes are never slower for it, and many at most by as much again.
 */
const PASSES_BEFORE = 16;

/** How a step is taken. */
export interface Taking {
  /** Whether as a program: true or an error, false not; undefined: where it can be and pays. */
  readonly compile: boolean | undefined;
  /** Whether there will be many such steps: then the first is a program already. @defaultValue false */
  readonly isRepeated?: boolean;
}

/** A step of a model that learns nothing by it, such as a forward pass: as a program where that pays. */
export class Inference<Given extends readonly unknown[], Outputs> {
  readonly #model: AnyModule;
  readonly #step: (...given: Given) => Outputs;
  readonly #what: string;
  /** The programs; undefined before the first is made, and loaded with it. */
  #compiled: ModelStep<Given, Outputs> | undefined;
  #parameters: readonly Parameter[] = [];
  #isDisposed = false;
  /** How often inputs of which shapes came. */
  readonly #seen = new Map<string, number>();

  /** @param what the steps in a warning, such as `The forward passes`. */
  constructor(model: AnyModule, step: (...given: Given) => Outputs, what: string) {
    this.#model = model;
    this.#step = step;
    this.#what = what;
  }

  /** Looks again at what the model is made of: before steps between which it is not changed. */
  begin(): this {
    this.#parameters = [...this.#model.parameters().values()];
    return this;
  }

  /** One step; what it returns is the caller's to dispose. */
  async take(given: Given, { compile, isRepeated = false }: Taking): Promise<Outputs> {
    const eagerly = (): Outputs => tf.tidy(() => this.#step(...given) as tf.TensorContainer) as Outputs;
    const pays = compile ?? (hasPrograms() && (isRepeated || this.#isOften(given)));
    if (!pays) return eagerly();
    const compiled = this.#compiled ?? (await this.#load());
    if (!compiled) return eagerly();
    compiled.parameters = this.#parameters;
    return compiled.take(given, eagerly, compile === true);
  }

  /** Loads the compiler. */
  async #load(): Promise<ModelStep<Given, Outputs> | undefined> {
    const { ModelStep: Step } = await import('./model-step.ts');
    if (this.#isDisposed) return undefined; // meanwhile
    return (this.#compiled ??= new Step(this.#model, this.#step, { what: this.#what }));
  }

  #isOften(given: Given): boolean {
    const shapes = JSON.stringify(given, (_, value: unknown) =>
      value instanceof tf.Tensor ? [value.dtype, value.shape] : value,
    );
    const count = (this.#seen.get(shapes) ?? 0) + 1;
    this.#seen.set(shapes, count);
    return count > PASSES_BEFORE;
  }

  /** The programs there are. */
  get programs(): readonly ProgramReport[] {
    return this.#compiled?.programs ?? [];
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#compiled?.dispose();
  }
}

/** The forward passes of a model, kept with it: those of `predict`, `evaluate` and the validation of `fit` go by the same programs. */
export function forwardOf(model: AnyModule): Inference<[Inputs], Inputs> {
  const step = (input: Inputs): Inputs => passOf(model, input);
  return keptWith(model, 'inference', [], () => new Inference(model, step, 'The forward passes')).begin();
}

/** What a model makes of inputs; never the inputs themselves. */
function passOf(model: AnyModule, input: Inputs): Inputs {
  const output = checkPrediction(
    model,
    (model as Module<unknown, unknown>).forward(input, { training: false }),
  );
  if (output instanceof tf.Tensor) return output.clone();
  const named = Object.entries(output).map(([name, value]) => [
    name,
    value instanceof tf.Tensor ? value.clone() : value,
  ]);
  return Object.fromEntries(named) as Inputs; // whether they are tensors is for those to say who use them
}
