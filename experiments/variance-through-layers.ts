import {
  type Activation,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  normal,
  orthogonal,
  Random,
  relu,
  seed,
  selu,
  tanh,
  tf,
  truncatedNormal,
  uniform,
} from '@thaw/core';
import { digits } from '@thaw/datasets';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { glorotGaussian, heGaussian, lecunGaussian } from './gaussian-weights.ts';

interface Plan {
  readonly units: number;
  readonly rows: number;
}

const plans: Record<Budget, Plan> = {
  test: { units: 64, rows: 64 },
  tour: { units: 128, rows: 256 },
  proof: { units: 256, rows: 256 },
};
const LAYERS = 50;

const cases: { name: string; activation: Activation; initializer: Initializer }[] = [
  { name: 'relu heGaussian', activation: relu, initializer: heGaussian },
  { name: 'relu heNormal', activation: relu, initializer: heNormal },
  { name: 'relu heUniform', activation: relu, initializer: heUniform },
  { name: 'relu orthogonal √2', activation: relu, initializer: orthogonal.with({ gain: Math.SQRT2 }) },
  { name: 'relu glorotGaussian', activation: relu, initializer: glorotGaussian },
  { name: 'relu glorotNormal', activation: relu, initializer: glorotNormal },
  { name: 'relu glorotUniform', activation: relu, initializer: glorotUniform },
  { name: 'relu lecunNormal', activation: relu, initializer: lecunNormal },
  { name: 'relu lecunUniform', activation: relu, initializer: lecunUniform },
  { name: 'relu normal 0.05', activation: relu, initializer: normal() },
  { name: 'relu truncatedNormal 0.05', activation: relu, initializer: truncatedNormal() },
  { name: 'relu uniform 0.05', activation: relu, initializer: uniform() },
  { name: 'tanh glorotUniform', activation: tanh, initializer: glorotUniform },
  { name: 'tanh orthogonal', activation: tanh, initializer: orthogonal },
  { name: 'selu lecunGaussian', activation: selu, initializer: lecunGaussian },
];

/**
 * How big are signals after 50 layers? Real images go through 50 layers of random weights, and the mean square of what comes out of
 * each is told as a power of ten of what went in: for each initializer, with the activation it is meant for and without.
 *
 * Under rectifiers He's weights keep it, Glorot's lose a half in each layer, 2⁻⁵⁰ in all; tanh pulls it down slowly, and
 * `selu` brings it to 1.
 *
 * @see Glorot and Bengio 2010, §4.2, https://proceedings.mlr.press/v9/glorot10a.html
 * @see He et al. 2015, §2.2, https://arxiv.org/abs/1502.01852
 */
export const varianceThroughLayers: Experiment = {
  id: 'variance-through-layers',
  title: 'The size of signals through 50 layers',
  year: 2010,
  source: 'Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"',
  seeds: [1, 2, 3],
  bars: [
    {
      result: 'relu heGaussian',
      claim: "rectifiers, He's weights: within a factor of 100 after 50 layers",
      atLeast: -2,
      atMost: 2,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'relu glorotGaussian',
      claim: "rectifiers, Glorot's weights: a thousand million times smaller, or more",
      atMost: -12,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'selu lecunGaussian',
      claim: "self-normalizing units, LeCun's weights: between a half and double, as powers of ten",
      atLeast: -0.3,
      atMost: 0.3,
      over: 'each',
      budgets: ['proof'],
    },
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const { units, rows } = plans[budget];
    const images = digits().shuffle(new Random(value)).take(rows).columns.input;
    const results: Record<string, number> = {};
    const series: { name: string; points: (readonly [number, number])[] }[] = [];
    for (const [i, { name, activation, initializer }] of cases.entries()) {
      const sizes = await passThrough(images, units, activation, initializer);
      results[name] = sizes.at(-1)!;
      series.push({ name, points: sizes.map((size, layer) => [layer + 1, size] as const) });
      yield { part: 'layers', step: i + 1, steps: cases.length, loss: results[name] };
    }
    const told = Object.entries(results).map(([name, power]) => `${name} ${power.toFixed(1)}`);
    return {
      results,
      summary: `The mean square after ${LAYERS} layers of ${units}, as a power of ten of the input's: ${told.join(', ')}`,
      steps: cases.length,
      pictures: [
        { kind: 'lines', title: 'Size of signals', x: 'layer', y: 'log₁₀ of the mean square', series },
      ],
    };
  },
};

/** log₁₀ of the mean square after each layer, that of the input being 1. */
async function passThrough(
  { data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] },
  units: number,
  activation: Activation,
  initializer: Initializer,
): Promise<number[]> {
  const sizes: number[] = [];
  const given = tf.tensor(data, [...shape]);
  let signal = tf.tidy(() => tf.div(given, tf.sqrt(tf.mean(tf.square(given)))));
  given.dispose();
  for (let layer = 0; layer < LAYERS; layer++) {
    const inputs = signal.shape[1]!;
    const next = tf.tidy(() =>
      activation(
        tf.matMul(signal as tf.Tensor2D, tf.tensor2d(initializer([inputs, units]), [inputs, units])),
      ),
    );
    signal.dispose();
    signal = next;
    // The largest is divided out before squares are taken, which float32 could not hold.
    const [scale, square] = tf.tidy(() => {
      const most = tf.max(tf.abs(signal));
      return [most, tf.mean(tf.square(tf.div(signal, most)))];
    });
    sizes.push(2 * Math.log10((await scale.data())[0]!) + Math.log10((await square.data())[0]!));
    tf.dispose([scale, square]);
  }
  signal.dispose();
  return sizes;
}
