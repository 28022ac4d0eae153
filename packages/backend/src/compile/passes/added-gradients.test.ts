import { beforeAll, expect, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, layerNorm, Random, rmsNorm, tf } from '../../index.ts';
import type { Graph } from '../trace/graph.ts';
import type { Step } from '../trace/trace-step.ts';
import { addGradients } from './added-gradients.ts';
import { shareCommon } from './common-subexpressions.ts';
import { leaveOutDead } from './dead-code.ts';
import { leaveOutIdentities } from './identities.ts';
import { joinLayouts } from './layouts.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (stream: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(stream).normal(shape.reduce((a, b) => a * b, 1)), shape);

/** With the passes that leave out what changes nothing, which make way for it. */
const pass = (graph: Graph): Graph => {
  const passes = [leaveOutIdentities, joinLayouts, shareCommon, addGradients];
  return [...passes, ...passes, ...passes].reduce((now, next) => leaveOutDead(next(now)), graph);
};

/** The gradient of a block in x: what comes back past the normalization and what comes through it. */
const gradientOf = (block: (x: tf.Tensor, gamma: tf.Tensor) => tf.Tensor): Step => {
  return (x, gamma, dy) => {
    const [dx, dgamma] = tf.grads((x, gamma) => block(x!, gamma!))([x!, gamma!], dy!);
    return { dx: dx!, dgamma: dgamma! };
  };
};

const steps: [string, Step, string][] = [
  [
    'a residual past a layer norm',
    gradientOf((x, gamma) => tf.add(x, layerNorm(x, { gamma }, 1e-5))),
    'ThawNormalize ThawNormalizeGradient',
  ],
  [
    'past one of mean squares',
    gradientOf((x, gamma) => tf.add(rmsNorm(x, { gamma }, 1e-5), x)),
    'ThawNormalize ThawNormalizeGradient',
  ],
  [
    'two in a row',
    gradientOf((x, gamma) => {
      const y = tf.add(x, layerNorm(x, { gamma }, 1e-5));
      return tf.add(y, rmsNorm(y, { gamma }, 1e-5));
    }),
    'ThawNormalize Add ThawNormalize ThawNormalizeGradient ThawNormalizeGradient Add', // one gamma has two gradients
  ],
  [
    'rows of a matrix of three axes',
    gradientOf((x, gamma) => {
      const y = tf.reshape(x, [2, 2, 3]);
      return tf.reshape(tf.add(y, layerNorm(y, { gamma }, 1e-5)), [4, 3]);
    }),
    'ThawNormalize ThawNormalizeGradient',
  ],
  [
    'no residual',
    gradientOf((x, gamma) => layerNorm(x, { gamma }, 1e-5)),
    'ThawNormalize ThawNormalizeGradient',
  ],
  [
    'a gradient that something else reads',
    (x, gamma, dy) => {
      const dx = tf.grad((x: tf.Tensor) => layerNorm(x, { gamma: gamma! }, 1e-5))(x!, dy!);
      return { sum: tf.add(dy!, dx), dx };
    },
    'ThawNormalize ThawNormalizeGradient Add',
  ],
  [
    'a sum with what comes later',
    (x, gamma, dy) => {
      const dx = tf.grad((x: tf.Tensor) => layerNorm(x, { gamma: gamma! }, 1e-5))(x!, dy!);
      return { sum: tf.add(dx, tf.mul(dy!, 2)) };
    },
    'ThawNormalize ThawNormalizeGradient Multiply Add',
  ],
  [
    'what broadcasts',
    (x, gamma, dy) => {
      const dx = tf.grad((x: tf.Tensor) => layerNorm(x, { gamma: gamma! }, 1e-5))(x!, dy!);
      return { sum: tf.add(dx, gamma!) };
    },
    'ThawNormalize ThawNormalizeGradient Add',
  ],
];

test.each(steps)(
  '%s: the gradient of a normalization is added to what is there',
  async (_, step, kernels) => {
    const inputs = [draw(1, 4, 3), draw(2, 3), draw(3, 4, 3)];
    await expectPass(pass, step, inputs, kernels);
    tf.dispose(inputs);
  },
);

test('what is overwritten by then is read before', async () => {
  const w = tf.variable(draw(4, 4, 3));
  const inputs = [draw(1, 4, 3), draw(2, 3), draw(3, 4, 3)];
  const step: Step = (x, gamma, dy) => {
    const dx = tf.grad((x: tf.Tensor) => layerNorm(x, { gamma: gamma! }, 1e-5))(x!, dy!);
    const sum = tf.add(w, dx);
    w.assign(tf.mul(w, 1));
    return { sum };
  };
  const graph = await expectPass(pass, step, inputs, 'ThawNormalize ThawNormalizeGradient Multiply');
  expect(graph.operations[1]!.inputs['addend']).toBe(graph.states[0]!.before); // assigned at the end only
  tf.dispose([w, ...inputs]);
});
