import { readFileSync } from 'node:fs';

import { compile } from '@thaw/backend/compile';
import { expectClose, expectNoLeak, expectSameRuns, type Numbers } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import * as core from '../index.ts';
import { ArgumentError, asMetric, type Batch, evaluate, type Metric, Module, Random, ShapeError, tf, useDevice } from '../index.ts'; // prettier-ignore

beforeAll(async () => {
  await useDevice();
});

class Identity extends Module {
  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}

/** Ten rows of a kind: what each number of the batch is, and how many there are in a row. */
interface Kind {
  readonly target: Float32Array | Int32Array;
  readonly targetShape: readonly number[];
  readonly prediction: Float32Array;
  readonly predictionShape: readonly number[];
}

const rows = 10;
const drawn = (seed: number, count: number): Float32Array => new Random(seed).normal(rows * count);
const integers = (seed: number, count: number, below: number): Int32Array =>
  new Random(seed).integers(rows * count, below);
const labels: Kind = {
  target: integers(1, 1, 7),
  targetShape: [],
  prediction: drawn(2, 7),
  predictionShape: [7],
};
const overTime: Kind = {
  target: integers(3, 3, 4),
  targetShape: [3],
  prediction: drawn(4, 12),
  predictionShape: [3, 4],
};
const yesOrNo: Kind = {
  target: integers(5, 2, 2),
  targetShape: [2],
  prediction: drawn(6, 2),
  predictionShape: [2],
};
const numbers: Kind = {
  target: drawn(7, 3),
  targetShape: [3],
  prediction: drawn(8, 3),
  predictionShape: [3],
};
const oneHot: Kind = {
  target: Int32Array.from({ length: rows * 7 }, (_, i) =>
    labels.target[Math.floor(i / 7)] === i % 7 ? 1 : 0,
  ),
  targetShape: [7],
  prediction: drawn(2, 7),
  predictionShape: [7],
};
const sentences: Kind = {
  target: integers(9, 9, 2),
  targetShape: [9],
  prediction: drawn(10, 18),
  predictionShape: [9, 2],
};

const table: [string, Metric<Numbers>, Kind][] = [
  ['accuracy', core.accuracy(), labels],
  ['binaryAccuracy', core.binaryAccuracy(), yesOrNo],
  ['categoricalAccuracy', core.categoricalAccuracy(), oneHot],
  ['sparseCategoricalAccuracy', core.sparseCategoricalAccuracy({ ignoreClass: 2 }), overTime],
  ['topKCategoricalAccuracy', core.topKCategoricalAccuracy({ k: 3 }), oneHot],
  ['sparseTopKCategoricalAccuracy', core.sparseTopKCategoricalAccuracy({ k: 2 }), overTime],
  ['precision', core.precision(), yesOrNo],
  ['recall', core.recall({ average: 'none' }), labels],
  ['f1Score', core.f1Score({ average: 'macro' }), overTime],
  ['confusionMatrix', core.confusionMatrix(4), overTime],
  ['meanIoU', core.meanIoU(7), labels],
  ['binaryIoU', core.binaryIoU(), yesOrNo],
  ['auc', core.auc(), yesOrNo],
  ['r2Score', core.r2Score(), numbers],
  ['perplexity', core.perplexity({ ignoreClass: 1 }), overTime],
  ['bleu', core.bleu(), sentences],
  ['asMetric', asMetric(core.meanAbsoluteError), numbers],
];

test('the table has every metric that the package exports', () => {
  const index = readFileSync(new URL('../index.ts', import.meta.url), 'utf8');
  const lists = [...index.matchAll(/export \{([^}]*)\} from '\.\/metrics\//g)].map(([, names]) => names!);
  const names = lists.flatMap((list) => list.split(',').map((name) => name.trim()));
  const others = ['', 'exactAuc', 'metricsByName'];
  const values = names.filter((name) => !others.includes(name) && !name.startsWith('type '));
  expect(values.sort()).toEqual(table.map(([name]) => name).sort());
});

/** These rows of a kind, one after another. */
function rowsOf(kind: Kind, chosen: readonly number[]): Batch {
  const take = (data: Float32Array | Int32Array, shape: readonly number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const all = chosen.flatMap((row) => Array.from(data.subarray(row * size, (row + 1) * size)));
    const typed = data instanceof Float32Array ? Float32Array.from(all) : Int32Array.from(all);
    return { data: typed, shape: [chosen.length, ...shape] };
  };
  return {
    input: take(kind.prediction, kind.predictionShape),
    target: take(kind.target, kind.targetShape),
  };
}

const all = Array.from({ length: rows }, (_, i) => i);
const weightsOf = (data: number[]) => ({ data: Float32Array.from(data), shape: [data.length] });

describe.each(table)('%s', (_, metric, kind) => {
  const measure = async (batches: Batch[], weighted = false): Promise<Numbers> => {
    const given = { ...metric, name: 'figure', weighted };
    const measured = await evaluate(new Identity(), batches, { metrics: [given] });
    return measured.figure as Numbers;
  };

  test('is the same however the rows are cut', async () => {
    const whole = await measure([rowsOf(kind, all)]);
    for (const sizes of [[1, 9], [3, 3, 4], all.map(() => 1)]) {
      let begin = 0;
      const cut = sizes.map((size) => rowsOf(kind, all.slice(begin, (begin += size))));
      await expectClose(await measure(cut), whole, 1e-5);
    }
  });

  test('what is masked is as if it were not there', async () => {
    const mask = weightsOf(all.map((i) => (i % 3 === 0 ? 0 : 1)));
    const masked = await measure([{ ...rowsOf(kind, all), mask }]);
    await expectClose(
      masked,
      await measure([
        rowsOf(
          kind,
          all.filter((i) => i % 3),
        ),
      ]),
      1e-5,
    );
  });

  test('a weight of 2 is as if it were there twice, where it is weighted', async () => {
    const twice = rowsOf(
      kind,
      all.flatMap((i) => (i % 2 ? [i] : [i, i])),
    );
    const batch = { ...rowsOf(kind, all), sampleWeight: weightsOf(all.map((i) => (i % 2 ? 1 : 2))) };
    await expectClose(await measure([batch], true), await measure([twice]), 1e-5);
    await expectClose(await measure([batch]), await measure([rowsOf(kind, all)]), 0);
  });

  test('leaves no tensor behind in a tidy', async () => {
    const { input, target } = rowsOf(kind, all) as { input: core.ArrayData; target: core.ArrayData };
    const [y, z] = [target, input].map(({ data, shape }) => tf.tensor(data, [...shape])) as [
      tf.Tensor,
      tf.Tensor,
    ];
    await expectNoLeak(() => tf.tidy(() => metric.measure(y, z)).dispose());
  });

  test('measures the same compiled', async () => {
    const { input, target } = rowsOf(kind, all) as { input: core.ArrayData; target: core.ArrayData };
    const given = [target, input].map(({ data, shape }) => tf.tensor(data, [...shape]));
    await expectSameRuns(() => (y, z) => ({ sums: metric.measure(y!, z!) }), compile, given);
  });

  test('targets of another shape are refused', () => {
    expect(() => metric.measure(tf.zeros([3, 2, 2, 5]), tf.zeros([4, 2]))).toThrow(ShapeError);
  });
});

test('exactAuc of few, by hand: equal scores are half right', () => {
  expect(core.exactAuc([1, 0, 1, 0], [3, 1, 0, -2])).toBe(0.75);
  expect(core.exactAuc([1, 0], [2, 2])).toBe(0.5);
  expect(core.exactAuc([1, 1], [2, 3])).toBeNaN();
  expect(core.exactAuc([1, 1], [2, 3], { curve: 'PR' })).toBe(1);
});

test('r2Score of targets that are all equal: 1 where they are met, 0 where not', () => {
  const [metric, y] = [core.r2Score(), tf.tensor1d([2, 2])];
  expect(metric.result(metric.measure(y, y).dataSync())).toBe(1);
  expect(metric.result(metric.measure(y, tf.tensor1d([2, 3])).dataSync())).toBe(0);
});

test.each<[() => unknown, string]>([
  [
    () => core.precision({ average: 'samples' as 'micro' }),
    "precision: average must be 'micro', 'macro', 'weighted' or 'none', got the string 'samples'.",
  ],
  [
    () => core.recall({ threshold: NaN }),
    'recall: threshold must be a number, 0 for logits or 0.5 for probabilities, got NaN.',
  ],
  [() => core.auc({ curve: 'roc' as 'ROC' }), "auc: curve must be 'ROC' or 'PR', got the string 'roc'."],
  [() => core.auc({ thresholds: 1 }), 'auc: thresholds must be a whole number from 2 on, got 1.'],
  [
    () => core.exactAuc([1, 0], [1]),
    'exactAuc: expected as many scores and weights as targets, got 2 targets, 1 scores.',
  ],
  [
    () => core.binaryIoU({ of: 'no' as 'yes' }),
    "binaryIoU: of must be 'yes' or 'both', got the string 'no'.",
  ],
  [() => core.meanIoU(1), 'meanIoU: expected the number of classes, 2 or more, got 1.'],
  [
    () => core.topKCategoricalAccuracy({ k: 0 }),
    'topKCategoricalAccuracy: k must be a whole number from 1 on, got 0.',
  ],
  [
    () => asMetric((() => tf.scalar(0)) as never),
    'asMetric: expected a loss of @thaw/core, such as meanSquaredError, got a function.',
  ],
  [
    () => core.f1Score().checkTarget!([0, 3], [2, 3]),
    'f1Score: label 3 in row 1 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.',
  ],
])('what is out of range: %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[() => unknown, string]>([
  [
    () => core.confusionMatrix(2).measure(tf.zeros([4, 2]), tf.zeros([4, 2])),
    'confusionMatrix: expected one label a row, [4] for predictions [4, 2], got [4, 2].',
  ],
  [
    () => core.f1Score().measure(tf.zeros([4, 3]), tf.zeros([4, 2])),
    'f1Score: expected yes or no [4, 2] or labels [4] for predictions [4, 2], got targets [4, 3].',
  ],
])('shapes that do not fit: %#', (act, message) => {
  expect(act).toThrow(new ShapeError(message));
});
