import { ArgumentError, checkOptions, checkSize, everyRun, tf } from '@thaw/backend';
import type { GradientBatch, HostTensor } from '@thaw/core';

import { OptimizerAround } from './optimizer-around.ts';
import type { StatefulOptimizer, VariableGradient } from './stateful-optimizer.ts';

/** Options of `accumulate`. */
export interface AccumulateOptions {
  /** How many batches make one step. */
  readonly batches: number;
}

/**
 * Gradient accumulation: another optimizer steps once for several batches, by the gradient that all their rows in one batch would
 * have. So a batch may be larger than the memory.
 *
 * g = Σ rowsᵢ·gᵢ / Σ rowsᵢ over the batches; rows that a mask hides count for nothing
 *
 * In `train` and `fit` an epoch ends with a step by what is left, so that `table.batches(16)` with `{ batches: 4 }` learns as
 * `table.batches(64)` does. Schedules, lookahead, averages and the like count steps, not batches: `accumulate` goes around them. The
 * loss must be a mean over rows, as losses are by default. What looks at the rows of a batch together, such as batch normalization, still
 * sees those of one. In a loop of one's own `applyGradients(gradients, { rows })` tells how many they are, and `endEpoch()` steps early.
 *
 * @throws {ArgumentError} when batches is not a whole number from 1 on, or the optimizer is none of this package or has a line search.
 * @example
 * ```ts
 * import { fit, meanSquaredError as loss } from '@thaw/core';
 * import { gate } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { accumulate, adam } from '@thaw/optimizers';
 *
 * const optimizer = accumulate(adam({ learningRate: 0.1 }), { batches: 2 });
 * const { losses } = await fit(new Dense(2, 1), gate('and').batches(1), { loss, optimizer, epochs: 5 });
 * console.log(losses.length, optimizer.steps); // 20 10
 * ```
 */
export function accumulate(optimizer: StatefulOptimizer, options: AccumulateOptions): Accumulation {
  checkOptions('accumulate', options, ['batches']);
  return new Accumulation(optimizer, checkSize('accumulate', 'batches', options.batches));
}

/** What was gathered of a variable. */
interface Sum {
  readonly path: string;
  readonly sum: tf.Variable;
}

/** An optimizer that steps once for several batches. */
export class Accumulation extends OptimizerAround {
  readonly #batches: number;
  /** How many batches were gathered since the last step, and over how many rows. */
  #gathered = 0;
  #rows: tf.Variable | undefined;
  /** The variables of which there was a gradient since then, by name: their paths and sums. */
  readonly #moved = new Map<string, Sum>();
  /** The paths of those that a restored state had gathered, until their variables are asked for. */
  #restored: readonly string[] = [];
  /** The names of variables by their paths. */
  readonly #names = new Map<string, string>();

  constructor(inner: StatefulOptimizer, batches: number) {
    super('accumulate', inner, { batches });
    if ('comparesLosses' in inner) {
      throw new ArgumentError(
        `accumulate: the line search of ${inner.name} compares losses, and would hear that of the last batch alone; leave lineSearch out, or give it larger batches.`,
      );
    }
    this.#batches = batches;
  }

  /** How many steps the other optimizer took; `step` counts batches. */
  get steps(): number {
    return this.inner.step;
  }

  protected override get gathers(): boolean {
    return true;
  }

  protected override take(
    gradients: readonly VariableGradient[],
    _step: number,
    batch: GradientBatch = { rows: 1 },
  ): void {
    this.#gatherRestored();
    const rows = countOf(batch);
    this.#rows ??= tf.variable(tf.scalar(0), false);
    this.#rows.assign(tf.add(this.#rows, rows));
    const moved = new Map<string, Sum>();
    for (const given of gradients) {
      const { sum } = this.slotsOf(given, () => ({ sum: tf.zerosLike(given.gradient) }));
      sum.assign(tf.add(sum, tf.mul(given.gradient, rows)));
      moved.set(given.variable.name, { path: given.path, sum });
    }
    if (this.#isLast) return this.#stepOn(new Map([...this.#moved, ...moved]));
    everyRun(() => {
      this.#gathered++;
      for (const [name, sum] of moved) this.#moved.set(name, sum);
    });
  }

  /** Whether the coming batch is the last of a step. */
  get #isLast(): boolean {
    return this.#gathered + 1 === this.#batches;
  }

  /** The other optimizer's way counts where it steps. */
  override phase(): string {
    return this.#isLast ? super.phase() : 'gathering';
  }

  /** The last batch steps by what was gathered before it too. */
  protected override way(): string {
    const restored = this.#restored.map((path) => this.#names.get(path) ?? path);
    return `stepping after ${[...new Set([...this.#moved.keys(), ...restored])].sort().join(' and ')}`.trim();
  }

  /** Steps by what was gathered, if anything was. */
  endEpoch(): void {
    if (this.#gathered === 0) return;
    tf.tidy(() => {
      this.#gatherRestored();
      this.#stepOn(this.#moved);
    });
  }

  override bind(paths: ReadonlyMap<string, string>): void {
    super.bind(paths);
    for (const [name, path] of paths) this.#names.set(path, name);
  }

  /** What was gathered before the run was broken off counts, also of variables that later batches leave alone. */
  #gatherRestored(): void {
    for (const path of this.#restored) {
      const variable = tf.engine().registeredVariables[this.#names.get(path) ?? path];
      if (!variable) continue;
      const start = (): { sum: tf.Tensor } => ({ sum: tf.zerosLike(variable) });
      const { sum } = this.slotsOf({ variable, gradient: variable, path }, start);
      this.#moved.set(variable.name, { path, sum });
    }
    this.#restored = [];
  }

  #stepOn(moved: ReadonlyMap<string, Sum>): void {
    const rows = this.#rows!;
    // In one order, whether or not a run was broken off: a norm over all of them is a sum, whose bits depend on it.
    const sorted = [...moved].sort(([, a], [, b]) => (a.path < b.path ? -1 : 1));
    const means = sorted.map(([name, { sum }]) => ({ name, tensor: tf.divNoNan(sum, rows) }));
    this.inner.applyGradients(means);
    for (const kept of [rows, ...sorted.map(([, { sum }]) => sum)]) kept.assign(tf.zerosLike(kept));
    everyRun(() => this.#forget());
  }

  #forget(): void {
    this.#gathered = 0;
    this.#restored = [];
    this.#moved.clear();
  }

  override async state(): Promise<Map<string, HostTensor>> {
    const [gathered, moved] = [this.#gathered, [...this.#moved.values()].map(({ path }) => path)];
    const [rows] = gathered > 0 ? await this.#rows!.data() : [];
    const state = await super.state();
    const one = { shape: [], data: Float32Array.of(1) };
    for (const path of [...moved, ...this.#restored]) state.set(`${MOVED}${path}`, one);
    if (rows !== undefined) state.set('gathered', { shape: [2], data: Float32Array.of(gathered, rows) });
    return state;
  }

  override restore(state: ReadonlyMap<string, HostTensor>): void {
    const entries = state instanceof Map ? [...(state as ReadonlyMap<string, HostTensor>)] : [];
    const isMoved = ([name]: [string, HostTensor]): boolean => name.startsWith(MOVED);
    super.restore(entries.some(isMoved) ? new Map(entries.filter((entry) => !isMoved(entry))) : state);
    this.#restored = entries.filter(isMoved).map(([name]) => name.slice(MOVED.length));
    const [gathered, rows] = (state.get('gathered')?.data ?? []) as Float32Array;
    if (gathered === undefined) return;
    this.#gathered = gathered;
    this.#rows = tf.tidy(() => tf.variable(tf.scalar(rows!), false));
  }

  override dispose(): void {
    super.dispose();
    this.#forget();
    this.#rows?.dispose();
    this.#rows = undefined;
  }
}

/** Stands before the paths of the variables that were gathered. */
const MOVED = 'moved:';

/** How much the mean gradients of a batch count: its rows, those apart that a mask hides. */
function countOf({ rows, mask }: GradientBatch): tf.Scalar {
  if (!mask) return tf.scalar(rows);
  return tf.mul(tf.mean<tf.Scalar>(tf.cast(tf.notEqual(mask, 0), 'float32')), rows);
}
