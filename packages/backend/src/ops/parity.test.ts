import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import fixture from '../../fixtures/fused-operations.json' with { type: 'json' };
import {
  activate,
  batchNorm,
  ensureDevice,
  gruSequence,
  layerNorm,
  lstmSequence,
  multiHeadAttention,
  softmaxCrossEntropy,
  tf,
} from '../index.ts';

// Against PyTorch 1.13.1; ../../fixtures/fused-operations.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  operation: string;
  name: string;
  options: Record<string, unknown>;
  inputs: Record<string, Numbers>;
  outputs: Record<string, Numbers>;
  weights: Record<string, Numbers>;
  gradients: Record<string, Numbers>;
}

/** Tensors by the names of the fixture. */
type Named = Record<string, tf.Tensor>;

/** The operations by the names of the fixture, from its inputs to its outputs. */
const operations: Record<string, (inputs: Named, options: never) => Named> = {
  layerNorm: ({ x, gamma, beta }, { epsilon }: { epsilon: number }) => ({
    y: layerNorm(x!, { gamma, beta }, epsilon),
  }),
  crossEntropy: ({ logits, labels }) => ({
    losses: softmaxCrossEntropy(logits!, tf.cast(labels!, 'int32')),
  }),
  attention: ({ q, k, v, mask }, options: { numHeads: number; scale: number; causal: boolean }) => ({
    y: multiHeadAttention(q!, k!, v!, { ...options, mask }),
  }),
  lstm: ({ projected, kernel, hidden, cell }) => {
    const run = lstmSequence(projected!, kernel!, { hidden: hidden!, cell: cell! });
    return { hidden: run.hidden, lastCell: tf.unstack(run.cells).at(-1)! };
  },
  gru: ({ projected, kernel, bias, hidden }) => ({
    hidden: gruSequence(projected!, kernel!, bias!, hidden!),
  }),
  batchNorm: ({ x, gamma, beta }, { epsilon }: { epsilon: number }) => ({
    ...batchNorm(x!, { gamma, beta }, epsilon),
  }),
  gelu: ({ x }) => ({ y: activate(x!, 'gelu') }),
  elu: ({ x }) => ({ y: activate(x!, 'elu') }),
};

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);
const tensors = (numbers: Record<string, Numbers>): Named =>
  Object.fromEntries(Object.entries(numbers).map(([name, each]) => [name, tensor(each)]));
/** A tensor that is truly zero is compared on the scale of the others. */
const scaleOf = (numbers: Record<string, Numbers>): number =>
  Math.max(...Object.values(numbers).flatMap(({ data }) => data.map(Math.abs))) / 1000;

beforeAll(async () => {
  await ensureDevice();
});

const cases = fixture.cases as unknown as Case[];

test('there is a fixture for every operation here', () => {
  expect(new Set(cases.map(({ operation }) => operation))).toEqual(new Set(Object.keys(operations)));
});

describe.each(cases)('$name', ({ operation, options, inputs, outputs, weights, gradients }) => {
  test('results and gradients are those of PyTorch', async () => {
    const given = tensors(inputs);
    const compute = (named: Named): Named => operations[operation]!({ ...given, ...named }, options as never);
    const results = compute({});
    for (const [name, expected] of Object.entries(outputs)) {
      await expectClose(results[name]!, tensor(expected), TOLERANCE, scaleOf(outputs));
    }
    const names = Object.keys(gradients);
    const weigh = (...values: tf.Tensor[]): tf.Scalar => {
      const parts = compute(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
      const sums = Object.entries(weights).map(([name, weight]) =>
        tf.sum(tf.mul(parts[name]!, tensor(weight))),
      );
      return tf.addN(sums).asScalar();
    };
    const found = tf.grads(weigh)(names.map((name) => given[name]!));
    for (const [i, name] of names.entries()) {
      await expectClose(found[i]!, tensor(gradients[name]!), TOLERANCE, scaleOf(gradients));
    }
  });
});
