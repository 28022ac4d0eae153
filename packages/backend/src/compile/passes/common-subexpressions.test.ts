import { beforeAll, expect, test } from 'vitest';

import { expectPass, kernelsOf, numbersOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, liveTensor, sgdUpdate, tf } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { shareCommon } from './common-subexpressions.ts';
import { leaveOutDead } from './dead-code.ts';

beforeAll(async () => {
  await ensureDevice();
});

const steps: [string, Step, string][] = [
  ['one call twice', (x) => ({ y: tf.exp(x!), z: tf.exp(x!) }), 'Exp'],
  ['what follows from it', (x) => ({ y: tf.neg(tf.exp(x!)), z: tf.neg(tf.exp(x!)) }), 'Exp Neg'],
  ['a sum and a product the other way about', (x, y) => ({ a: tf.add(x!, y!), b: tf.add(y!, x!), c: tf.mul(x!, y!), d: tf.mul(y!, x!) }), 'Add Multiply'], // prettier-ignore
  ['a difference the other way about', (x, y) => ({ a: tf.sub(x!, y!), b: tf.sub(y!, x!) }), 'Sub Sub'],
  ['other attributes', (x) => ({ y: tf.leakyRelu(x!, 0.1), z: tf.leakyRelu(x!, 0.2), w: tf.leakyRelu(x!, 0.1) }), 'LeakyRelu LeakyRelu'], // prettier-ignore
  ['attributes that JSON takes for one', (x) => ({ y: tf.pad(x!, [[1, 1]], NaN), z: tf.pad(x!, [[1, 1]], Infinity) }), 'PadV2 PadV2'], // prettier-ignore
  ['0 and −0', (x) => ({ y: tf.div(1, tf.pad(x!, [[1, 1]], 0)), z: tf.div(1, tf.pad(x!, [[1, 1]], -0)) }), 'PadV2 RealDiv PadV2 RealDiv'], // prettier-ignore
  ['equal constants', (x) => ({ y: tf.mul(x!, tf.tensor1d([1, 2, 3])), z: tf.mul(x!, tf.tensor1d([1, 2, 3])) }), 'Multiply'], // prettier-ignore
  ['constants of other bits', (x) => ({ y: tf.div(x!, tf.tensor1d([1, 0, 3])), z: tf.div(x!, tf.tensor1d([1, -0, 3])) }), 'RealDiv RealDiv'], // prettier-ignore
  ['several outputs', (x) => ({ y: tf.split(x!, 3)[2]!, z: tf.split(x!, 3)[0]! }), 'SplitV'],
];

test.each(steps)('%s: what is the same is computed once', async (_, step, kernels) => {
  const inputs = [tf.tensor1d([1, -2, 3]), tf.tensor1d([4, 5, -6])];
  await expectPass(shareCommon, step, inputs, kernels);
  tf.dispose(inputs);
});

test('a variable before and after its update are two values, and so are two live numbers', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const graph = traceStep(() => {
    const before = tf.square(w);
    sgdUpdate(
      [{ variable: w, gradient: tf.mul(tf.ones([2]), liveTensor(() => 1)) }],
      { rate: 1, momentum: 0, nesterov: false, decay: 0 },
    ); // prettier-ignore
    return {
      before,
      again: tf.square(w),
      live: tf.mul(
        tf.ones([2]),
        liveTensor(() => 3),
      ),
    };
  }, []);
  const shared = leaveOutDead(shareCommon(graph));
  expect(kernelsOf(shared)).toBe('Square Multiply ThawSGD Square Multiply');
  expect(await numbersOf(shared, [])).toEqual({
    before: [2, 'float32', 1, 4],
    again: [2, 'float32', 0, 1],
    live: [2, 'float32', 3, 3],
  });
  w.dispose();
});
