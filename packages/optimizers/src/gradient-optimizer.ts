import { ArgumentError, tf } from '@thaw/backend';

/** The state an algorithm keeps for each variable, each of the variable's shape, zero at first. */
export type Slots<Names extends string> = Record<Names, tf.Variable>;

/** A variable that is to be moved, its gradient, and what is known of it. */
export interface Move<Names extends string> {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly slots: Slots<Names>;
}

/**
 * What all gradient algorithms share: a step counter, the state of each variable, and the manners of a `tf.Optimizer`, so
 * that one may also be handed to `minimize` and `model.compile` of TensorFlow.js.
 *
 * An algorithm says which slots it keeps and how the variables move.
 *
 * @throws {ArgumentError} when learningRate is not above 0.
 */
export abstract class GradientOptimizer<Names extends string = never> extends tf.Optimizer {
  /** The step size. */
  readonly learningRate: number;
  readonly #slots = new Map<string, Slots<Names>>();
  #steps = 0;

  protected constructor(name: string, learningRate: number) {
    super();
    if (!(learningRate > 0 && learningRate < Infinity)) {
      throw new ArgumentError(`${name}: learningRate must be above 0, got ${String(learningRate)}.`);
    }
    this.learningRate = learningRate;
  }

  /** Which state each variable has. */
  protected abstract readonly slotNames: readonly Names[];

  /** Moves all variables that have a gradient; `step` counts from 1. Runs within a tidy. */
  protected abstract update(moves: readonly Move<Names>[], step: number): void;

  /** @throws {ArgumentError} when a gradient is named after no living variable. */
  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const named = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    this.#steps++;
    tf.tidy(() => {
      const moves = named.map(([name, gradient]) => {
        const variable = tf.engine().registeredVariables[name];
        if (!variable) {
          throw new ArgumentError(
            `There is a gradient for the variable "${name}", which was disposed or never was.`,
          );
        }
        return { variable, gradient, slots: this.#slotsOf(variable) };
      });
      this.update(moves, this.#steps);
    });
    this.incrementIterations();
  }

  /** Frees the state of all variables; a step after that begins anew. */
  override dispose(): void {
    this.#steps = 0;
    for (const slots of this.#slots.values()) tf.dispose(Object.values<tf.Variable>(slots));
    this.#slots.clear();
  }

  #slotsOf(variable: tf.Variable): Slots<Names> {
    let slots = this.#slots.get(variable.name);
    if (!slots) {
      const entries = this.slotNames.map((name) => {
        return [name, tf.variable(tf.zerosLike(variable), false)] as const;
      });
      slots = Object.fromEntries(entries) as Slots<Names>;
      this.#slots.set(variable.name, slots);
    }
    return slots;
  }
}
