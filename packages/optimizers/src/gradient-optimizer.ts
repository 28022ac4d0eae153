import { ArgumentError, decided, liveTensor, tf } from '@thaw/backend';
import type { HostTensor } from '@thaw/core';

import { clipGradients } from './clip-gradients.ts';
import { joined, split } from './exact-number.ts';
import { commonConfig, type GradientOptions, type Group, readGroups } from './gradient-options.ts';
import { type Pace, stepOf } from './pace.ts';
import { asSchedule, configOf, type Schedule } from './schedules/schedule.ts';
import { type VariableGradient, type Slots, StatefulOptimizer } from './stateful-optimizer.ts';

/** A variable that is to be moved, its gradient (clipped, with l2·w added), and what is remembered of it. */
export interface Move<Names extends string = string> extends VariableGradient {
  readonly slots: Slots<Names>;
}

/**
 * One algorithm: what it remembers of each variable and how it moves them. All it knows of the past is in its slots and the step, so
 * that one compiled step stands for all: what depends on the step or the rate is a tensor, `pace.number(…)`.
 */
export interface Algorithm<Names extends string = string> {
  /** Its name, the beginning of messages. */
  readonly name: string;
  /** Its own options, for `getConfig`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it remembers of a variable before the first step. */
  start(variable: tf.Variable, rate: number, path: string): Record<Names, tf.Tensor>;
  /** Which way a step goes, where some go another way: they are compiled by themselves. `pace.phase` tells it to `update`. */
  phase?(step: number): string;
  /** Moves variables of one group. Runs within a tidy; nothing may be read from the device. */
  update(moves: readonly Move<Names>[], pace: Pace): void;
}

/**
 * Descent by gradients: groups of parameters, clipping, coupled decay, schedules and state round an algorithm, which may be
 * your own.
 *
 * @example
 * ```ts
 * import { GradientOptimizer } from '@thaw/optimizers';
 *
 * const signDescent = new GradientOptimizer(
 *   {
 *     name: 'signDescent',
 *     config: {},
 *     start: () => ({}),
 *     update: (moves, pace) => {
 *       const rate = pace.number(({ rate }) => rate);
 *       for (const { variable, gradient } of moves) variable.assign(variable.sub(gradient.sign().mul(rate)));
 *     },
 *   },
 *   { learningRate: 0.01, globalClipNorm: 1 },
 * );
 * ```
 */
export class GradientOptimizer extends StatefulOptimizer {
  readonly #algorithm: Algorithm;
  readonly #options: GradientOptions;
  readonly #groups: readonly Group[];
  #rate: number | Schedule;
  /** The rate that was set by hand, in place of the one in the options. */
  #setRate: number | undefined;
  #checked = false;

  /** @throws {ArgumentError} when learningRate is missing or not above 0, or another option is out of range. */
  constructor(algorithm: Algorithm, options: GradientOptions) {
    super(algorithm.name);
    this.#algorithm = algorithm;
    this.#options = options;
    this.#groups = readGroups(algorithm.name, options);
    asSchedule(algorithm.name, 'learningRate', options.learningRate!);
    this.#rate = options.learningRate!;
  }

  get learningRate(): number {
    return rateIn(this.#rate, Math.max(this.step, 1));
  }

  /** Setting it ends a schedule; groups with a rate of their own keep it. */
  set learningRate(rate: number) {
    if (!(typeof rate === 'number' && rate >= 0 && rate < Infinity)) {
      throw new ArgumentError(`${this.name}: learningRate must be 0 or above, got ${String(rate)}.`);
    }
    this.#rate = this.#setRate = rate;
  }

  override phase(): string {
    return this.#algorithm.phase?.(this.step + 1) ?? '';
  }

  protected take(gradients: readonly VariableGradient[], step: number): void {
    this.#checkGroups(gradients);
    const clipped = clipGradients(
      gradients.map(({ gradient }) => gradient),
      this.#options,
    );
    const members = new Map<Group, Move[]>();
    for (const [i, given] of gradients.entries()) {
      const { variable, path } = given;
      const group = this.#groups.find(({ means }) => means(path))!;
      const gradient = group.l2 === 0 ? clipped[i]! : tf.add(clipped[i]!, tf.mul(variable, group.l2));
      const slots = this.slotsOf(given, () =>
        this.#algorithm.start(variable, this.#rateOf(group, step), path),
      );
      if (!members.has(group)) members.set(group, []);
      members.get(group)!.push({ variable, path, gradient, slots });
    }
    for (const [group, moves] of members) this.#algorithm.update(moves, this.#paceOf(group));
  }

  override async state(): Promise<Map<string, HostTensor>> {
    const rate = this.#setRate;
    const state = await super.state();
    if (rate !== undefined) state.set('learningRate', split(rate));
    return state;
  }

  override restore(state: ReadonlyMap<string, HostTensor>): void {
    super.restore(state);
    const rate = state.get('learningRate');
    this.#setRate = rate && joined(rate);
    this.#rate = this.#setRate ?? this.#options.learningRate!;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const shown = {
      ...this.#algorithm.config,
      ...commonConfig(this.#options),
      learningRate: configOf(this.#rate),
    };
    return shown as tf.serialization.ConfigDict;
  }

  #paceOf(group: Group): Pace {
    const stepNow = (): number => stepOf(this);
    const rateNow = (): number => this.#rateOf(group, stepNow());
    const pace: Pace = {
      get step() {
        return stepNow();
      },
      get rate() {
        return rateNow();
      },
      weightDecay: group.weightDecay,
      phase: decided(() => this.phase()),
      number: (of) => liveTensor(() => of(pace)),
    };
    return pace;
  }

  /** @throws {ArgumentError} when a schedule gives no rate; 1 / step, for one, is infinite at first. */
  #rateOf({ rateAt, rateFactor }: Group, step: number): number {
    const rate = rateIn(rateAt ?? this.#rate, step);
    if (rate >= 0 && rate < Infinity) return rate * rateFactor;
    throw new ArgumentError(
      `${this.name}: the schedule gives ${String(rate)} at step ${step - 1}; a rate is 0 or above, and steps count from 0.`,
    );
  }

  /** A group that means nothing is a slip of the pen. */
  #checkGroups(gradients: readonly VariableGradient[]): void {
    if (this.#checked) return;
    const paths = [...new Set([...this.paths, ...gradients.map(({ path }) => path)])];
    const idle = this.#groups.slice(0, -1).find(({ means }) => !paths.some(means));
    if (idle) {
      throw new ArgumentError(
        `${this.name}: the group '${idle.title}' means none of the parameters ${paths.join(', ')}; ` +
          "* stands for one part of a path, ** for any number, as in '**.bias'.",
      );
    }
    this.#checked = true;
  }
}

/** The rate of a step counted from 1. */
function rateIn(rate: number | Schedule, step: number): number {
  return typeof rate === 'number' ? rate : rate(step - 1);
}
