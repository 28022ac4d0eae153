import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';
import { type Module, Parameter } from '@thaw/core';

import type { Averaged } from './averages.ts';

/** What the rules with a teacher move: the weights of one layer of units. */
export interface Unit {
  readonly kernel: Parameter;
  readonly bias: Parameter;
}

/** @throws {ArgumentError} when a learning rate is not above 0. */
export function requireRate(rule: string, learningRate: number): number {
  if (typeof learningRate === 'number' && learningRate > 0 && learningRate < Infinity) return learningRate;
  throw new ArgumentError(`${rule}: learningRate must be above 0, got ${describe(learningRate)}.`);
}

/** @throws {ArgumentError} when the module has no kernel and bias that train. */
export function requireUnit(rule: string, module: Module): Unit {
  const { kernel, bias } = module as { kernel?: unknown; bias?: unknown };
  if (kernel instanceof Parameter && bias instanceof Parameter) {
    if (kernel.trainable && bias.trainable) return { kernel, bias };
    throw new ArgumentError(
      `${rule}: the kernel and bias of ${module.title} must be trainable, and one is frozen.`,
    );
  }
  throw new ArgumentError(
    `${rule}: ${module.title} has no kernel and bias of its own; the rule teaches one unit, such as new ThresholdUnit(2).`,
  );
}

/**
 * What was missing in each output: target − output, [batch, units].
 *
 * @throws {ArgumentError} when there are no targets.
 * @throws {ShapeError} when the targets have not the shape of the outputs.
 */
export function errorsOf(rule: string, module: Module, input: tf.Tensor, target?: tf.Tensor): tf.Tensor2D {
  if (!target) {
    throw new ArgumentError(`${rule}: it learns from mistakes and needs targets; give { input, target }.`);
  }
  const output = module.forward(input, { training: true });
  if (!tf.util.arraysEqual(target.shape, output.shape)) {
    throw new ShapeError(
      `${rule}: expected targets of the output's shape [${output.shape.join(', ')}], got [${target.shape.join(', ')}].`,
    );
  }
  return tf.sub<tf.Tensor2D>(target, output);
}

/** What a rule remembers of the one unit it teaches, besides the unit's own weights. */
export class UnitMemory<Name extends string> {
  #slots: Record<Name, tf.Variable> | undefined;
  #unit: Unit | undefined;
  readonly #rule: string;

  constructor(rule: string) {
    this.#rule = rule;
  }

  /**
   * The unit and what is remembered of it; made at its first step.
   *
   * @throws {ArgumentError} when it is not the unit of the steps before.
   */
  of(
    module: Module,
    first: (unit: Unit) => Record<Name, tf.Tensor>,
  ): { unit: Unit; slots: Record<Name, tf.Variable> } {
    const unit = requireUnit(this.#rule, module);
    if (this.#unit && this.#unit.kernel !== unit.kernel) {
      throw new ArgumentError(
        `${this.#rule}: it remembers another unit than ${module.title}; make a rule for each unit.`,
      );
    }
    this.#unit = unit;
    this.#slots ??= tf.tidy(
      () =>
        Object.fromEntries(
          Object.entries<tf.Tensor>(first(unit)).map(([name, value]) => [name, tf.variable(value, false)]),
        ) as Record<Name, tf.Variable>,
    );
    return { unit, slots: this.#slots };
  }

  /** @throws {ArgumentError} when no step was taken. */
  get slots(): Record<Name, tf.Variable> {
    return this.#taught().slots;
  }

  /** What may stand in for the weights: the kernel's and the bias's. */
  instead(kernel: tf.Tensor, bias: tf.Tensor): Averaged {
    const { unit } = this.#taught();
    return [
      { variable: unit.kernel.value, average: kernel },
      { variable: unit.bias.value, average: bias },
    ];
  }

  dispose(): void {
    if (this.#slots) tf.dispose(this.#slots);
    this.#slots = undefined;
    this.#unit = undefined;
  }

  #taught(): { unit: Unit; slots: Record<Name, tf.Variable> } {
    if (this.#unit && this.#slots) return { unit: this.#unit, slots: this.#slots };
    throw new ArgumentError(`${this.#rule}: it has taught no unit yet; train with it first.`);
  }
}

/** Moves the weights by rate · xᵀe, the bias by rate · e, both summed over the rows. */
export function learnFrom({ kernel, bias }: Unit, input: tf.Tensor, errors: tf.Tensor2D, rate: number): void {
  const inputs = input as tf.Tensor2D;
  kernel.assign(kernel.value.add(tf.matMul(inputs.transpose(), errors).mul(rate)));
  bias.assign(bias.value.add(errors.sum(0).mul(rate)));
}
