import { describe, expect, test } from 'vitest';

import { activationNames } from './bias-activation/reference.ts';
import {
  activate,
  adamUpdate,
  ArgumentError,
  batchNorm,
  biasActivation,
  drawNormal,
  dropout,
  ensureDevice,
  gruSequence,
  layerNorm,
  lstmSequence,
  multiHeadAttention,
  Random,
  rmsNorm,
  rmsPropUpdate,
  sgdUpdate,
  ShapeError,
  softmaxCrossEntropy,
  tf,
} from '../index.ts';

await ensureDevice();

const ones = (...shape: number[]): tf.Tensor => tf.ones(shape);
const start = { hidden: ones(2, 5), cell: ones(2, 5) };
const attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, numHeads: number, mask?: tf.Tensor): tf.Tensor =>
  multiHeadAttention(q, k, v, { numHeads, scale: 1, causal: false, mask });

const shapes: [() => unknown, string][] = [
  [() => layerNorm(ones(2, 3), { gamma: ones(5) }, 1e-5), 'layerNorm: expected gamma [3] with x [2, 3], got [5].'],
  [() => layerNorm(tf.scalar(1), {}, 1e-5), 'layerNorm: expected x […, units], got [].'],
  [() => rmsNorm(ones(2, 3), { beta: ones(1) }, 1e-5), 'rmsNorm: expected beta [3] with x [2, 3], got [1].'],
  [() => batchNorm(ones(2, 3), { beta: ones(1, 3) }, 1e-5), 'batchNorm: expected beta [3] with x [2, 3], got [1, 3].'],
  [
    () => softmaxCrossEntropy(ones(2, 3), ones(2, 3)),
    'softmaxCrossEntropy: expected labels [2] with logits [2, 3], got [2, 3].',
  ],
  [
    () => softmaxCrossEntropy(ones(2, 2, 3), ones(2, 2)),
    'softmaxCrossEntropy: expected logits [rows, classes], got [2, 2, 3].',
  ],
  [() => biasActivation(ones(2, 3), ones(5), 'relu'), 'biasActivation: expected bias [3] with x [2, 3], got [5].'],
  [() => attend(ones(3, 8), ones(3, 8), ones(3, 8), 2), 'multiHeadAttention: expected q [batch, queries, 2·size], got [3, 8].'],
  [
    () => attend(ones(1, 3, 8), ones(1, 3, 8), ones(1, 3, 8), 3),
    'multiHeadAttention: expected q [batch, queries, 3·size], got [1, 3, 8].',
  ],
  [
    () => attend(ones(2, 3, 8), ones(1, 3, 8), ones(1, 3, 8), 2),
    'multiHeadAttention: expected k [2, keys, 8] with q [2, 3, 8], got [1, 3, 8].',
  ],
  [
    () => attend(ones(1, 3, 8), ones(1, 4, 8), ones(1, 5, 8), 2),
    'multiHeadAttention: expected v [1, 4, 2·width] with k [1, 4, 8], got [1, 5, 8].',
  ],
  [
    () => attend(ones(1, 3, 8), ones(1, 4, 8), ones(1, 4, 7), 2),
    'multiHeadAttention: expected v [1, 4, 2·width] with k [1, 4, 8], got [1, 4, 7].',
  ],
  [
    () => attend(ones(1, 3, 8), ones(1, 4, 8), ones(1, 4, 8), 2, ones(3, 5)),
    'multiHeadAttention: expected a mask that broadcasts to [1, 2, 3, 4], batch, heads, queries and keys, got [3, 5].',
  ],
  [
    () => lstmSequence(ones(7, 2, 21), ones(5, 20), start),
    'lstmSequence: expected projected [time ≥ 1, batch, 4·units], got [7, 2, 21].',
  ],
  [
    () => lstmSequence(ones(0, 2, 20), ones(5, 20), start),
    'lstmSequence: expected projected [time ≥ 1, batch, 4·units], got [0, 2, 20].',
  ],
  [
    () => lstmSequence(ones(7, 2, 20), ones(5, 16), start),
    'lstmSequence: expected kernel [5, 20] with projected [7, 2, 20], got [5, 16].',
  ],
  [
    () => lstmSequence(ones(7, 3, 20), ones(5, 20), start),
    'lstmSequence: expected hidden [3, 5] with projected [7, 3, 20], got [2, 5].',
  ],
  [
    () => lstmSequence(ones(7, 2, 20), ones(5, 20), { ...start, cell: ones(5) }),
    'lstmSequence: expected cell [2, 5] with projected [7, 2, 20], got [5].',
  ],
  [
    () => gruSequence(ones(0, 2, 15), ones(5, 15), ones(15), ones(2, 5)),
    'gruSequence: expected projected [time ≥ 1, batch, 3·units], got [0, 2, 15].',
  ],
  [
    () => gruSequence(ones(7, 2, 15), ones(15, 5), ones(15), ones(2, 5)),
    'gruSequence: expected recurrentKernel [5, 15] with projected [7, 2, 15], got [15, 5].',
  ],
  [
    () => gruSequence(ones(7, 2, 15), ones(5, 15), ones(5), ones(2, 5)),
    'gruSequence: expected recurrentBias [15] with projected [7, 2, 15], got [5].',
  ],
  [
    () => gruSequence(ones(7, 2, 15), ones(5, 15), ones(15), undefined as never),
    'gruSequence: expected start [2, 5] with projected [7, 2, 15], got undefined.',
  ],
]; // prettier-ignore

test.each(shapes)('%s: a ShapeError, since a kernel would read what lies beside', (act, message) => {
  expect(act).toThrow(new ShapeError(message));
});

describe('an update whose tensors are not all of one shape', () => {
  const variable = (name: string, size: number): tf.Variable => tf.variable(tf.zeros([size]), true, name);
  const zeros = (size: number): tf.Variable => tf.variable(tf.zeros([size]));

  test('by Adam', () => {
    const settings = { rate: 0.1, beta1: 0, beta2: 0, epsilon: 1e-7, decay: 0 };
    const state = { variable: variable('a', 3), gradient: ones(3), mean: zeros(3), meanSquare: zeros(3) };
    for (const [name, wrong] of Object.entries({ gradient: ones(4), mean: zeros(1), meanSquare: zeros(2) })) {
      expect(() => adamUpdate([{ ...state, [name]: wrong }], settings)).toThrow(
        new ShapeError(`adamUpdate of "a": expected ${name} [3], got [${String(wrong.size)}].`),
      );
    }
  });

  test('by gradient descent and RMSProp', () => {
    const descent = { rate: 0.1, momentum: 0.9, nesterov: false, decay: 0 };
    const w = variable('b', 3);
    expect(() => sgdUpdate([{ variable: w, gradient: ones(3), velocity: zeros(1) }], descent)).toThrow(
      new ShapeError('sgdUpdate of "b": expected velocity [3], got [1].'),
    );
    const settings = { rate: 0.1, rho: 0, momentum: 0, epsilon: 1e-7, centered: true, decay: 0 };
    const state = { variable: w, gradient: ones(3), meanSquare: zeros(3), mean: zeros(4) };
    expect(() => rmsPropUpdate([state], settings)).toThrow(
      new ShapeError('rmsPropUpdate of "b": expected mean [3], got [4].'),
    );
  });
});

test('an activation that is none, heads that are no number, draws without a generator or a shape', () => {
  const names = activationNames.join(', ');
  const texts: [() => unknown, string][] = [
    [() => activate(ones(2), 'swish' as never), `activate: expected one of ${names}, got the string 'swish'.`],
    [() => biasActivation(ones(2), ones(2), 'swish' as never), `biasActivation: expected one of ${names}, got the string 'swish'.`],
    [() => attend(ones(1, 3, 8), ones(1, 3, 8), ones(1, 3, 8), 0), 'multiHeadAttention: numHeads must be a whole number from 1 on, got 0.'],
    [() => dropout(ones(2), 0.5, undefined as never), 'Random numbers are drawn from a generator, such as new Random(7), got undefined.'],
    [() => drawNormal(7 as never, [2]), 'Random numbers are drawn from a generator, such as new Random(7), got 7.'],
    [() => drawNormal(new Random(7), 5 as never), 'drawNormal: a shape is a list of lengths, such as [2, 3], got 5.'],
  ]; // prettier-ignore
  for (const [act, message] of texts) expect(act).toThrow(new ArgumentError(message));
});
