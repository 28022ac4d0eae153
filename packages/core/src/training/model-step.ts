import {
  compile,
  type Compiled,
  type CompileOptions,
  type ProgramReport,
  TraceError,
} from '@thaw/backend/compile';

import type { AnyModule } from '../module/module.ts';
import { watchForward } from '../module/watch-forward.ts';
import type { Parameter } from '../module/weight.ts';
import { StepVariant } from './step-variant.ts';

/** How a step of a model is taken. */
interface ModelStepOptions {
  /** What, besides what the model is set to, decides by which way the step goes. @defaultValue nothing does */
  readonly variant?: () => string;
  /** The steps in a warning, such as `The steps of this training`. */
  readonly what: string;
  /** How numbers lie between the operations of a program. */
  readonly storage?: CompileOptions['storage'];
}

/** After how many steps another trace is little. */
const MANY = 100;

/** A step of a model by programs, one for each kind of inputs; or eagerly, where it cannot be compiled. */
export class ModelStep<Inputs extends readonly unknown[], Outputs> {
  /** Those by which the coming step goes. */
  parameters: readonly Parameter[] = [];
  readonly #compiled: Compiled<Inputs, Outputs>;
  readonly #model: AnyModule;
  readonly #what: string;
  /** Why steps are taken eagerly. */
  #failure: { readonly error: unknown } | undefined;
  #taken = 0;
  #nextCheck = 2;
  /** The parameters of the step before. */
  #latest: readonly Parameter[] = [];
  /** The first step of the latest epoch at which something was looked for. */
  #checkedEpoch = 0;

  constructor(model: AnyModule, step: (...inputs: Inputs) => Outputs, options: ModelStepOptions) {
    const settings = new StepVariant(model);
    const variant = (): string =>
      [options.variant?.(), settings.of(this.parameters)].filter((part) => part).join(', ');
    const traced = (...inputs: Inputs): Outputs =>
      settings.trace(() => namingModules(model, () => step(...inputs)));
    this.#compiled = compile(traced, {
      name: model.title,
      variant,
      ...(options.storage && { storage: options.storage }),
    });
    this.#model = model;
    this.#what = options.what;
  }

  /**
   * One step.
   *
   * @param insists whether it must be compiled; else one that cannot be is taken by `eagerly`, now and from now on.
   */
  async take<Eager>(inputs: Inputs, eagerly: () => Eager, insists: boolean): Promise<Outputs | Eager> {
    if (this.#failure && !insists) return eagerly();
    const failure =
      this.#failure ??
      (this.#isCheckDue() ? await failureOf(() => this.#compiled.check(...inputs)) : undefined);
    const taken = failure ? undefined : this.#compiled.now(...inputs);
    if (taken) return taken.outputs;
    const failed = failure ?? (await failureOf(() => this.#compiled.prepare(...inputs)));
    if (!failed) return this.#compiled(...inputs);
    if (insists) throw failed.error;
    const eager = eagerly(); // what is wrong with the step itself is thrown as ever
    this.#failure = failed;
    this.#warnOf((failed.error as Error).message);
    return eager;
  }

  /**
   * Whether something changed behind the programs is looked for: at the second step, the eighth, the 32nd …, and as an epoch begins, where
   * many were taken since, for between epochs much may be set. It costs a trace.
   */
  #isCheckDue(): boolean {
    const isNext = ++this.#taken >= this.#nextCheck;
    if (isNext) this.#nextCheck *= 4;
    const begins = this.parameters !== this.#latest; // they are looked for once an epoch
    this.#latest = this.parameters;
    if (!begins || this.#taken - this.#checkedEpoch <= MANY) return isNext;
    this.#checkedEpoch = this.#taken;
    return true;
  }

  /** One reason is told once a model: that it cannot be compiled is as true of its validation as of its training. */
  #warnOf(reason: string): void {
    const told = reasons.get(this.#model) ?? new Set();
    if (told.has(reason)) return;
    reasons.set(this.#model, told.add(reason));
    // oxlint-disable-next-line no-console -- nothing is wrong, but slower than it could be
    console.warn(
      `${this.#what} are taken kernel by kernel, for they cannot be compiled: ${reason} ` +
        '{ compile: false } says that this is meant, and { compile: true } makes it an error.',
    );
  }

  /** The programs there are, one for each kind of inputs. */
  get programs(): readonly ProgramReport[] {
    return this.#compiled.programs;
  }

  dispose(): void {
    this.#compiled.dispose();
  }
}

/** Why steps of a model are taken eagerly, as far as it was told. */
const reasons = /* @__PURE__ */ new WeakMap<object, Set<string>>();

/** Says in the error of a step that cannot be compiled in which module it happened. */
function namingModules<Result>(model: AnyModule, run: () => Result): Result {
  let where: AnyModule | undefined;
  try {
    return watchForward(
      model.namedModules().values(),
      (module, forward) => {
        try {
          return forward();
        } catch (error) {
          where ??= module;
          throw error;
        }
      },
      run,
    );
  } catch (error) {
    if (!where || !(error instanceof TraceError)) throw error;
    throw new TraceError(`${where.title}: ${error.message}`, { cause: error });
  }
}

async function failureOf(
  action: () => void | Promise<void>,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return { error };
  }
}
