import {
  ArgumentError,
  checkOptions,
  checkSize,
  describe,
  Random,
  tf,
  valueAndGradients,
} from '@thaw/backend';

import type { Module } from './module.ts';

/** What `checkGradients` found of one parameter, or of the input. */
export interface GradientCheck {
  /** The parameter's path, or `input`. */
  readonly path: string;
  /** ‖backward − numeric‖ / max(‖backward‖, ‖numeric‖) over the places that were tried, 0 where both are 0. */
  readonly error: number;
  /** How many places were tried. */
  readonly places: number;
  /** The place whose gradients differ most, counted through the tensor row by row, with both gradients there. */
  readonly worst: { readonly place: number; readonly backward: number; readonly numeric: number };
}

/** Options of `checkGradients`. */
export interface CheckGradientsOptions {
  /** How many places of each parameter are tried, drawn at random where it has more. @defaultValue 20 */
  readonly places?: number;
  /** How far each place is moved either way, as a part of max(1, |w|). @defaultValue 0.01 */
  readonly step?: number;
  /** Whether the pass trains: dropout drops the same in each, and buffers are put back afterwards. @defaultValue false */
  readonly training?: boolean;
  /** Chooses the places, the projection and what a training pass draws. @defaultValue 1 */
  readonly seed?: number;
}

/**
 * Compares the gradients of a model, as training has them, with central differences: for a layer of one's own, or a custom gradient.
 *
 * Outputs are projected on random numbers in float64, f(w) = Σ r·output(w), and (f(w + h) − f(w − h)) / 2h stands beside ∂f/∂w. In float32
 * an error of up to 0.01 is usual and nothing to worry about; a wrong gradient has 0.1 or more. Where a rectifier has its knee within a
 * step the two differ by right: take a smaller `step`.
 *
 * @param input what the model takes; where it is one float32 tensor, the gradient in it is tried too.
 * @returns the trainable parameters by path, the worst first.
 * @throws {DeviceError} before a device was chosen.
 * @throws {ArgumentError} when the output is no tensor, there is nothing to try, or an option is out of range.
 * @example
 * ```ts
 * import { checkGradients, tanh, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await useDevice();
 * const [worst] = await checkGradients(new Dense(3, 2, { activation: tanh }), tf.randomNormal([4, 3], 0, 1, 'float32', 7));
 * console.log(worst!.error < 0.01); // true
 * ```
 */
export async function checkGradients<Input>(
  model: Module<Input, unknown>,
  input: Input,
  options: CheckGradientsOptions = {},
): Promise<GradientCheck[]> {
  checkOptions('checkGradients', options, ['places', 'step', 'training', 'seed']);
  const { places = 20, step = 0.01, training = false, seed = 1 } = options;
  checkSize('checkGradients', 'places', places);
  if (!(step > 0 && step < Infinity))
    throw new ArgumentError(`checkGradients: step must be a number above 0, got ${describe(step)}.`);
  const random = new Random(seed);
  const given = input instanceof tf.Tensor && input.dtype === 'float32' ? tf.variable(input) : undefined;
  const forward = (): tf.Tensor => {
    const context = { training, random: random.fork('pass') };
    const output = model.forward((given ?? input) as Input, context);
    if (output instanceof tf.Tensor) return output;
    throw new ArgumentError(`checkGradients: the output must be a tensor, got ${describe(output)}.`);
  };
  const buffers = await Promise.all(
    [...model.buffers().values()].map(async (each) => [each, await each.data()] as const),
  );
  try {
    const parameters = [...model.parameters()].filter(([, { trainable }]) => trainable);
    const variables: [path: string, variable: tf.Variable][] = parameters.map(([path, { value }]) => [
      path,
      value,
    ]);
    if (given) variables.push(['input', given]);
    if (variables.length === 0) {
      throw new ArgumentError(
        `checkGradients: ${model.title} has no trainable parameters, and its input is no float32 tensor; there is nothing to try.`,
      );
    }
    const shape = tf.tidy(() => forward().shape);
    const weights = random.fork('projection').normal(tf.util.sizeFromShape(shape));
    const gradients = await backward(forward, weights, shape, variables);
    const project = async (): Promise<number> => {
      const output = tf.tidy(() => tf.mul(forward(), 1));
      const data = await output.data();
      output.dispose();
      return weights.reduce((sum, weight, i) => sum + weight * data[i]!, 0);
    };
    const checks: GradientCheck[] = [];
    for (const [i, [path, variable]] of variables.entries()) {
      const chosen = random.fork(path).permutation(variable.size).slice(0, places);
      checks.push(await compare(path, variable, gradients[i]!, [...chosen], step, project));
    }
    return checks.sort((a, b) => b.error - a.error);
  } finally {
    given?.dispose();
    for (const [buffer, data] of buffers) buffer.assign(data);
  }
}

/** The gradients by the way back, on the host; zeros where nothing depends on a variable. */
async function backward(
  forward: () => tf.Tensor,
  weights: Float32Array,
  shape: number[],
  variables: readonly (readonly [path: string, variable: tf.Variable])[],
): Promise<Float32Array[]> {
  const { value, gradients } = valueAndGradients(
    () => tf.sum(tf.mul(forward(), tf.tensor(weights, shape))),
    variables.map(([, variable]) => variable),
  );
  try {
    const read = variables.map(
      async ([, { name, size }]) => gradients[name]?.data() ?? new Float32Array(size),
    );
    return (await Promise.all(read)) as Float32Array[];
  } finally {
    tf.dispose([value, ...Object.values(gradients)]);
  }
}

async function compare(
  path: string,
  variable: tf.Variable,
  gradient: Float32Array,
  places: readonly number[],
  step: number,
  project: () => Promise<number>,
): Promise<GradientCheck> {
  const values = (await variable.data()).slice() as Float32Array;
  const at = async (place: number, value: number): Promise<[moved: number, result: number]> => {
    const moved = values.slice();
    moved[place] = value;
    const tensor = tf.tensor(moved, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
    return [moved[place]!, await project()];
  };
  const pairs: { place: number; backward: number; numeric: number }[] = [];
  try {
    for (const place of places) {
      const h = step * Math.max(1, Math.abs(values[place]!));
      const [right, above] = await at(place, values[place]! + h);
      const [left, below] = await at(place, values[place]! - h);
      pairs.push({ place, backward: gradient[place]!, numeric: (above - below) / (right - left) });
    }
  } finally {
    const tensor = tf.tensor(values, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
  const norm = (of: (pair: (typeof pairs)[number]) => number): number => Math.hypot(...pairs.map(of));
  const size = Math.max(norm((pair) => pair.backward), norm((pair) => pair.numeric)); // prettier-ignore
  const apart = (pair: (typeof pairs)[number]): number => Math.abs(pair.backward - pair.numeric);
  const worst = pairs.reduce((most, pair) => (apart(pair) > apart(most) ? pair : most));
  return { path, error: size === 0 ? 0 : norm(apart) / size, places: places.length, worst };
}
