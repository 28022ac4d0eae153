import { ArgumentError, tf, type ValueAndGradients } from '@thaw/backend';

import { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
import type { GradientOptions } from './gradient-options.ts';
import { copyOf } from './optimizer-around.ts';
import { dot, flat, partsOf, rowsOf, shifted, twoLoops } from './quasi-newton.ts';
import type { VariableGradient } from './stateful-optimizer.ts';
import { choose, type Place, wolfeSearch } from './wolfe-search.ts';

/** The loss at the weights before a step. */
interface Told {
  loss?: tf.Tensor | undefined;
}

type SearchSlots = 'steps' | 'changes' | 'base' | 'direction' | 'atBase' | 'atLow' | 'atHigh' | 'numbers';

/** What `numbers` holds: three for each place, then those of the search, and a 1 once it has begun. */
const count = 14;

/**
 * L-BFGS with a line search: each step tries one place, keeps what it has found, and moves the weights to the place to be
 * tried next. It compares losses, so it takes them from `gradients`, which `train`, `fit` and `minimize` ask.
 */
export class SearchingLbfgs extends GradientOptimizer {
  /** Whoever gathers gradients of several batches has no loss of all to tell it. */
  readonly comparesLosses = true;
  readonly #told: Told;

  constructor(config: { readonly historySize: number }, common: GradientOptions) {
    const told: Told = {};
    super(algorithmOf(config, told), common);
    this.#told = told;
  }

  override gradients(compute: () => tf.Tensor, variables: readonly tf.Variable[]): ValueAndGradients {
    const found = super.gradients(compute, variables);
    this.#forget();
    this.#told.loss = tf.keep(copyOf(found.value));
    return found;
  }

  override computeGradients(
    f: () => tf.Scalar,
    variables?: tf.Variable[],
  ): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    const all = Object.values(tf.engine().registeredVariables).filter(({ trainable }) => trainable);
    const { value, gradients } = this.gradients(f, variables ?? all);
    return { value, grads: gradients };
  }

  override dispose(): void {
    super.dispose();
    this.#forget();
  }

  protected override take(gradients: readonly VariableGradient[], step: number): void {
    if (!this.#told.loss) {
      throw new ArgumentError(
        'lbfgs: a line search compares losses, which applyGradients does not tell; step by minimize, train or fit.',
      );
    }
    try {
      super.take(gradients, step);
    } finally {
      this.#forget();
    }
  }

  #forget(): void {
    this.#told.loss?.dispose();
    this.#told.loss = undefined;
  }
}

function algorithmOf(config: { readonly historySize: number }, told: Told): Algorithm<SearchSlots> {
  const { historySize } = config;
  return {
    name: 'lbfgs',
    config,
    start: (variable) => ({
      steps: tf.zeros([historySize, ...variable.shape]),
      changes: tf.zeros([historySize, ...variable.shape]),
      base: copyOf(variable),
      direction: tf.zeros(variable.shape),
      atBase: tf.zeros(variable.shape),
      atLow: tf.zeros(variable.shape),
      atHigh: tf.zeros(variable.shape),
      numbers: tf.zeros([count]),
    }),
    update: (moves, pace) => {
      const of = (slot: SearchSlots): tf.Tensor1D => flat(moves, ({ slots }) => slots[slot]);
      const put = (slot: SearchSlots, vector: tf.Tensor): void =>
        partsOf(vector, moves).forEach((part, i) => moves[i]!.slots[slot].assign(part));
      const [direction, base] = [of('direction'), of('base')];
      const now = flat(moves, ({ variable }) => variable);
      const { start, low, high, length, encloses, nearEnd, tries, begun } = read(moves);
      const gradient = flat(moves, (move) => move.gradient);
      const here = { length, loss: told.loss!, slope: dot(gradient, direction), gradient };
      const reach = tf.max(tf.abs(direction));
      const tried = wolfeSearch({ low, high, encloses, nearEnd, tries }, start, here, reach);

      // At first, and when a weight joins, there is no line, and here is where one begins.
      const zero = tf.scalar(0);
      const isDone = tf.logicalOr(tried.isDone, tf.logicalNot(begun));
      const end = choose(begun, tried.low, { ...here, length: zero });
      const walked = tf.mul(direction, end.length);
      const change = tf.sub(end.gradient, start.gradient);
      const isLearnt = tf.logicalAnd(tf.logicalAnd(isDone, begun), tf.greater(dot(walked, change), 1e-10));
      const [walkedParts, changeParts] = [partsOf(walked, moves), partsOf(change, moves)];
      for (const [i, { slots }] of moves.entries()) {
        slots.steps.assign(tf.where(isLearnt, shifted(slots.steps, walkedParts[i]!), slots.steps));
        slots.changes.assign(tf.where(isLearnt, shifted(slots.changes, changeParts[i]!), slots.changes));
      }
      const turned = twoLoops(end.gradient, rowsOf(moves, 'steps'), rowsOf(moves, 'changes'));
      const left = tf.where(begun, tf.where(isDone, tf.add(base, walked), base), now);
      const nextDirection = tf.where(isDone, turned, direction);
      const begin = { ...end, length: zero, slope: dot(end.gradient, turned) };
      const [nextStart, nextLow] = [choose(isDone, begin, start), choose(isDone, begin, tried.low)];
      const nextHigh = choose(isDone, begin, tried.high);
      const nextLength = tf.where(
        isDone,
        pace.number(({ rate }) => rate),
        tried.length,
      );
      put('base', left);
      put('direction', nextDirection);
      put('atBase', nextStart.gradient);
      put('atLow', nextLow.gradient);
      put('atHigh', nextHigh.gradient);
      const numbers = tf.stack([
        ...[nextStart, nextLow, nextHigh].flatMap((place) => [place.length, place.loss, place.slope]),
        nextLength,
        ...[tried.encloses, tried.nearEnd, tried.tries].map((number) => tf.where(isDone, zero, number)),
        tf.scalar(1),
      ]);
      const place = partsOf(tf.add(left, tf.mul(nextDirection, nextLength)), moves);
      for (const [i, { variable, slots }] of moves.entries()) {
        slots.numbers.assign(tf.mul(numbers, 1));
        variable.assign(place[i]!);
      }
    },
  };

  function read(
    moves: readonly Move<SearchSlots>[],
  ): Record<'start' | 'low' | 'high', Place> &
    Record<'length' | 'encloses' | 'nearEnd' | 'tries' | 'begun', tf.Tensor> {
    const numbers = tf.unstack(tf.mul(moves[0]!.slots.numbers, 1));
    const place = (first: number, slot: SearchSlots): Place => ({
      length: numbers[first]!,
      loss: numbers[first + 1]!,
      slope: numbers[first + 2]!,
      gradient: flat(moves, ({ slots }) => slots[slot]),
    });
    return {
      start: place(0, 'atBase'),
      low: place(3, 'atLow'),
      high: place(6, 'atHigh'),
      length: numbers[9]!,
      encloses: numbers[10]!,
      nearEnd: numbers[11]!,
      tries: numbers[12]!,
      begun: tf.all(
        tf.stack(moves.map(({ slots }) => tf.slice(slots.numbers, [count - 1], [1]))).cast('bool'),
      ),
    };
  }
}
