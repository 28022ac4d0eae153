import { ArgumentError, describe, liveTensor, tf } from '@thaw/backend';

import { OptimizerAround } from './optimizer-around.ts';
import { type StepNumber, stepOf } from './pace.ts';
import type { StatefulOptimizer, VariableGradient } from './stateful-optimizer.ts';

/** What a gradient transform knows besides the gradients. */
export interface TransformContext extends StepNumber {
  /** The parameters to be moved, by path. */
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** A number by step, as a tensor: in a compiled step it is computed anew in each run. */
  number(of: (context: StepNumber) => number): tf.Tensor;
}

/**
 * Gradients by path in, gradients by path out; a parameter that is left out is not moved by this step. It runs within a tidy, and nothing
 * may be read from the device.
 */
export type GradientTransform = (
  gradients: Readonly<Record<string, tf.Tensor>>,
  context: TransformContext,
) => Readonly<Record<string, tf.Tensor>>;

/**
 * Functions between the backward pass and the step of another optimizer, in their order: `centralizeGradients`, `gradientNoise`, and those of
 * one's own. (Clipping by value and norm is an option of every optimizer, and comes after them.)
 *
 * @throws {ArgumentError} when one is no function or the optimizer is none of this package; in a step, when a transform returns
 * no gradients, or one of a parameter that had none.
 * @throws {ShapeError} in a step, when one has not the shape of its parameter.
 * @example
 * ```ts
 * import { type GradientTransform, sgd, transformGradients } from '@thaw/optimizers';
 *
 * const signs: GradientTransform = (gradients) =>
 *   Object.fromEntries(Object.entries(gradients).map(([path, gradient]) => [path, gradient.sign()]));
 * const optimizer = transformGradients(sgd({ learningRate: 0.01 }), signs);
 * console.log(optimizer.learningRate); // 0.01
 * ```
 */
export function transformGradients(
  optimizer: StatefulOptimizer,
  ...transforms: readonly GradientTransform[]
): StatefulOptimizer {
  const wrong = transforms.find((transform) => typeof transform !== 'function');
  if (wrong !== undefined || transforms.length === 0) {
    throw new ArgumentError(
      `transformGradients: what follows the optimizer are functions (gradients, { parameters, step }) => gradients, got ${
        wrong === undefined ? 'none' : describe(wrong)
      }.`,
    );
  }
  return new Transformation(optimizer, transforms);
}

class Transformation extends OptimizerAround {
  readonly #transforms: readonly GradientTransform[];

  constructor(inner: StatefulOptimizer, transforms: readonly GradientTransform[]) {
    super('transformGradients', inner, { transforms: transforms.map(({ name }) => name) });
    this.#transforms = transforms;
  }

  protected override take(given: readonly VariableGradient[], step: number): void {
    const known = new Map(given.map((each, i) => [keyOf(each, i, given), each]));
    const from = <Value>(pick: (each: VariableGradient) => Value): Record<string, Value> =>
      Object.fromEntries([...known].map(([key, each]) => [key, pick(each)]));
    const parameters = from(({ variable }) => variable);
    let gradients: Readonly<Record<string, tf.Tensor>> = from(({ gradient }) => gradient);
    const context = this.#contextOf(parameters);
    for (const transform of this.#transforms) {
      gradients = transform(gradients, context);
      requireGradients(transform, gradients, known);
    }
    const moved = Object.entries(gradients);
    super.take(
      moved.map(([key, gradient]) => ({ ...known.get(key)!, gradient })),
      step,
    );
  }

  #contextOf(parameters: TransformContext['parameters']): TransformContext {
    const stepNow = (): number => stepOf(this);
    const context: TransformContext = {
      parameters,
      get step() {
        return stepNow();
      },
      number: (of) => liveTensor(() => of(context)),
    };
    return context;
  }
}

/** The path; where two models have the same one, the second's with its number. */
function keyOf({ path }: VariableGradient, i: number, all: readonly VariableGradient[]): string {
  return all.findIndex((other) => other.path === path) === i ? path : `${path}#${i}`;
}

/** @throws {ArgumentError} when they are no gradients of these. */
function requireGradients(
  { name }: GradientTransform,
  gradients: unknown,
  known: ReadonlyMap<string, VariableGradient>,
): void {
  const entries = Object.entries(gradients ?? {});
  const wrong = entries.find(([key, gradient]) => !known.has(key) || !(gradient instanceof tf.Tensor));
  if (entries.length > 0 && !wrong) return;
  const got = wrong ? `${wrong[0]}: ${describe(wrong[1])}` : describe(gradients);
  throw new ArgumentError(
    `transformGradients: expected ${name || 'the transform'} to return tensors for some of ${[...known.keys()].join(', ')}, got ${got}.`,
  );
}
