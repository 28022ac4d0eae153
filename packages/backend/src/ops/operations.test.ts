import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import {
  activate,
  biasActivation,
  layerNorm,
  lstmSequence,
  multiHeadAttention,
  Random,
  rmsNorm,
  softmaxCrossEntropy,
  tf,
  useDevice,
} from '../index.ts';
import {
  attention,
  attentionGradient,
  maskedAttention,
  maskedAttentionGradient,
} from './attention/attention.ts';
import {
  activationGradient,
  activationOperation,
  biasActivationGradient,
  biasActivationOperation,
} from './bias-activation/bias-activation.ts';
import { crossEntropy, crossEntropyGradient } from './cross-entropy/cross-entropy.ts';
import { normalize, normalizeGradient } from './layer-norm/layer-norm.ts';
import { lstm, lstmGradient } from './lstm/lstm.ts';
import { type Operation, runOperation, runReference } from './operation.ts';

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

/** An operation with inputs that it may be given. */
interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: () => Record<string, tf.Tensor>;
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
  ]),
); // prettier-ignore

// batch, queries, keys, heads, size, width
const attentionCases = [[1, 1, 1, 1, 1, 1], [2, 3, 5, 2, 4, 3], [1, 70, 70, 3, 8, 8], [2, 130, 131, 1, 5, 2]].flatMap(
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

const names = ['relu', 'sigmoid', 'tanh', 'geluTanh'] as const;

const activationCases = [[1, 1], [3, 5], [200, 64]].flatMap(([rows, units]) =>
  names.flatMap((name): Case[] => {
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

const cases: Case[] = [
  ...activationCases,
  ...crossEntropyCases,
  ...normalizeCases,
  ...attentionCases,
  ...lstmCases,
];

describe.each(cases)('$name', ({ operation, inputs, attributes = {} }) => {
  test('equals its reference, with the same bits on any number of threads', async () => {
    const before: Float32Array[][] = [];
    for (const threads of [1, 2, 3]) {
      await useDevice('wasm', { threads });
      const given = inputs();
      const results = runOperation(operation, given, attributes);
      const expected = [runReference(operation, given, attributes)].flat();
      expect(results.length).toBe(expected.length);
      for (const [i, result] of results.entries()) await expectClose(result, expected[i]!, 1e-5, 1e-2);
      before.push(results.map((result) => result.dataSync<'float32'>()));
    }
    expect(before[1]).toEqual(before[0]);
    expect(before[2]).toEqual(before[0]);
  });
});

describe('the gradient is that of central differences', () => {
  test('of cross-entropy', async () => {
    await useDevice('wasm');
    const target = tf.tensor1d([0, 2, 3], 'int32'); // the last is no class
    await checkGradient((z) => softmaxCrossEntropy(z!, target).mul(draw(2, 3)).sum(), [draw(1, 3, 3)]);
  });

  test.each([layerNorm, rmsNorm])('of %o', async (norm) => {
    const inputs = [draw(1, 2, 3, 5), draw(2, 5), draw(3, 5)];
    await checkGradient(
      (x, gamma, beta) =>
        norm(x!, { gamma, beta }, 1e-3)
          .mul(draw(4, 2, 3, 5))
          .sum(),
      inputs,
    );
    await checkGradient(
      (x) =>
        norm(x!, {}, 1e-3)
          .mul(draw(4, 2, 3, 5))
          .sum(),
      [inputs[0]!],
    );
  });

  test.each(names)('of %s', async (name) => {
    const inputs = [draw(11, 2, 3, 5), draw(12, 5)];
    const weigh = (y: tf.Tensor): tf.Tensor => y.mul(draw(3, 2, 3, 5)).sum();
    const nearby = { step: 1e-3 }; // lest a step go over the kink of relu
    await checkGradient((x, bias) => weigh(biasActivation(x!, bias!, name)), inputs, nearby);
    await checkGradient((x) => weigh(activate(x!, name)), [inputs[0]!], nearby);
  });

  test('of attention', async () => {
    const inputs = [draw(1, 2, 3, 4), draw(2, 2, 5, 4), draw(3, 2, 5, 6)];
    const mask = tf.tensor2d([[1, 1, 0, 1, 0], [0, 0, 0, 0, 0], [0, 1, 1, 1, 1]]); // prettier-ignore
    for (const options of [{ causal: false }, { causal: true }, { causal: false, mask }]) {
      const attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor =>
        multiHeadAttention(q, k, v, { numHeads: 2, scale: 0.7, ...options });
      await checkGradient(
        (q, k, v) =>
          attend(q!, k!, v!)
            .mul(draw(4, 2, 3, 6))
            .sum(),
        inputs,
      );
    }
  });

  test('of an LSTM', async () => {
    const inputs = [draw(1, 3, 2, 8), draw(2, 2, 8), draw(3, 2, 2), draw(4, 2, 2)];
    await checkGradient((projected, kernel, hidden, cell) => {
      const run = lstmSequence(projected!, kernel!, { hidden: hidden!, cell: cell! });
      return tf.add(run.hidden.mul(draw(5, 3, 2, 2)).sum(), run.cells.mul(draw(6, 3, 2, 2)).sum());
    }, inputs);
  });
});

test('no operation leaves a tensor behind', async () => {
  await useDevice('wasm');
  const [x, projected, kernel, state] = [draw(1, 2, 3, 4), draw(2, 3, 2, 8), draw(3, 2, 8), draw(4, 2, 2)];
  const [logits, draw4, target] = [draw(1, 2, 3), draw(2, 4), tf.tensor1d([0, 2], 'int32')];
  await expectNoLeak(() =>
    tf.dispose([
      biasActivation(x, draw4, 'relu'),
      activate(x, 'geluTanh'),
      softmaxCrossEntropy(logits, target),
      layerNorm(x, {}, 1e-3),
      multiHeadAttention(x, x, x, { numHeads: 2, scale: 1, causal: true }),
      ...Object.values(lstmSequence(projected, kernel, { hidden: state, cell: state })),
    ]),
  );
});
