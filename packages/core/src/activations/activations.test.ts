import { ensureDevice } from '@thaw/backend';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  type Activation,
  ArgumentError,
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  linear,
  logSoftmax,
  mish,
  relu,
  relu6,
  requireActivation,
  selu,
  ShapeError,
  sigmoid,
  sign,
  silu,
  softmax,
  softplus,
  softsign,
  step,
  tanh,
  tf,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const e = Math.E;
const total = 1 + e + e * e;
const [lambda, alpha] = [1.0507009873554805, 1.6732632423543772];
const bound = -lambda * alpha;

interface Case {
  readonly name: string;
  readonly activation: Activation;
  readonly inputs: readonly number[];
  /** By hand. */
  readonly outputs: readonly number[];
  /** Its values at 1e4 and −1e4. */
  readonly far: readonly [number, number];
  /** Whether its gradient is zero everywhere. */
  readonly flat?: boolean;
}

const cases: Case[] = [
  { name: 'linear', activation: linear, inputs: [-2, 0, 3], outputs: [-2, 0, 3], far: [1e4, -1e4] },
  { name: 'relu', activation: relu, inputs: [-2, 0, 3], outputs: [0, 0, 3], far: [1e4, 0] },
  { name: 'relu6', activation: relu6, inputs: [-2, 3, 8], outputs: [0, 3, 6], far: [6, 0] },
  { name: 'leakyRelu', activation: leakyRelu, inputs: [-2, 0, 3], outputs: [-0.4, 0, 3], far: [1e4, -2e3] },
  {
    name: 'leakyRelu.with',
    activation: leakyRelu.with({ negativeSlope: 0.5 }),
    inputs: [-2, 0, 3],
    outputs: [-1, 0, 3],
    far: [1e4, -5e3],
  },
  { name: 'elu', activation: elu, inputs: [-1, 0, 3], outputs: [1 / e - 1, 0, 3], far: [1e4, -1] },
  {
    name: 'elu.with',
    activation: elu.with({ alpha: 2 }),
    inputs: [-1, 0, 3],
    outputs: [2 / e - 2, 0, 3],
    far: [1e4, -2],
  },
  {
    name: 'selu',
    activation: selu,
    inputs: [-1, 0, 3],
    outputs: [bound * (1 - 1 / e), 0, 3 * lambda],
    far: [1e4 * lambda, bound],
  },
  {
    name: 'gelu',
    activation: gelu,
    inputs: [-10, -1, 0, 1, 10],
    outputs: [0, -0.158655254, 0, 0.841344746, 10],
    far: [1e4, 0],
  },
  {
    name: 'geluTanh',
    activation: geluTanh,
    inputs: [-10, -1, 0, 1, 10],
    outputs: [0, -0.158808009, 0, 0.841191991, 10],
    far: [1e4, 0],
  },
  {
    name: 'silu',
    activation: silu,
    inputs: [0, Math.log(3)],
    outputs: [0, 0.75 * Math.log(3)],
    far: [1e4, 0],
  },
  // tanh(ln(1 + eˣ)) = ((1 + eˣ)² − 1)/((1 + eˣ)² + 1)
  { name: 'mish', activation: mish, inputs: [0, Math.LN2], outputs: [0, 0.8 * Math.LN2], far: [1e4, 0] },
  { name: 'sigmoid', activation: sigmoid, inputs: [0, Math.log(3)], outputs: [0.5, 0.75], far: [1, 0] },
  {
    name: 'hardSigmoid',
    activation: hardSigmoid,
    inputs: [-4, -1.5, 0, 1.5, 4],
    outputs: [0, 0.25, 0.5, 0.75, 1],
    far: [1, 0],
  },
  { name: 'tanh', activation: tanh, inputs: [0, Math.log(2)], outputs: [0, 0.6], far: [1, -1] },
  { name: 'hardTanh', activation: hardTanh, inputs: [-2, 0.5, 3], outputs: [-1, 0.5, 1], far: [1, -1] },
  { name: 'softplus', activation: softplus, inputs: [0], outputs: [Math.LN2], far: [1e4, 0] },
  {
    name: 'softsign',
    activation: softsign,
    inputs: [-3, 0, 1],
    outputs: [-0.75, 0, 0.5],
    far: [1e4 / 10001, -1e4 / 10001],
  },
  { name: 'step', activation: step, inputs: [-1e-9, 0, 3], outputs: [0, 1, 1], far: [1, 0], flat: true },
  { name: 'sign', activation: sign, inputs: [-1e-9, 0, 3], outputs: [-1, 0, 1], far: [1, -1], flat: true },
  {
    name: 'softmax',
    activation: softmax,
    inputs: [0, 1, 2],
    outputs: [1 / total, e / total, (e * e) / total],
    far: [1, 0],
  },
  {
    name: 'logSoftmax',
    activation: logSoftmax,
    inputs: [0, 0, 0],
    outputs: [-Math.log(3), -Math.log(3), -Math.log(3)],
    far: [0, -2e4],
  },
];

describe.each(cases)('$name', ({ name, activation, inputs, outputs, far, flat }) => {
  const rowwise = name === 'softmax' || name === 'logSoftmax';

  test('has its values by hand, one row and two', async () => {
    await expectClose(activation(tf.tensor1d([...inputs])), [...outputs], 1e-6);
    await expectClose(
      activation(tf.tensor2d([[...inputs], [...inputs]])),
      [[...outputs], [...outputs]],
      1e-6,
    );
  });

  test('has the gradient of its central differences', async () => {
    const weights = tf.tensor2d([
      [1, -2, 0.5],
      [0.3, 1, -1],
    ]);
    const x = tf.tensor2d([
      [-0.7, 0.4, 1.3],
      [2, -1.5, 0.2],
    ]);
    const compute = (input: tf.Tensor): tf.Tensor => tf.sum(tf.mul(activation(input), weights));
    if (flat) await expectClose(tf.grad(compute)(x), tf.zerosLike(x), 0);
    else await checkGradient(compute as (...given: tf.Tensor[]) => tf.Tensor, [x]);
  });

  test('is exact at ±1e4, and its gradients are finite there', async () => {
    const x = tf.tensor1d([1e4, -1e4]);
    const [above, below] = await activation(x).data();
    await expectClose(above!, far[0], 1e-6);
    await expectClose(below!, far[1], 1e-6);
    const dx = await tf
      .grad((input) => tf.sum(tf.mul(activation(input), tf.tensor1d([2, 3]))))(x)
      .data();
    expect(dx.every(Number.isFinite)).toBe(true);
  });

  const shapes = [[], [1], [3, 1, 5], [2, 1, 3, 2], [2, 2, 1, 3, 1], [0, 4]].slice(rowwise ? 1 : 0);
  test.each(shapes.map((shape) => [shape]))(
    'keeps the shape %j, and leaves no tensor behind',
    async (shape) => {
      const x = tf.ones(shape);
      expect(activation(x).shape).toEqual(shape);
      await expectNoLeak(() => tf.tidy(() => void activation(x)));
      if (name !== 'linear') await expectNoLeak(() => activation(x).dispose());
    },
  );
});

test('an activation at the door of a layer is a function', () => {
  const square: Activation = (input) => input.square();
  expect(requireActivation(square, 'Dense')).toBe(square);
});

const all = cases.map(({ name }) => name).filter((name) => !name.endsWith('.with'));

test.each<[() => unknown, string]>([
  ...[
    ['relu', 'relu'],
    ['log_softmax', 'logSoftmax'],
    ['ReLU6', 'relu6'],
    ['swish', 'silu'],
  ].map(([given, wanted]): [() => unknown, string] => [
    () => requireActivation(given, 'Dense'),
    `Dense: activation is a function here, got the string '${given}'; import { ${wanted} } from '@thaw/core' and pass ${wanted}.`,
  ]),
  [
    () => requireActivation('glu', 'Dense'),
    `Dense: activation is a function here, got the string 'glu'; import one from '@thaw/core' (${all.join(', ')}) or pass any function of a tensor.`,
  ],
  [() => requireActivation(null, 'Dense'), 'Dense: activation must be a function of a tensor, got null.'],
  [
    () => requireActivation({}, 'Dense'),
    'Dense: activation must be a function of a tensor, got [object Object].',
  ],
  [() => leakyRelu.with({ negativeSlope: NaN }), 'leakyRelu.with: negativeSlope must be a number, got NaN.'],
  [
    () => leakyRelu.with({ slope: 0.1 } as never),
    'leakyRelu.with: there is no option "slope"; the only one is negativeSlope.',
  ],
  [() => elu.with({ alpha: '1' as never }), "elu.with: alpha must be a number, got the string '1'."],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each([
  ['softmax', softmax],
  ['logSoftmax', logSoftmax],
])('%s of a scalar is refused', (name, activation) => {
  const message = `${name}: expected input […, classes], got []; it goes along the last axis.`;
  expect(() => activation(tf.scalar(1))).toThrow(new ShapeError(message));
});
