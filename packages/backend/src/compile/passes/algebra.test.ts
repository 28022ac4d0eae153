import { beforeAll, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import type { Step } from '../trace/trace-step.ts';
import { simplifyAlgebra } from './algebra.ts';
import { leaveOutIdentities } from './identities.ts';

beforeAll(async () => {
  await ensureDevice();
});

const odd = [-0, 0, 1.5, -3, NaN, Infinity, -Infinity, 1e-45, 3e38, 0.1];
const turned = [7, -0, 0, NaN, 2, -Infinity, -Infinity, 3, 1, 1e-3];

const exact: [string, Step, string][] = [
  ['x·1', (x) => ({ y: tf.mul(x!, 1), z: tf.mul(tf.ones([10]), x!) }), ''],
  ['x/1, x/−1 and x·−1', (x) => ({ y: tf.div(x!, 1), z: tf.div(x!, -1), w: tf.mul(-1, x!) }), 'Neg Neg'],
  ['x¹', (x) => ({ y: tf.pow(x!, 1) }), ''],
  ['x − 0 and x + (−0)', (x) => ({ y: tf.sub(x!, 0), z: tf.add(x!, -0) }), ''],
  ['x + 0 and x − (−0), which make 0 of −0', (x) => ({ y: tf.add(x!, 0), z: tf.sub(x!, -0) }), 'Add Sub'],
  ['−0 − x and 0 − x', (x) => ({ y: tf.sub(-0, x!), z: tf.sub(0, x!) }), 'Neg Sub'],
  [
    'x·0, x − x and x/x',
    (x) => ({ a: tf.mul(x!, 0), b: tf.sub(x!, x!), c: tf.div(x!, x!) }),
    'Multiply Sub RealDiv',
  ],
  ['x + −y, −x + y and x − −y', (x, y) => ({ a: tf.add(x!, tf.neg(y!)), b: tf.add(tf.neg(x!), y!), c: tf.sub(x!, tf.neg(y!)) }), 'Sub Sub Add'], // prettier-ignore
  ['x/8 and x/3', (x) => ({ y: tf.div(x!, 8), z: tf.div(x!, 3) }), 'Multiply RealDiv'],
  ['(−x)² and |−x|', (x) => ({ y: tf.square(tf.neg(x!)), z: tf.abs(tf.neg(x!)) }), 'Square Abs'],
  ['the larger and the smaller of x and x', (x) => ({ y: tf.maximum(x!, x!), z: tf.minimum(x!, x!) }), ''],
  ['a choice made', (x, y) => ({ y: tf.where(tf.ones([10], 'bool'), x!, y!), z: tf.where(tf.zeros([10], 'bool'), x!, y!) }), ''], // prettier-ignore
  ['a choice between x and x', (x, y) => ({ y: tf.where(tf.greater(y!, 0), x!, x!) }), ''],
  ['a factor of 1 that broadcasts', (x) => ({ y: tf.mul(x!, tf.ones([2, 10])) }), 'Multiply'],
  ['whole numbers plus 0', (x) => ({ y: tf.add(tf.cast(tf.greater(x!, 0), 'int32'), tf.scalar(0, 'int32')) }), 'Greater Cast'], // prettier-ignore
];

test.each(exact)('%s: algebra that holds for all numbers gives their bits', async (_, step, kernels) => {
  const inputs = [tf.tensor1d(odd), tf.tensor1d(turned)];
  await expectPass((graph) => simplifyAlgebra(leaveOutIdentities(graph)), step, inputs, kernels);
  tf.dispose(inputs);
});
