import * as tf from '@tensorflow/tfjs';
import { assert } from 'vitest';

/** Options of `checkGradient`. */
export interface GradientOptions {
  /** What the difference may be of the gradient's norm. Default 1e-2: float32 gives no more. */
  readonly tolerance?: number;
  /** How far each coordinate is moved to both sides. Default 1e-2. */
  readonly step?: number;
  /** How many coordinates of each input are tried, chosen by chance that is always the same. Default 64. */
  readonly coordinates?: number;
}

/**
 * Asserts that the gradient of a function equals its central differences, (f(x + h) − f(x − h))/2h, in each input:
 * ‖difference‖ ≤ tolerance · ‖gradient‖ over the coordinates tried. A gradient that is truly zero is judged on a
 * thousandth of the scale of all inputs.
 *
 * @param compute gives one number, and nothing but the inputs may move it.
 * @param inputs tensors that are handed to `compute`, or variables, which it may read by itself.
 */
export async function checkGradient(
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  options: GradientOptions = {},
): Promise<void> {
  const { tolerance = 1e-2, step = 1e-2, coordinates = 64 } = options;
  const gradients = tf.grads((...given: tf.Tensor[]) => {
    const value = compute(...given);
    assert(
      value.size === 1,
      `checkGradient: the function must give one number, it gave [${value.shape.join(', ')}]`,
    );
    return value.asScalar();
  })([...inputs]);
  const pairs: { analytic: number[]; numeric: number[] }[] = [];
  for (const [i, gradient] of gradients.entries()) {
    const all = await gradient.data();
    const chosen = choose(all.length, coordinates);
    const numeric: number[] = [];
    for (const coordinate of chosen) {
      const [above, below] = [
        await moved(compute, inputs, i, coordinate, step),
        await moved(compute, inputs, i, coordinate, -step),
      ];
      numeric.push((above.value - below.value) / (above.place - below.place));
    }
    pairs.push({ analytic: chosen.map((coordinate) => all[coordinate]!), numeric });
  }
  tf.dispose(gradients);
  const scale = Math.max(1e-6, norm(pairs.flatMap(({ analytic }) => analytic)) / 1000);
  for (const [i, { analytic, numeric }] of pairs.entries()) {
    const off = norm(analytic.map((value, j) => value - numeric[j]!));
    assert(
      off <= tolerance * Math.max(norm(analytic), scale),
      `the gradient in input ${i} is off its central differences by ${off}, its norm is ${norm(analytic)}:\n` +
        `gradient    ${shown(analytic)}\ndifferences ${shown(numeric)}`,
    );
  }
}

/** The function's value with one coordinate of one input moved, and where exactly that came to lie in float32. */
async function moved(
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  which: number,
  coordinate: number,
  step: number,
): Promise<{ value: number; place: number }> {
  const input = inputs[which]!;
  const before = (await input.data<'float32'>()).slice();
  const values = before.slice();
  values[coordinate]! += step;
  const there = tf.tensor(values, input.shape);
  const isVariable = input instanceof tf.Variable;
  if (isVariable) input.assign(there);
  const given = inputs.map((tensor, i) => (i === which && !isVariable ? there : tensor));
  const output = tf.tidy(() => compute(...given).clone());
  const value = (await output.data())[0]!;
  if (isVariable) {
    const back = tf.tensor(before, input.shape);
    input.assign(back);
    back.dispose();
  }
  tf.dispose([there, output]);
  return { value, place: values[coordinate]! };
}

/** All coordinates, or as many as are wanted, always the same ones. */
function choose(size: number, wanted: number): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (size <= wanted) return all;
  let state = 1;
  const chosen = new Set<number>();
  while (chosen.size < wanted) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    chosen.add(Math.floor((state / 2 ** 32) * size));
  }
  return [...chosen];
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}

function shown(values: readonly number[]): string {
  return values
    .slice(0, 8)
    .map((value) => value.toPrecision(4))
    .join(' ');
}
