import { checkOptions, everyRun, tf } from '@thaw/backend';
import type { LearningRule, Module } from '@thaw/core';

import { AverageLoan, type Averages } from './averages.ts';
import type { PerceptronRuleOptions } from './perceptron-rule.ts';
import { errorsOf, learnFrom, requireRate, UnitMemory } from './taught-unit.ts';

/** A perceptron rule that keeps the mean of the weights after each step. */
export interface AveragedPerceptronRule extends LearningRule, Averages {
  readonly learningRate: number;
  /** All updates go one way. */
  phase(): string;
  /** Frees what is remembered; the rule may then teach another unit. */
  dispose(): void;
}

/**
 * Rosenblatt's rule, and beside it the mean of the weights over all steps: weights that held for long count for much, so that the
 * last mistakes cannot spoil the unit. Where no line separates the classes it errs less on new data than the last weights.
 *
 * (W̄, b̄) = mean over the steps of (W, b) after the step, which moves as `perceptronRule` does
 *
 * Give batches of one row, shuffled, for the published algorithm. The unit trains with its own weights; `withAverages` puts the means in their place for a
 * while, `assignAverages` for good. One rule remembers one unit.
 *
 * @throws {ArgumentError} when learningRate is not above 0, the module has no kernel and bias that train or is another than before,
 * there are no targets, or averages are asked for before the first step.
 * @throws {ShapeError} when the targets have not the shape of the outputs.
 * @see Freund and Schapire 1999, https://doi.org/10.1023/A:1007662407062, §2.1: the average in place of the vote
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { gate } from '@thaw/datasets';
 * import { ThresholdUnit } from '@thaw/layers';
 * import { averagedPerceptronRule } from '@thaw/optimizers';
 *
 * const rule = averagedPerceptronRule();
 * await fit(new ThresholdUnit(2), gate('or').batches(1), { rule, epochs: 10 });
 * rule.assignAverages();
 * rule.dispose();
 * ```
 */
export function averagedPerceptronRule(options: PerceptronRuleOptions = {}): AveragedPerceptronRule {
  checkOptions(NAME, options, ['learningRate']);
  return new AveragedPerceptron(requireRate(NAME, options.learningRate ?? 1));
}

const NAME = 'averagedPerceptronRule';

class AveragedPerceptron implements AveragedPerceptronRule {
  readonly learningRate: number;
  /** Sums, not means: of whole numbers they are exact. */
  readonly #memory = new UnitMemory<'kernel' | 'bias'>(NAME);
  #steps = 0;
  readonly #loan = new AverageLoan(NAME, () => {
    const { kernel, bias } = this.#memory.slots;
    return this.#memory.instead(tf.div(kernel, this.#steps), tf.div(bias, this.#steps));
  });

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
        kernel: tf.zerosLike(kernel.value),
        bias: tf.zerosLike(bias.value),
      }));
      learnFrom(unit, input, mistakes, this.learningRate);
      slots.kernel.assign(slots.kernel.add(unit.kernel.value));
      slots.bias.assign(slots.bias.add(unit.bias.value));
      everyRun(() => void this.#steps++);
      return mistakes.abs().mean();
    });
  }

  withAverages<Result>(body: () => Result | Promise<Result>): Promise<Result> {
    return this.#loan.lend(body);
  }

  assignAverages(): void {
    this.#loan.assign();
  }

  dispose(): void {
    this.#memory.dispose();
    this.#steps = 0;
  }
}
