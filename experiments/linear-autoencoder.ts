import { meanSquaredError, predict, seed, train } from '@thaw/core';
import { digits, type FloatData, Table } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { Autoencoder, PCA, reconstruction } from '@thaw/unsupervised';

import { centred } from './centred.ts';
import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import type { Images, Picture } from './picture.ts';
import { sineOfLargestAngle } from './principal-angle.ts';

const FEATURES = 64;
const CODE = 4;
const steps: Record<Budget, number> = { test: 150, tour: 300, proof: 300 };

/**
 * A linear autoencoder learns, by gradient descent, the subspace that principal component analysis computes: 64 pixels of
 * the digits through a code of 4 numbers and back.
 *
 * The axes it finds within the subspace are its own; what is compared is the subspace.
 *
 * @see Baldi and Hornik 1989, https://doi.org/10.1016/0893-6080(89)90014-2
 */
export const linearAutoencoder: Experiment = {
  id: 'linear-autoencoder',
  title: 'A linear autoencoder finds the principal subspace',
  year: 1989,
  source: 'Baldi and Hornik, "Neural networks and principal component analysis"',
  seeds: [1, 2, 3, 4, 5],
  bars: [
    {
      result: 'sine',
      claim: 'sine of the largest principal angle between its subspace and that of PCA at most 0.01',
      atMost: 0.01,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const images = centred(digits().column('input'));
    const { components, left } = await principal(images);
    const model = new Autoencoder(
      new Dense(FEATURES, CODE, { useBias: false }),
      new Dense(CODE, FEATURES, { useBias: false }),
    );
    const objective = reconstruction(meanSquaredError);
    const optimizer = adam({ learningRate: 0.03 });
    const batches = new Table({ input: images }).batches(images.shape[0]!, { shuffle: false });
    const losses: [number, number][] = [];
    const sines: [number, number][] = [];
    try {
      const options = { objective, optimizer, epochs: steps[budget] };
      for await (const { step, loss } of train(model, batches, options)) {
        losses.push([step, await loss]);
        if (step % 10 === 0) sines.push([step, sineOfLargestAngle(await basis(model), components)]);
        const figures = sines.length > 0 ? { sine: sines.at(-1)![1] } : {};
        yield { part: 'autoencoder', step, steps: steps[budget], loss: losses.at(-1)![1], figures };
      }
      const sine = sineOfLargestAngle(await basis(model), components);
      const loss = await errorOf(model, images);
      return {
        results: { sine, loss, lossOfPCA: left },
        summary:
          `sine of the largest angle between the subspaces ${sine.toPrecision(2)}; ` +
          `mean squared error ${loss.toFixed(6)}, that of PCA ${left.toFixed(6)}`,
        steps: steps[budget],
        pictures: [
          drawCurve('loss', 'mean squared error', [
            { name: 'autoencoder', points: losses },
            { name: 'PCA', points: [losses[0]!, losses.at(-1)!].map(([step]) => [step, left] as const) },
          ]),
          drawCurve('how far its subspace is from that of PCA', 'sine of the largest angle', [
            { name: 'sine', points: sines },
          ]),
          drawAxes('the 4 principal components', components),
          drawAxes("the autoencoder's own 4 axes, of the same subspace", await basis(model)),
        ],
      };
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  },
};

/** The principal components, and the mean squared error of what they leave over. */
async function principal(input: FloatData): Promise<{ components: Float32Array[]; left: number }> {
  const pca = new PCA(FEATURES, CODE);
  await pca.fit(input);
  const components = rowsOf(await pca.components.data());
  const [variances, ratios] = [await pca.explainedVariance.data(), await pca.explainedVarianceRatio.data()];
  pca.dispose();
  const kept = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const whole = variances[0]! / ratios[0]!;
  const rows = input.shape[0]!;
  return { components, left: ((1 - kept) * whole * (rows - 1)) / (rows * FEATURES) };
}

/** The mean squared error, in float64: float32 sums of so many numbers keep only four digits. */
async function errorOf(model: Autoencoder, { data, shape }: FloatData): Promise<number> {
  const outputs = await predict(model, { data, shape });
  const values = await outputs.data();
  outputs.dispose();
  return data.reduce((sum, value, i) => sum + (value - values[i]!) ** 2, 0) / data.length;
}

/** What the units of the code stand for: vectors that span all the model can give back. */
async function basis(model: Autoencoder): Promise<Float32Array[]> {
  return rowsOf(await model.parameters().get('decoder.kernel')!.data());
}

function rowsOf(values: Float32Array): Float32Array[] {
  return Array.from({ length: CODE }, (_, i) => values.slice(i * FEATURES, (i + 1) * FEATURES));
}

function drawCurve(
  title: string,
  y: string,
  series: { name: string; points: readonly (readonly [number, number])[] }[],
): Picture {
  return { kind: 'lines', title: `Linear autoencoder: ${title}`, x: 'step', y, series };
}

function drawAxes(title: string, vectors: readonly Float32Array[]): Images {
  return {
    kind: 'images',
    title: `Linear autoencoder: ${title}`,
    side: 8,
    images: vectors.map((vector, i) => ({ caption: String(i + 1), pixels: Array.from(vector) })),
  };
}
