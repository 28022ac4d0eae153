import { checkOptions, everyRun, tf } from '@thaw/backend';
import type { LearningRule, Module } from '@thaw/core';

import { AverageLoan } from './averages.ts';
import type { PerceptronRuleOptions } from './perceptron-rule.ts';
import { errorsOf, learnFrom, requireRate, UnitMemory } from './taught-unit.ts';

/** A perceptron rule that keeps the weights that were right for longest. */
export interface PocketPerceptronRule extends LearningRule {
  readonly learningRate: number;
  /** All updates go one way. */
  phase(): string;
  /**
   * Does something, such as `evaluate` or `save`, with the weights in the pocket, and puts the others back. No step may be taken meanwhile.
   *
   * @throws {ArgumentError} when it is within another, or no step was taken.
   */
  withPocket<Result>(body: () => Result | Promise<Result>): Promise<Result>;
  /**
   * Puts the weights of the pocket into the unit for good: training is over.
   *
   * @throws {ArgumentError} when no step was taken.
   */
  assignPocket(): void;
  /** Frees what is remembered; the rule may then teach another unit. */
  dispose(): void;
}

/**
 * Rosenblatt's rule with a pocket: the weights that answered the longest run of examples without a mistake are kept aside. Where no line separates the
 * classes the rule itself never settles, but the pocket comes to hold weights with the fewest mistakes.
 *
 * run ← run + rows while all are right, else 0;   the pocket takes W and b whenever run is longer than any before
 *
 * Each unit of a layer has a run and a pocket of its own. Give batches of one row, shuffled: a run in a fixed order says less. One
 * rule remembers one layer of units. (Gallant's ratchet, which counts all mistakes before it changes the pocket, is left out: it goes through the
 * whole table at each step.)
 *
 * @throws {ArgumentError} when learningRate is not above 0, the module has no kernel and bias that train or is another than before,
 * or there are no targets.
 * @throws {ShapeError} when the targets have not the shape of the outputs.
 * @see Gallant 1990, https://doi.org/10.1109/72.80230
 * @example
 * ```ts
 * import { accuracy, evaluate, fit } from '@thaw/core';
 * import { xor } from '@thaw/datasets';
 * import { ThresholdUnit } from '@thaw/layers';
 * import { pocketPerceptronRule } from '@thaw/optimizers';
 *
 * const [unit, rule] = [new ThresholdUnit(2), pocketPerceptronRule()];
 * await fit(unit, xor().batches(1), { rule, epochs: 50 });
 * rule.assignPocket();
 * rule.dispose();
 * console.log(await evaluate(unit, xor().batches(4), { metrics: [accuracy()] }));
 * ```
 */
export function pocketPerceptronRule(options: PerceptronRuleOptions = {}): PocketPerceptronRule {
  checkOptions(NAME, options, ['learningRate']);
  return new PocketPerceptron(requireRate(NAME, options.learningRate ?? 1));
}

const NAME = 'pocketPerceptronRule';

class PocketPerceptron implements PocketPerceptronRule {
  readonly learningRate: number;
  readonly #memory = new UnitMemory<'kernel' | 'bias' | 'run' | 'longest'>(NAME);
  readonly #loan = new AverageLoan(
    NAME,
    () => this.#memory.instead(this.#memory.slots.kernel, this.#memory.slots.bias),
    { what: 'weights of the pocket stand', lender: 'withPocket' },
  );

  constructor(learningRate: number) {
    this.learningRate = learningRate;
  }

  phase(): string {
    return '';
  }

  update(module: Module, input: tf.Tensor, target?: tf.Tensor): tf.Scalar {
    everyRun(() => this.#loan.requireHome());
    return tf.tidy(() => {
      const mistakes = errorsOf(NAME, module, input, target);
      const { unit, slots } = this.#memory.of(module, ({ kernel, bias }) => ({
        kernel: kernel.value,
        bias: bias.value,
        run: tf.zerosLike(bias.value),
        longest: tf.zerosLike(bias.value),
      }));
      // All of it on the device, by unit: nothing is read within a step.
      const isRight = mistakes.abs().max(0).equal(0);
      const run = tf.where(isRight, slots.run.add(mistakes.shape[0]), 0);
      const isLongest = run.greater(slots.longest);
      slots.kernel.assign(tf.where(isLongest, unit.kernel.value, slots.kernel));
      slots.bias.assign(tf.where(isLongest, unit.bias.value, slots.bias));
      slots.longest.assign(tf.maximum(slots.longest, run));
      slots.run.assign(run);
      learnFrom(unit, input, mistakes, this.learningRate);
      return mistakes.abs().mean();
    });
  }

  withPocket<Result>(body: () => Result | Promise<Result>): Promise<Result> {
    return this.#loan.lend(body);
  }

  assignPocket(): void {
    this.#loan.assign();
  }

  dispose(): void {
    this.#memory.dispose();
  }
}
