import {
  type Activation,
  glorotUniform,
  type Initializer,
  Lambda,
  type Module,
  normal,
  Random,
  relu,
  Residual,
  seed,
  Sequential,
  sigmoid,
  sparseCategoricalCrossentropy,
  tf,
  valueAndGradients,
} from '@thaw/core';
import { digits } from '@thaw/datasets';
import { BatchNormalization, Dense } from '@thaw/layers';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { heGaussian } from './gaussian-weights.ts';

interface Plan {
  readonly units: number;
  readonly rows: number;
}

const plans: Record<Budget, Plan> = {
  test: { units: 32, rows: 64 },
  tour: { units: 64, rows: 256 },
  proof: { units: 128, rows: 512 },
};
const LAYERS = 30;

interface Case {
  readonly activation: Activation;
  readonly initializer: Initializer;
  readonly normalized?: boolean;
  readonly shortcuts?: boolean;
}

const cases: Record<string, Case> = {
  'sigmoid glorotUniform': { activation: sigmoid, initializer: glorotUniform },
  'relu normal 0.05': { activation: relu, initializer: normal(0.05) },
  'relu glorotUniform': { activation: relu, initializer: glorotUniform },
  'relu heGaussian': { activation: relu, initializer: heGaussian },
  'sigmoid batch norm': { activation: sigmoid, initializer: glorotUniform, normalized: true },
  'sigmoid residual': { activation: sigmoid, initializer: glorotUniform, shortcuts: true },
};

const bar = (result: string, claim: string, limits: { atLeast?: number; atMost?: number }) =>
  ({ result, claim, ...limits, over: 'each', budgets: ['test', 'tour', 'proof'] }) as const;

/**
 * How much of the gradient comes back to the first of 30 layers? Real digits go through a net as it begins, and the norm of the
 * loss's gradient in what each layer puts out is told as a power of ten of that in the last hidden layer's.
 *
 * It vanishes under sigmoids, whose slope is a quarter at most, and under rectifiers with small weights. Rectifiers with He's
 * weights keep it, and so do, under sigmoids still, batch normalization and shortcuts.
 *
 * In the weights themselves it is that times what the layer took in, which under small weights shrinks the other way: their norms are alike in
 * all layers, and all next to nothing.
 *
 * @see Hochreiter 1991; Glorot and Bengio 2010, §4, https://proceedings.mlr.press/v9/glorot10a.html; He et al. 2015,
 * §2.2, https://arxiv.org/abs/1502.01852; Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
 */
export const gradientsThroughLayers: Experiment = {
  id: 'gradients-through-layers',
  title: 'Gradients through 30 layers: vanishing, and kept',
  year: 1991,
  source: 'Hochreiter, "Untersuchungen zu dynamischen neuronalen Netzen"',
  seeds: [1, 2, 3],
  bars: [
    bar('sigmoid glorotUniform', 'sigmoids: a thousand million times smaller in the first layer, or more', {
      atMost: -9,
    }),
    bar('relu normal 0.05', 'rectifiers, small weights: a million times smaller, or more', { atMost: -6 }),
    ...['relu heGaussian', 'sigmoid batch norm', 'sigmoid residual'].map((result) =>
      bar(result, `${result}: within a factor of 100`, { atLeast: -2, atMost: 2 }),
    ),
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const { units, rows } = plans[budget];
    const table = digits().shuffle(new Random(value)).take(rows);
    const names = Object.keys(cases);
    const results: Record<string, number> = {};
    const series = [];
    for (const [i, name] of names.entries()) {
      const powers = await gradientsOf(deepNet(units, cases[name]!), table.columns, units);
      results[name] = powers[0]!;
      series.push({ name, points: powers.map((power, layer) => [layer + 1, power] as const) });
      yield { part: 'nets', step: i + 1, steps: names.length, loss: powers[0]! };
    }
    const told = Object.entries(results).map(([name, power]) => `${name} ${power.toFixed(1)}`);
    return {
      results,
      summary: `The gradient after the first of ${LAYERS} layers of ${units}, as a power of ten of that after the last: ${told.join(', ')}`,
      steps: names.length,
      pictures: [
        {
          kind: 'lines',
          title: 'Norm of the gradient in what each layer puts out',
          x: 'layer',
          y: 'log₁₀ of the norm, the last being 1',
          series,
        },
      ],
    };
  },
};

/** log₁₀ of the gradient's norm in what each hidden layer puts out, that in the last being 1; the layers are disposed. */
async function gradientsOf(
  [...hidden]: readonly Module[],
  { input, target }: ReturnType<typeof digits>['columns'],
  units: number,
): Promise<number[]> {
  const last = hidden.pop()!;
  const rows = tf.tensor(input.data, [...input.shape]);
  const labels = tf.tensor(target.data, [...target.shape], 'int32');
  // A zero added to what a layer puts out changes nothing, and has its gradient.
  const zeros = hidden.map(() => tf.tidy(() => tf.variable(tf.zeros([rows.shape[0]!, units]))));
  const { value, gradients } = valueAndGradients(() => {
    const signal = hidden.reduce(
      (given, layer, i) => tf.add(layer.forward(given, { training: true }), zeros[i]!),
      rows,
    );
    return sparseCategoricalCrossentropy(labels, last.forward(signal));
  }, zeros);
  const norms: number[] = [];
  // In float64: float32 does not hold the squares.
  for (const { name } of zeros) norms.push(Math.hypot(...(await gradients[name]!.data())));
  tf.dispose([rows, labels, value, ...zeros, ...Object.values(gradients)]);
  for (const layer of [...hidden, last]) layer.dispose();
  return norms.map((norm) => Math.log10(norm / norms.at(-1)!));
}

function deepNet(
  units: number,
  { activation, initializer, normalized = false, shortcuts = false }: Case,
): Module[] {
  const hidden = Array.from({ length: LAYERS - 1 }, (_, i) => {
    const layer = new Sequential([
      new Dense(i === 0 ? 64 : units, units, { kernelInitializer: initializer }),
      ...(normalized ? [new BatchNormalization(units)] : []),
      new Lambda(activation),
    ]);
    return shortcuts && i > 0 ? new Residual(layer) : layer;
  });
  return [...hidden, new Dense(units, 10, { kernelInitializer: initializer })];
}
