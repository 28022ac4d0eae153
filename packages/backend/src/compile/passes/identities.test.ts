import { beforeAll, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import type { Step } from '../trace/trace-step.ts';
import { leaveOutIdentities } from './identities.ts';

beforeAll(async () => {
  await ensureDevice();
});

const odd = [-0, 0, -1, NaN, Infinity, -Infinity];

const nothing: [string, Step, string][] = [
  ['a copy', (x) => ({ y: tf.exp(x!.clone()) }), 'Exp'],
  ['a cast to the same type', (x) => ({ y: tf.exp(tf.cast(x!, 'float32')) }), 'Exp'],
  [
    'a truth value as a number and back',
    (x) => ({ y: tf.logicalNot(tf.cast(tf.cast(tf.greater(x!, 0), 'float32'), 'bool')) }),
    'Greater LogicalNot',
  ],
  [
    'a truth value as another number first',
    (x) => ({ y: tf.cast(tf.cast(tf.greater(x!, 0), 'int32'), 'float32') }),
    'Greater Cast',
  ],
  [
    'numbers rounded on their way',
    (x) => ({ y: tf.cast(tf.cast(tf.relu6(x!), 'int32'), 'float32') }),
    'Relu6 Cast Cast',
  ],
  ['a negation of a negation', (x) => ({ y: tf.neg(tf.neg(x!)) }), ''],
  ['not not', (x) => ({ y: tf.logicalNot(tf.logicalNot(tf.greater(x!, 0))) }), 'Greater'],
  [
    'relu of relu and the absolute of the absolute',
    (x) => ({ y: tf.relu(tf.relu(x!)), z: tf.abs(tf.abs(x!)) }),
    'Relu Abs',
  ],
  ['one repetition', (x) => ({ y: tf.exp(tf.tile(x!, [1, 1])) }), 'Exp'],
  ['no padding', (x) => ({ y: tf.exp(tf.pad(x!, [[0, 0], [0, 0]])) }), 'Exp'], // prettier-ignore
  ['a turn of one', (x) => ({ y: tf.exp(tf.reverse(tf.reshape(x!, [1, 6]), 0)) }), 'Reshape Exp'],
  ['a sum of one tensor', (x) => ({ y: tf.exp(tf.addN([x!])) }), 'Exp'],
  ['a join of one', (x) => ({ y: tf.exp(tf.stack([x!])) }), 'Reshape Exp'],
  ['a cut into one', (x) => ({ y: tf.exp(tf.unstack(tf.reshape(x!, [1, 6]))[0]!) }), 'Reshape Exp'],
  [
    'extremes and products of one number',
    (x) => {
      const single = tf.reshape(x!, [6, 1]);
      return { max: tf.max(single, 1), min: tf.min(single, 1, true), product: tf.prod(single, 1) };
    },
    'Reshape Reshape Reshape',
  ],
  [
    'a sum of one number, which makes 0 of −0',
    (x) => ({ y: tf.sum(tf.reshape(x!, [6, 1]), 1) }),
    'Reshape Sum',
  ],
];

test.each(nothing)('%s: what does nothing is left out', async (_, step, kernels) => {
  const x = tf.tensor2d(odd, [2, 3]);
  await expectPass(leaveOutIdentities, step, [x], kernels);
  x.dispose();
});
