import { linear, predict, seed, train } from '@thaw/core';
import { iris, Table } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { deltaRule } from '@thaw/optimizers';

import {
  type Budget,
  type Experiment,
  numberOf,
  type Outcome,
  type Progress,
  type RunOptions,
} from './experiment.ts';
import { leastSquares } from './least-squares.ts';
import type { Scatter } from './picture.ts';

const epochs: Record<Budget, number> = { test: 400, tour: 400, proof: 2000 };
/** Petal length and width, in centimetres. */
const petals = [2, 3] as const;

/**
 * Adaline: a linear unit whose every error moves the weights, by as much as it is large. On two measures of Iris
 * petals it tells setosa (+1) from the other kinds (−1), and comes to rest on the line of least squares, which it never
 * computes. That line is not the one of fewest mistakes: a perceptron would part all flowers, this one leaves one over.
 *
 * @see Widrow and Hoff 1960, "Adaptive switching circuits"; Fisher 1936 for the data
 */
export const adaline: Experiment = {
  id: 'adaline',
  title: 'Adaline finds the line of least squares, one error at a time',
  year: 1960,
  source: 'Widrow and Hoff, "Adaptive switching circuits"',
  seeds: [1, 2, 3, 4, 5],
  bars: [
    {
      result: 'distance',
      claim: 'every weight within 0.01 of least squares',
      atMost: 0.01,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],
  settings: [
    {
      kind: 'number',
      name: 'rate',
      label: 'Learning rate',
      low: 0.001,
      high: 2,
      step: 0.001,
      value: 0.3,
      logarithmic: true,
    },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const steps = epochs[options.budget];
    const rule = deltaRule({ learningRate: numberOf(adaline, options, 'rate') });
    const { input, target } = flowers().columns;
    const expected = leastSquares(input, target.data);
    const unit = new Dense(2, 1, { activation: linear });
    const curve: [number, number][] = [];
    const away: [number, number][] = [];
    try {
      for await (const step of train(unit, flowers().batches(150), { rule, epochs: steps })) {
        const loss = await step.loss;
        curve.push([step.step, loss]);
        const weights = [...(await unit.kernel.data()), ...(await unit.bias!.data())];
        const distance = Math.max(...weights.map((weight, i) => Math.abs(weight - expected[i]!)));
        away.push([step.step, distance]);
        yield {
          part: 'Adaline',
          step: step.step,
          steps,
          loss,
          figures: { distance },
          draw: () => drawFlowers(weights),
        };
      }
      const sums = await predict(unit, input);
      const right = Array.from(await sums.data()).filter((sum, i) => sum > 0 === target.data[i]! > 0).length;
      sums.dispose();
      const distance = away.at(-1)![1];
      return {
        results: { accuracy: right / 150, distance, error: curve.at(-1)![1] },
        summary: `${right} of 150 flowers right; the weights are ${distance.toPrecision(1)} off least squares after ${steps} steps`,
        steps,
        pictures: [
          {
            kind: 'lines',
            title: 'Adaline: error, and how far the weights are from least squares',
            x: 'step',
            y: 'mean squared error, largest difference',
            series: [
              { name: 'error', points: curve },
              { name: 'difference', points: away },
            ],
          },
          await drawFlowers([...(await unit.kernel.data()), ...(await unit.bias!.data())]),
        ],
      };
    } finally {
      unit.dispose();
    }
  },
};

/** Two measures of every flower, each with mean 0 and deviation 1, and whether it is setosa. */
function flowers(): Table<{
  input: { data: Float32Array; shape: number[] };
  target: { data: Float32Array; shape: number[] };
}> {
  const { input, target } = iris().columns;
  const columns = petals.map((place) => {
    const values = Array.from({ length: 150 }, (_, row) => input.data[4 * row + place]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / 150;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 150);
    return values.map((value) => (value - mean) / deviation);
  });
  return new Table({
    input: { data: Float32Array.from({ length: 300 }, (_, i) => columns[i % 2]![i >> 1]!), shape: [150, 2] },
    target: { data: Float32Array.from(target.data, (kind) => (kind === 0 ? 1 : -1)), shape: [150, 1] },
  });
}

/** The flowers, and where the weighted sum is 0. */
async function drawFlowers([a, b, bias]: readonly number[]): Promise<Scatter> {
  const { input, target } = flowers().columns;
  const group = (wanted: number) =>
    Array.from(target.data, (kind, row) => ({ x: input.data[2 * row]!, y: input.data[2 * row + 1]!, kind }))
      .filter(({ kind }) => kind === wanted)
      .map(({ x, y }) => ({ x, y }));
  const border = Array.from({ length: 41 }, (_, i) => -2 + i / 10)
    .map((x) => ({ x, y: -(a! * x + bias!) / b! }))
    .filter(({ y }) => Math.abs(y) <= 2);
  return {
    kind: 'scatter',
    title: 'Adaline: petals, and where the sum is 0',
    x: 'petal length, standardized',
    y: 'petal width, standardized',
    groups: [
      { name: 'setosa', points: group(1) },
      { name: 'other kinds', points: group(-1) },
      { name: 'border', points: border },
    ],
  };
}
