import { beforeAll, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import type { Step } from '../trace/trace-step.ts';
import { joinLayouts } from './layouts.ts';

beforeAll(async () => {
  await ensureDevice();
});

const odd = [-0, 0, -1, NaN, Infinity, -Infinity];

const layouts: [string, Step, string][] = [
  ['a reshape of a reshape', (x) => ({ y: tf.reshape(tf.reshape(tf.exp(x!), [6]), [3, 2]) }), 'Exp Reshape'],
  ['there and back', (x) => ({ y: tf.reshape(tf.reshape(tf.exp(x!), [6]), [2, 3]) }), 'Exp'],
  ['an axis more, and away', (x) => ({ y: tf.squeeze(tf.expandDims(tf.exp(x!), 1)) }), 'Exp'],
  ['a transpose back', (x) => ({ y: tf.transpose(tf.transpose(tf.exp(x!))) }), 'Exp'],
  [
    'two transposes',
    (x) => ({ y: tf.transpose(tf.transpose(tf.reshape(x!, [1, 2, 3]), [2, 0, 1]), [0, 2, 1]) }),
    'Reshape Transpose',
  ],
  [
    'three turns of three axes',
    (x) => {
      const turn = (y: tf.Tensor): tf.Tensor => tf.transpose(y, [1, 2, 0]);
      return { y: turn(turn(turn(tf.reshape(x!, [2, 3, 1])))) };
    },
    'Reshape',
  ],
  [
    'a transpose that moves an axis of 1',
    (x) => ({ y: tf.transpose(tf.expandDims(x!, 0), [1, 0, 2]) }),
    'Reshape',
  ],
  ['a slice of all', (x) => ({ y: tf.exp(tf.slice(x!, [0, 0], [2, 3])) }), 'Exp'],
  ['a slice of a slice', (x) => ({ y: tf.slice(tf.slice(x!, [0, 1], [2, 2]), [1, 1], [1, 1]) }), 'Slice'],
  ['a strided slice of neighbours', (x) => ({ y: tf.stridedSlice(x!, [0, 1], [2, 3], [1, 1]) }), 'Slice'],
  ['one of all', (x) => ({ y: tf.exp(tf.stridedSlice(x!, [0, 0], [2, 3], [1, 1])) }), 'Exp'],
  [
    'one that leaves numbers out',
    (x) => ({ y: tf.stridedSlice(x!, [0, 0], [2, 3], [1, 2]) }),
    'StridedSlice',
  ],
  [
    'one that drops an axis',
    (x) => ({ y: tf.stridedSlice(x!, [0, 1], [2, 2], [1, 1], 0, 0, 0, 0, 2) }),
    'Slice Reshape',
  ],
];

test.each(layouts)('%s: layouts in a row are one', async (_, step, kernels) => {
  const x = tf.tensor2d(odd, [2, 3]);
  await expectPass(joinLayouts, step, [x], kernels);
  x.dispose();
});
