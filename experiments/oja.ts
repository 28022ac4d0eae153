import { seed, train } from '@thaw/core';
import { type FloatData, iris, irisClasses, Table } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { hebbRule, ojaRule, PCA } from '@thaw/unsupervised';

import { centred } from './centred.ts';
import { type Budget, type Experiment, numberOf, type Outcome, type Progress } from './experiment.ts';
import type { Picture } from './picture.ts';

const epochs: Record<Budget, number> = { test: 20, tour: 40, proof: 40 };
const FEATURES = 4;
const [SEPALS, PETALS] = [0, 2]; // the lengths, which are drawn
const ARROW = 3; // how much longer than it is a weight vector is drawn

/**
 * A single linear unit finds the direction in which the flowers of Iris vary most, seeing them in batches of ten.
 *
 * First Hebb's rule, under which the weights grow and grow; then Oja's, which keeps their length at 1. The direction is
 * compared with the first principal component of the covariance.
 *
 * @see Oja 1982, https://doi.org/10.1007/BF00275687
 */
export const oja: Experiment = {
  id: 'oja',
  title: 'A unit finds the first principal component',
  year: 1982,
  source: 'Oja, "Simplified neuron model as a principal component analyzer"',
  seeds: [1, 2, 3, 4, 5],
  settings: [
    {
      kind: 'number',
      name: 'learningRate',
      label: 'learning rate',
      low: 0.001,
      high: 0.2,
      step: 0.001,
      value: 0.01,
      logarithmic: true,
    },
  ],
  bars: [
    {
      result: 'cosine',
      claim: 'Oja: |cos| of the weights and the first principal component above 0.999',
      atLeast: 0.999,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'length',
      claim: 'Oja: the weights no longer than 1.05',
      atMost: 1.05,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],

  async *run(options): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const learningRate = numberOf(oja, options, 'learningRate');
    const flowers = centred(iris().column('input'));
    const component = await firstComponent(flowers);
    const learn = (part: string, rule: Rule): AsyncGenerator<Progress, Path, void> =>
      follow(part, rule, flowers, component, epochs[options.budget]);
    const hebb = yield* learn('Hebb', hebbRule({ learningRate }));
    const path = yield* learn('Oja', ojaRule({ learningRate }));
    const [grown, last] = [hebb.at(-1)!, path.at(-1)!];
    return {
      results: { cosine: last.cosine, length: last.length, lengthByHebb: grown.length },
      summary:
        `|cos| ${last.cosine.toFixed(5)} with the first principal component, length ${last.length.toFixed(3)}; ` +
        `by Hebb's rule the length is ${grown.length.toPrecision(2)}`,
      steps: hebb.length + path.length - 2,
      pictures: [drawPath(flowers, path), drawCosines(hebb, path), drawLengths(hebb, path)],
    };
  },
};

type Rule = ReturnType<typeof ojaRule>;

/** The weights after each step, and how they lie to the first principal component. */
type Path = { readonly weights: Float32Array; readonly cosine: number; readonly length: number }[];

async function* follow(
  part: string,
  rule: Rule,
  input: FloatData,
  component: Float32Array,
  rounds: number,
): AsyncGenerator<Progress, Path, void> {
  const unit = new Dense(FEATURES, 1, { useBias: false });
  const path: Path = [];
  const note = async (): Promise<void> => {
    const weights = await unit.kernel.data();
    const length = Math.hypot(...weights);
    path.push({ weights, length, cosine: Math.abs(dot(weights, component)) / length });
  };
  try {
    await note();
    const batches = new Table({ input }).batches(10);
    for await (const { step, loss } of train(unit, batches, { rule, epochs: rounds })) {
      await note();
      const { cosine, length } = path.at(-1)!;
      const draw = (): Promise<Picture> => Promise.resolve(drawPath(input, path));
      yield {
        part,
        step,
        steps: rounds * batches.length,
        loss: await loss,
        figures: { cosine, length },
        draw,
      };
    }
    return path;
  } finally {
    unit.dispose();
  }
}

async function firstComponent(input: FloatData): Promise<Float32Array> {
  const pca = new PCA(FEATURES, 1);
  await pca.fit(input);
  const component = await pca.components.data();
  pca.dispose();
  return component;
}

function drawPath({ data }: FloatData, path: Path): Picture {
  const species = irisClasses.map((name, i) => ({
    name,
    points: Array.from({ length: 50 }, (_, flower) => {
      const begin = FEATURES * (50 * i + flower);
      return { x: data[begin + SEPALS]!, y: data[begin + PETALS]! };
    }),
  }));
  const points = path.map(({ weights }) => ({ x: ARROW * weights[SEPALS]!, y: ARROW * weights[PETALS]! }));
  return {
    kind: 'scatter',
    title: `Oja: the path of the weights (${ARROW} times as long) among the flowers`,
    x: 'length of the sepals less the mean, cm',
    y: 'length of the petals less the mean, cm',
    groups: [...species, { name: 'weights', points }],
  };
}

function drawCosines(hebb: Path, path: Path): Picture {
  return {
    kind: 'lines',
    title: 'Oja: |cos| of the weights and the first principal component',
    x: 'step',
    y: '|cos|',
    series: [
      { name: 'Oja', points: path.map(({ cosine }, step) => [step, cosine] as const) },
      { name: 'Hebb', points: hebb.map(({ cosine }, step) => [step, cosine] as const) },
    ],
  };
}

function drawLengths(hebb: Path, path: Path): Picture {
  return {
    kind: 'lines',
    title: 'Oja: length of the weights, as a power of ten',
    x: 'step',
    y: 'log10 of the length',
    series: [
      { name: 'Oja', points: path.map(({ length }, step) => [step, Math.log10(length)] as const) },
      { name: 'Hebb', points: hebb.map(({ length }, step) => [step, Math.log10(length)] as const) },
    ],
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
