import { beforeAll, expect, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, Random, tf } from '../../index.ts';
import type { Step } from '../trace/trace-step.ts';
import { fuseProducts } from './fused-products.ts';
import { joinLayouts } from './layouts.ts';
import { takeInTransposes } from './transposed-products.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (stream: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(stream).normal(shape.reduce((a, b) => a * b, 1)), shape);
const last = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 2, 1]);

const transposed: [string, Step, string][] = [
  [
    'the first operand',
    (x, w) => ({ y: tf.matMul(tf.transpose(x!), tf.slice(w!, 0, 3)) }),
    'Slice BatchMatMul',
  ],
  [
    'the second, of what was transposed',
    (x, w) => ({ y: tf.matMul(x!, tf.transpose(w!), false, true) }),
    'BatchMatMul',
  ],
  ['both', (x, w) => ({ y: tf.matMul(tf.transpose(w!), tf.transpose(x!)) }), 'BatchMatMul'],
  ['matrices of a batch', (_, __, b) => ({ y: tf.matMul(b!, last(b!)) }), 'BatchMatMul'],
  ['one with axes of 1 before it', (_, w, b) => ({ y: tf.matMul(b!, tf.expandDims(tf.transpose(w!), 0), false, true) }), 'Reshape BatchMatMul'], // prettier-ignore
  [
    'other axes',
    (_, __, b) => ({ y: tf.matMul(tf.transpose(b!, [1, 0, 2]), tf.ones([5, 5])) }),
    'Transpose BatchMatMul',
  ],
  ['the outcome', (x, w) => ({ y: tf.transpose(tf.matMul(x!, w!)) }), 'BatchMatMul'],
  ['an outcome that is read besides', (x, w) => {
      const y = tf.matMul(x!, w!);
      return { y, z: tf.transpose(y) };
    }, 'BatchMatMul Transpose'], // prettier-ignore
];

test.each(transposed)('%s: a product reads transposed operands where they lie', async (_, step, kernels) => {
  const inputs = [draw(1, 3, 5), draw(2, 5, 4), draw(3, 2, 4, 5)];
  await expectPass(takeExpanded, step, inputs, kernels);
  tf.dispose(inputs);
});

/** With ExpandDims as the reshape that it is. */
const takeExpanded: typeof takeInTransposes = (graph) => takeInTransposes(joinLayouts(graph));

test('a fused product takes the transposes of its operands in too', async () => {
  const inputs = [draw(1, 3, 5), draw(2, 4, 5)];
  const step: Step = (x, w) => ({ y: tf.relu(tf.matMul(x!, tf.transpose(w!))) });
  const graph = await expectPass(
    (given) => takeInTransposes(fuseProducts(given)),
    step,
    inputs,
    '_FusedMatMul',
  );
  expect(graph.operations[0]!.attributes).toEqual({
    transposeA: false,
    transposeB: true,
    activation: 'relu',
  });
  tf.dispose(inputs);
});
