import { ArgumentError, environmentVariable, Random } from '@thaw/backend';
import { compile, type Compiled, TraceError } from '@thaw/backend/compile';

import type { Weighting } from '../losses/weighting.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule, Context } from '../module/module.ts';
import { watchForward } from '../module/watch-forward.ts';
import type { Parameter } from '../module/weight.ts';
import type { Inputs } from './batch.ts';
import type { LearningRule } from './learning-rule.ts';
import type { Optimizer } from './optimizer.ts';
import { StepVariant } from './step-variant.ts';
import type { Learning, Taken } from './stepper.ts';
import type { DeviceBatch } from './to-device.ts';

/** A step that is taken kernel by kernel. */
type TakeEagerly = (batch: DeviceBatch, context: Context) => Taken;

/** What of a batch is on the device. */
interface Given {
  readonly input: Inputs;
  readonly target: Inputs | undefined;
  readonly weighting: Weighting | undefined;
}

/** What of a step a program gives. */
type OnDevice = Pick<Taken, 'sums' | 'seen'>;

/** The steps that a model has learnt by, and by what: those of another run of the same go on by the same programs. */
const known = /* @__PURE__ */ new WeakMap<
  object,
  { readonly by: readonly unknown[]; readonly steps: CompiledSteps }
>();

/**
 * The steps of a training run as programs. They are kept with the model until it is disposed or learns in another way: whoever trains on batch by
 * batch, a call of `train` for each, compiles once.
 *
 * @param insists whether steps must be compiled; else those that cannot be are taken eagerly.
 */
export function compiledSteps(
  model: AnyModule,
  learning: Learning,
  metrics: readonly Metric<unknown>[],
  insists: boolean | undefined,
  takeEagerly: TakeEagerly,
): CompiledSteps {
  const { loss, objective, optimizer, rule } = learning;
  const by = [loss, objective, optimizer, rule, insists, ...metrics];
  const before = known.get(model);
  if (before && by.length === before.by.length && by.every((part, i) => part === before.by[i])) {
    before.steps.takeEagerly = takeEagerly;
    return before.steps;
  }
  before?.steps.dispose();
  known.delete(model);
  const learner = (optimizer ?? rule) as Optimizer | LearningRule;
  const steps = new CompiledSteps(model, learner, insists ?? false, takeEagerly);
  freeWith(model);
  known.set(model, { by, steps });
  return steps;
}

/** Frees the programs when the model is disposed, or one that it is a part of. */
function freeWith(model: AnyModule): void {
  const value = function (this: { release(): void }): void {
    known.get(model)?.steps.dispose();
    known.delete(model);
    delete (this as { release?: unknown }).release;
    this.release();
  };
  Object.defineProperty(model, 'release', { value, configurable: true });
}

/** Takes steps by programs, one for each kind of batch; or eagerly, where they cannot be compiled. */
export class CompiledSteps {
  /** The step, kernel by kernel: what is compiled. */
  takeEagerly: TakeEagerly;
  readonly #model: AnyModule;
  readonly #insists: boolean;
  readonly #compiled: Compiled<[Given], OnDevice>;
  readonly #variant: StepVariant;
  /** The one generator of all steps: before each it becomes that of the step. */
  readonly #random = new Random(0);
  #parameters: readonly Parameter[] = [];
  /** The batch of the coming step, whose numbers on the host are looked at before it. */
  #batch: DeviceBatch | undefined;
  /** What the sums are of, as the latest trace told. */
  #told: Pick<Taken, 'figures' | 'lengths'> | undefined;
  #isEager: boolean;
  #taken = 0;
  #nextCheck = 2;

  constructor(
    model: AnyModule,
    learner: Optimizer | LearningRule,
    insists: boolean,
    takeEagerly: TakeEagerly,
  ) {
    this.#model = model;
    this.#insists = insists;
    this.takeEagerly = takeEagerly;
    this.#variant = new StepVariant(model);
    const { phase } = learner;
    this.#isEager = phase === undefined || (!insists && isTurnedOff());
    if (insists && phase === undefined) {
      throw new ArgumentError(
        'train: { compile: true } needs an optimizer or rule that tells its phase(), as those of @thaw/optimizers do: what it counts in ' +
          'JavaScript would stand still in a program.',
      );
    }
    const variant = (): string =>
      [learner.phase!(), this.#variant.of(this.#parameters)].filter((part) => part).join(', ');
    this.#compiled = compile((given: Given) => this.#trace(given), { name: model.title, variant });
  }

  /** One step. */
  async take(batch: DeviceBatch, context: Context, parameters: readonly Parameter[]): Promise<Taken> {
    if (this.#isEager) return this.takeEagerly(batch, context);
    const { input, target, weighting } = batch;
    const given = { input, target, weighting };
    this.#batch = batch;
    this.#parameters = parameters;
    this.#random.become(context.random!);
    const checked = this.#isCheckDue() ? await failureOf(async () => this.#compiled.check(given)) : undefined;
    const taken = checked ? undefined : this.#compiled.now(given);
    if (taken) return { ...taken.outputs, ...this.#told! };
    const failure = checked ?? (await failureOf(() => this.#compiled.prepare(given)));
    if (!failure) return { ...(await this.#compiled(given)), ...this.#told! };
    if (this.#insists) throw failure.error;
    const eager = this.takeEagerly(batch, context); // what is wrong with the step itself is thrown as ever
    this.#isEager = true;
    warnOf(failure.error);
    return eager;
  }

  /** Whether something changed behind the programs is looked for at the second step, the eighth, the 32nd … */
  #isCheckDue(): boolean {
    if (++this.#taken < this.#nextCheck) return false;
    this.#nextCheck *= 4;
    return true;
  }

  dispose(): void {
    this.#compiled.dispose();
  }

  /** The step of a batch of these shapes; what is looked at on the host is that of the batch of each run. */
  #trace({ input, target, weighting }: Given): OnDevice {
    const batch = () => this.#batch!;
    const { size, dispose } = batch();
    const traced: DeviceBatch = {
      input,
      target,
      weighting,
      size,
      dispose,
      get inputValues() {
        return batch().inputValues;
      },
      get targetValues() {
        return batch().targetValues;
      },
    };
    const context = { training: true, random: this.#random };
    const step = (): Taken => namingModules(this.#model, () => this.takeEagerly(traced, context));
    const { sums, seen, figures, lengths } = this.#variant.trace(step);
    this.#told = { figures, lengths };
    return { sums, seen };
  }
}

/**
 * Whether the environment says that no steps are to be compiled but those that a program insists on: to see whether a result hangs on it.
 *
 * @throws {ArgumentError} when `THAW_COMPILE` says something else than off.
 */
function isTurnedOff(): boolean {
  const said = environmentVariable('THAW_COMPILE');
  if (said === undefined || said === '') return false;
  if (said === 'off') return true;
  throw new ArgumentError(`THAW_COMPILE may be off, got "${said}".`);
}

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

async function failureOf(action: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return { error };
  }
}

function warnOf(error: unknown): void {
  // oxlint-disable-next-line no-console -- nothing is wrong, but slower than it could be
  console.warn(
    `The steps of this training are taken kernel by kernel, for they cannot be compiled: ${(error as Error).message} ` +
      '{ compile: false } says that this is meant, and { compile: true } makes it an error.',
  );
}
