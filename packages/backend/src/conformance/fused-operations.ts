import { Random, tf } from '../index.ts';
import {
  attention,
  attentionGradient,
  maskedAttention,
  maskedAttentionGradient,
} from '../ops/attention/attention.ts';
import { batchNormGradient, batchNormOperation } from '../ops/batch-norm/batch-norm.ts';
import {
  activationGradient,
  activationOperation,
  biasActivationGradient,
  biasActivationOperation,
  reluGradient,
} from '../ops/bias-activation/bias-activation.ts';
import { activationNames } from '../ops/bias-activation/reference.ts';
import { crossEntropy, crossEntropyGradient } from '../ops/cross-entropy/cross-entropy.ts';
import { clip, globalNormOperation } from '../ops/global-norm/global-norm.ts';
import { gru, gruGradient } from '../ops/gru/gru.ts';
import { normalize, normalizeGradient } from '../ops/layer-norm/layer-norm.ts';
import { lstm, lstmGradient } from '../ops/lstm/lstm.ts';
import { matMulAdd } from '../ops/matmul-add/matmul-add.ts';
import { type Operation, runReference } from '../ops/operation.ts';

export const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

/** An operation with inputs that it may be given. */
export interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: () => Record<string, tf.Tensor> | tf.Tensor[];
  readonly attributes?: Record<string, unknown>;
}

const labels = (rows: number, classes: number): tf.Tensor =>
  tf.tensor1d(new Random(9).integers(rows, classes + 1), 'int32'); // the last is no class

const crossEntropyCases = [[1, 1], [3, 2], [7, 65], [130, 5], [2, 5000]].flatMap(([rows, classes]): Case[] => [
  {
    name: `cross-entropy of ${rows} rows, ${classes} classes`,
    operation: crossEntropy,
    inputs: () => ({ logits: draw(1, rows!, classes!), labels: labels(rows!, classes!) }),
  },
  {
    name: `its gradient`,
    operation: crossEntropyGradient,
    inputs: () => {
      const logits = draw(1, rows!, classes!);
      return { logits, labels: labels(rows!, classes!), sums: tf.logSumExp(logits, -1), dy: draw(2, rows!) };
    },
  },
]); // prettier-ignore

const normalizeCases = [[1, 1], [3, 2], [5, 7], [70, 33], [300, 64]].flatMap(([rows, units]) =>
  [true, false].flatMap((centre): Case[] => [
    {
      name: `normalization of ${rows} rows of ${units}, centred ${centre}`,
      operation: normalize,
      inputs: () => ({ x: draw(1, rows!, units!), gamma: draw(2, units!), beta: draw(3, units!) }),
      attributes: { epsilon: 1e-3, centre },
    },
    {
      name: `its gradient`,
      operation: normalizeGradient,
      inputs: () => {
        const [x, gamma, dy] = [draw(1, rows!, units!), draw(2, units!), draw(3, rows!, units!)];
        const statistics = runReference(normalize, { x, gamma }, { epsilon: 1e-3, centre }) as tf.Tensor[];
        return { x, gamma, dy, statistics: statistics[1]! };
      },
      attributes: { centre },
    },
    {
      name: `its gradient, added`,
      operation: normalizeGradient,
      inputs: () => {
        const [x, gamma, dy, addend] = [draw(1, rows!, units!), draw(2, units!), draw(3, rows!, units!), draw(4, rows!, units!)];
        const statistics = runReference(normalize, { x, gamma }, { epsilon: 1e-3, centre }) as tf.Tensor[];
        return { x, gamma, dy, addend, statistics: statistics[1]! };
      },
      attributes: { centre },
    },
  ]),
); // prettier-ignore

const batchNormCases = [[1, 1], [3, 2], [5, 7], [4099, 3], [300, 64], [7, 1030]].flatMap(([rows, units]): Case[] => {
  const inputs = (): Record<string, tf.Tensor> => {
    return { x: tf.add(draw(1, rows!, units!), 3), gamma: draw(2, units!), beta: draw(3, units!) };
  };
  const attributes = { epsilon: 1e-2 };
  return [
    { name: `batch normalization of ${rows} rows of ${units}`, operation: batchNormOperation, inputs, attributes },
    {
      name: 'its gradient',
      operation: batchNormGradient,
      inputs: () => {
        const [, statistics] = runReference(batchNormOperation, inputs(), attributes) as tf.Tensor[];
        return { ...inputs(), statistics: statistics!, dy: draw(4, rows!, units!), dstatistics: draw(5, 2, units!) };
      },
      attributes,
    },
  ];
}); // prettier-ignore

// batch, queries, keys, heads, size, width
const attentionCases = [[1, 1, 1, 1, 1, 1], [2, 3, 5, 2, 4, 3], [1, 70, 70, 3, 8, 8], [1, 11, 6, 2, 8, 9], [2, 130, 131, 1, 5, 2]].flatMap(
  ([batch, queries, keys, heads, size, width]) =>
    [false, true].flatMap((causal) =>
      [false, true].flatMap((masked): Case[] => {
        const inputs = (): Record<string, tf.Tensor> => ({
          q: draw(1, batch!, queries!, heads! * size!),
          k: draw(2, batch!, keys!, heads! * size!),
          v: draw(3, batch!, keys!, heads! * width!),
          ...(masked && { mask: tf.cast(tf.greater(draw(4, batch!, 1, queries!, keys!), 0), 'float32') }),
        });
        const attributes = { numHeads: heads, scale: 0.5, causal };
        const operation = masked ? maskedAttention : attention;
        const name = `attention ${String([batch, queries, keys, heads, size, width])}, causal ${causal}, masked ${masked}`;
        const dy = (): tf.Tensor => draw(5, batch!, queries!, heads! * width!);
        return [
          { name, operation, inputs, attributes },
          {
            name: 'its gradient',
            operation: masked ? maskedAttentionGradient : attentionGradient,
            inputs: () => {
              const [y, sums] = runReference(operation, inputs(), attributes) as tf.Tensor[];
              return { ...inputs(), y: y!, sums: sums!, dy: dy() };
            },
            attributes,
          },
        ];
      }),
    ),
); // prettier-ignore

const lstmCases = [[1, 1, 1], [3, 2, 5], [4, 7, 33], [2, 40, 16]].flatMap(([time, batch, units]): Case[] => {
  const inputs = (): Record<string, tf.Tensor> => ({
    projected: draw(1, time!, batch!, 4 * units!),
    kernel: draw(2, units!, 4 * units!),
    hidden: draw(3, batch!, units!),
    cell: draw(4, batch!, units!),
  });
  return [
    { name: `LSTM of ${time} steps, ${batch} rows, ${units} units`, operation: lstm, inputs },
    {
      name: 'its gradient',
      operation: lstmGradient,
      inputs: () => {
        const [hiddens, cells, gates] = runReference(lstm, inputs(), {}) as tf.Tensor[];
        const dys = { dhidden: draw(5, time!, batch!, units!), dcells: draw(6, time!, batch!, units!) };
        return { ...inputs(), hiddens: hiddens!, cells: cells!, gates: gates!, ...dys };
      },
    },
  ];
}); // prettier-ignore

const gruCases = [[1, 1, 1], [3, 2, 5], [4, 7, 33], [2, 40, 16]].flatMap(([time, batch, units]): Case[] => {
  const inputs = (): Record<string, tf.Tensor> => ({
    projected: draw(1, time!, batch!, 3 * units!),
    kernel: draw(2, units!, 3 * units!),
    bias: draw(3, 3 * units!),
    hidden: draw(4, batch!, units!),
  });
  return [
    { name: `GRU of ${time} steps, ${batch} rows, ${units} units`, operation: gru, inputs },
    {
      name: 'its gradient',
      operation: gruGradient,
      inputs: () => {
        const [hiddens, gates] = runReference(gru, inputs(), {}) as tf.Tensor[];
        return { ...inputs(), hiddens: hiddens!, gates: gates!, dhidden: draw(5, time!, batch!, units!) };
      },
    },
  ];
}); // prettier-ignore

// sizes of the tensors
const normCases = [[1], [3, 0, 8193, 1], [20_000, 7, 5, 4, 3, 2, 1, 6, 11, 13, 17, 0], [0, 0]].flatMap((sizes): Case[] => {
  const tensors = (): tf.Tensor[] => sizes.map((size, i) => draw(i, size));
  const name = `clipping of ${String(sizes)} numbers`;
  return [
    { name: `global norm of ${String(sizes)} numbers`, operation: globalNormOperation, inputs: tensors },
    { name, operation: clip, inputs: () => [tf.scalar(5), ...tensors()], attributes: { maximum: 2 } },
    { name: `${name} that are short`, operation: clip, inputs: () => [tf.scalar(1), ...tensors()], attributes: { maximum: 2 } },
  ];
}); // prettier-ignore

const activationCases = [[1, 1], [3, 5], [200, 71]].flatMap(([rows, units]) =>
  activationNames.flatMap((name): Case[] => {
    const [x, bias, dy] = [draw(1, rows!, units!), draw(2, units!), draw(3, rows!, units!)];
    const title = `${name} of ${rows} rows, ${units} units`;
    return [
      { name: title, operation: activationOperation, inputs: () => ({ x }), attributes: { name } },
      { name: `${title}, with bias`, operation: biasActivationOperation, inputs: () => ({ x, bias }), attributes: { name } },
      { name: 'its gradient', operation: biasActivationGradient, inputs: () => ({ x, bias, dy }), attributes: { name } },
      { name: 'and without bias', operation: activationGradient, inputs: () => ({ x, dy }), attributes: { name } },
    ];
  }),
); // prettier-ignore

const reluCases = [[1, 1], [3, 5], [200, 64]].map(([rows, units]): Case => {
  return {
    name: `gradient of relu from ${rows} rows, ${units} units that it gave`,
    operation: reluGradient,
    inputs: () => ({ y: tf.relu(draw(1, rows!, units!)), dy: draw(3, rows!, units!) }),
  };
}); // prettier-ignore

// batch, rows, columns, the length of the sums
const productCases = [[[], 1, 1, 1], [[], 3, 5, 7], [[], 130, 70, 300], [[2], 9, 13, 600], [[2, 3], 4, 5, 6], [[], 3, 2, 0]].flatMap(
  (sizes): Case[] => {
    const [batch, m, n, k] = sizes as [number[], number, number, number];
    const [a, b, addend] = [draw(1, ...batch, m, k), draw(2, ...batch, k, n), draw(3, ...batch, m, n)];
    const title = `${String(batch)} products of ${m} rows, ${n} columns, sums of ${k}`;
    const [turned, columns] = [draw(4, ...batch, n, k), draw(5, n)];
    return [
      { name: `${title}, added`, operation: matMulAdd, inputs: () => ({ a, b, addend }) },
      { name: `${title}, added with a bias`, operation: matMulAdd, inputs: () => ({ a, b, addend, bias: columns }) },
      { name: `${title}, the second transposed`, operation: matMulAdd, inputs: () => ({ a, b: turned, addend }), attributes: { transposeB: true } },
    ];
  },
); // prettier-ignore

/** Every fused operation, over odd sizes. */
export const fusedCases: Case[] = [
  ...activationCases,
  ...reluCases,
  ...crossEntropyCases,
  ...normalizeCases,
  ...batchNormCases,
  ...attentionCases,
  ...lstmCases,
  ...gruCases,
  ...normCases,
  ...productCases,
];
