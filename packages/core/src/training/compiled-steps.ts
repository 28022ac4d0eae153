import { ArgumentError, checkOptions, Random } from '@thaw/backend';
import type { CompileOptions } from '@thaw/backend/compile';

import type { Weighting } from '../losses/weighting.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule, Context } from '../module/module.ts';
import type { Parameter } from '../module/weight.ts';
import type { Inputs } from './batch.ts';
import { keptWith } from './keep-with.ts';
import type { LearningRule } from './learning-rule.ts';
import { ModelStep } from './model-step.ts';
import type { Optimizer } from './optimizer.ts';
import type { Learning, Taken } from './stepper.ts';
import type { DeviceBatch } from './to-device.ts';
import type { TrainOptions } from './train.ts';
import { isTurnedOff } from './turned-off.ts';

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

/**
 * The steps of a training run as programs. They are kept with the model until it is disposed or learns in another way: whoever trains on batch by
 * batch, a call of `train` for each, compiles once.
 *
 * @param compile whether steps must be compiled, and how; else those that cannot be are taken eagerly.
 * @throws {ArgumentError} when compile is an object of anything but storage, or the learner cannot be compiled and must be.
 */
export function compiledSteps(
  model: AnyModule,
  learning: Learning,
  metrics: readonly Metric<unknown>[],
  compile: TrainOptions['compile'],
  takeEagerly: TakeEagerly,
): CompiledSteps {
  const options = typeof compile === 'object' ? compile : {};
  checkOptions('compile', options, ['storage']);
  const { storage } = options;
  const insists = compile && true;
  const { loss, objective, optimizer, rule } = learning;
  const by = [loss, objective, optimizer, rule, insists, storage, ...metrics];
  const learner = (optimizer ?? rule) as Optimizer | LearningRule;
  const make = (): CompiledSteps => new CompiledSteps(model, learner, insists ?? false, storage);
  const steps = keptWith(model, 'learning', by, make);
  steps.takeEagerly = takeEagerly;
  return steps;
}

/** Takes steps by programs, one for each kind of batch; or eagerly, where they cannot be compiled. */
export class CompiledSteps {
  /** The step, kernel by kernel: what is compiled. */
  takeEagerly!: TakeEagerly;
  readonly #insists: boolean;
  readonly #step: ModelStep<[Given], OnDevice>;
  /** The one generator of all steps: before each it becomes that of the step. */
  readonly #random = new Random(0);
  /** The batch of the coming step, whose numbers on the host are looked at before it. */
  #batch: DeviceBatch | undefined;
  /** What the sums are of, as the latest trace told. */
  #told: Pick<Taken, 'figures' | 'lengths'> | undefined;
  readonly #isEager: boolean;

  constructor(
    model: AnyModule,
    learner: Optimizer | LearningRule,
    insists: boolean,
    storage: CompileOptions['storage'],
  ) {
    this.#insists = insists;
    const { phase } = learner;
    this.#isEager = phase === undefined || (!insists && isTurnedOff());
    if (insists && phase === undefined) {
      throw new ArgumentError(
        'train: { compile: true } needs an optimizer or rule that tells its phase(), as those of @thaw/optimizers do: what it counts in ' +
          'JavaScript would stand still in a program.',
      );
    }
    const variant = (): string => learner.phase!();
    const what = 'The steps of this training';
    this.#step = new ModelStep(model, (given: Given) => this.#trace(given), { variant, what, storage });
  }

  /** One step. */
  async take(batch: DeviceBatch, context: Context, parameters: readonly Parameter[]): Promise<Taken> {
    const eagerly = (): Taken => this.takeEagerly(batch, context);
    if (this.#isEager) return eagerly();
    const { input, target, weighting } = batch;
    this.#batch = batch;
    this.#step.parameters = parameters;
    this.#random.become(context.random!);
    const taken = await this.#step.take([{ input, target, weighting }], eagerly, this.#insists);
    return { ...this.#told!, ...taken };
  }

  dispose(): void {
    this.#step.dispose();
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
    const { sums, seen, figures, lengths } = this.takeEagerly(traced, {
      training: true,
      random: this.#random,
    });
    this.#told = { figures, lengths };
    return { sums, seen };
  }
}
