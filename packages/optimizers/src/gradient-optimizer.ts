import { ArgumentError, tf } from '@thaw/backend';

/** The state an algorithm keeps for each variable, each of the variable's shape, zero at first. */
export type Slots<Names extends string> = Record<Names, tf.Variable>;

/**
 * What all gradient algorithms share: a step counter, the state of each variable, and the manners of a `tf.Optimizer`, so
 * that one may also be handed to `minimize` and `model.compile` of TensorFlow.js.
 *
 * An algorithm says which slots it keeps and how one variable moves.
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

  /** Moves one variable; `step` counts from 1. Runs within a tidy. */
  protected abstract update(
    variable: tf.Variable,
    gradient: tf.Tensor,
    slots: Slots<Names>,
    step: number,
  ): void;

  /** @throws {ArgumentError} when a gradient is named after no living variable. */
  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const named = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    this.#steps++;
    tf.tidy(() => {
      for (const [name, gradient] of named) {
        const variable = tf.engine().registeredVariables[name];
        if (!variable) {
          throw new ArgumentError(
            `There is a gradient for the variable "${name}", which was disposed or never was.`,
          );
        }
        this.update(variable, gradient, this.#slotsOf(variable), this.#steps);
      }
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
