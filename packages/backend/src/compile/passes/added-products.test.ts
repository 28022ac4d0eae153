import { beforeAll, expect, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, Random, tf } from '../../index.ts';
import type { Step } from '../trace/trace-step.ts';
import { addProducts } from './added-products.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (stream: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(stream).normal(shape.reduce((a, b) => a * b, 1)), shape);

const steps: [string, Step, string][] = [
  ['a residual', (x, a, b) => ({ y: tf.add(x!, tf.matMul(a!, b!)) }), 'ThawMatMulAdd'],
  ['before it', (x, a, b) => ({ y: tf.add(tf.matMul(a!, b!), x!) }), 'ThawMatMulAdd'],
  [
    'one with a bias',
    (x, a, b) => ({
      y: tf.add(x!, tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias: tf.tensor1d([1, 2, 3, 4, 5, 6]) })),
    }), // prettier-ignore
    'Reshape Reshape Reshape ThawMatMulAdd Reshape',
  ],
  [
    'two products: one is added to the other',
    (_, a, b) => ({ y: tf.add(tf.matMul(a!, b!), tf.matMul(b!, a!, true, true).transpose()) }),
    'BatchMatMul Transpose ThawMatMulAdd',
  ],
  [
    'three',
    (_, a, b) => {
      const products = [1, 2, 3].map((factor) => tf.matMul(tf.mul(a!, factor), b!));
      return { y: tf.add(tf.add(products[0]!, products[1]!), products[2]!) };
    },
    'Multiply BatchMatMul Multiply Multiply ThawMatMulAdd ThawMatMulAdd',
  ],
  [
    'under another shape',
    (x, a, b) => ({ y: tf.add(tf.reshape(x!, [2, 2, 6]), tf.reshape(tf.matMul(a!, b!), [2, 2, 6])) }),
    'ThawMatMulAdd Reshape',
  ],
  [
    'a product with an activation',
    (x, a, b) => ({
      y: tf.add(x!, tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, activation: 'relu' })),
    }),
    'Reshape Reshape _FusedMatMul Reshape Add',
  ],
  [
    'what broadcasts',
    (x, a, b) => ({ y: tf.add(tf.slice(x!, [0, 0], [1, -1]), tf.matMul(a!, b!)) }),
    'Slice BatchMatMul Add',
  ],
  [
    'a product read twice',
    (x, a, b) => {
      const y = tf.matMul(a!, b!);
      return { y: tf.add(x!, y), z: tf.add(y, y) };
    },
    'BatchMatMul Add Add',
  ],
];

test.each(steps)(
  '%s: a product that a sum alone reads is added to what is there',
  async (_, step, kernels) => {
    const inputs = [draw(1, 4, 6), draw(2, 4, 3), draw(3, 3, 6)];
    await expectPass(addProducts, step, inputs, kernels);
    tf.dispose(inputs);
  },
);

test('what was overwritten by then is not read: the product stays before the update', async () => {
  const w = tf.variable(draw(3, 3, 6));
  const inputs = [draw(1, 4, 6), draw(2, 4, 3)];
  const step: Step = (x, a) => {
    const product = tf.matMul(a!, w);
    w.assign(tf.mul(w, 1));
    return { y: tf.add(x!, product) };
  };
  const graph = await expectPass(addProducts, step, inputs, 'Multiply ThawMatMulAdd');
  expect(graph.operations[1]!.inputs['b']).toBe(graph.states[0]!.before); // assigned at the end only
  tf.dispose([w, ...inputs]);
});
