import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { draw } from '../conformance/fused-operations.ts';
import { ArgumentError, ensureDevice, memory, ShapeError, tf, valueAndGradients } from '../index.ts';
import { requireTape } from './tape.ts';

let [x, w]: tf.Variable[] = [];
let outside: tf.Tensor;
beforeAll(async () => {
  await ensureDevice();
  x = tf.variable(tf.tensor1d([3, -1]), true, 'x');
  outside = tf.tensor1d([5, 7]);
  w = tf.variable(draw(1, 2, 2), true, 'w');
});

/** Two numbers that never meet a gradient registered under this name. */
const custom = (gradient: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[]) =>
  tf.customGrad((...given) => {
    const save = given.at(-1) as unknown as (tensors: tf.Tensor[]) => void;
    const [a, b] = given as tf.Tensor[];
    save([a!]);
    const value = b instanceof tf.Tensor ? tf.add(a!, b) : tf.mul(a!, 1);
    return { value, gradFunc: gradient };
  });

test('3² + (−1)² has gradient 2x', async () => {
  const { value, gradients } = valueAndGradients(() => x!.square().sum(), [x!]);
  await expectClose(value, 10, 0);
  await expectClose(gradients['x']!, [6, -2], 0);
  tf.dispose([value, gradients['x']!]);
});

test('the gradients are those of TensorFlow.js, to the bit', async () => {
  const compute = (): tf.Scalar => {
    const product = tf.matMul(w!, tf.relu(w!)); // one tensor twice
    const [left] = tf.split(product, 2, 1) as [tf.Tensor]; // an output that nothing depends on
    const both = tf.add(left, left).mul(x!).add(left.sum());
    return tf.sum(tf.div(both, tf.exp(both).add(1)));
  };
  const [ours, theirs] = [valueAndGradients(compute, [x!, w!]), tf.variableGrads(compute, [x!, w!])];
  expect(await ours.value.data()).toEqual(await theirs.value.data());
  for (const name of ['x', 'w']) {
    expect(await ours.gradients[name]!.data()).toEqual(await theirs.grads[name]!.data());
  }
  tf.dispose([ours.value, theirs.value, ...Object.values(ours.gradients), ...Object.values(theirs.grads)]);
});

test('a variable on which nothing depends has no gradient', () => {
  tf.tidy(() => {
    expect(Object.keys(valueAndGradients(() => x!.sum(), [w!, x!]).gradients)).toEqual(['x']);
    expect(Object.keys(valueAndGradients(() => x!.mean(), [x!, x!]).gradients)).toEqual(['x']);
  });
});

test('a gradient within is a part of what is computed: the slope of x·(x²)′ is 4x', async () => {
  const compute = (): tf.Tensor => x!.mul(tf.grad((a) => tf.square(a).sum())(x!)).sum();
  const precomputed = (): tf.Tensor => {
    const square = tf.square(x!); // what it saved is used by the gradient within
    return x!.mul(tf.grad(() => square.sum())(x!)).sum();
  };
  for (const each of [compute, precomputed]) {
    const { value, gradients } = valueAndGradients(each, [x!]);
    await expectClose(value, 20, 0);
    await expectClose(gradients['x']!, [12, -4], 0);
    tf.dispose([value, gradients['x']!]);
  }
  await expectNoLeak(() => {
    const { value, gradients } = valueAndGradients(compute, [x!]);
    tf.dispose([value, gradients['x']!]);
  });
});

describe('what a gradient hands on is never freed under another', () => {
  test.each<[string, Parameters<typeof custom>[0], number[]]>([
    ['the gradient it was given', (dy) => [dy, dy], [2, 2]],
    ['what it saved', (_dy, [saved]) => [saved!, saved!], [6, -2]],
    ['one tensor for both inputs', (dy) => Array<tf.Tensor>(2).fill(tf.mul(dy, 3)), [6, 6]],
    ['a tensor of the program', () => [outside, outside], [10, 14]],
  ])('%s', async (_, gradient, expected) => {
    const add = custom(gradient);
    const compute = (): tf.Tensor =>
      tf.tidy(() => valueAndGradients(() => add(x!, x!).sum(), [x!]).gradients['x']!);
    await expectClose(compute(), expected, 0);
    await expectNoLeak(() => compute().dispose());
    expect(outside.isDisposed).toBe(false);
  });
});

test('what is saved is freed on the way back: it is never there with all the gradients', () => {
  const most = { tensors: 0 };
  const layer = custom((dy) => {
    most.tensors = Math.max(most.tensors, memory().tensors);
    return tf.mul(dy, 1);
  });
  const before = memory().tensors;
  tf.tidy(() => {
    const deep = (): tf.Tensor =>
      Array.from({ length: 30 })
        .reduce<tf.Tensor>((h) => layer(h), x!)
        .sum();
    valueAndGradients(deep, [x!]);
  });
  expect(most.tensors - before).toBeLessThan(40); // with all kept to the end 30 saved and 30 gradients
  expect(memory().tensors).toBe(before);
});

describe('errors', () => {
  test.each<[string, () => unknown, Error]>([
    [
      'no scalar',
      () => valueAndGradients(() => x!.square(), [x!]),
      new ArgumentError(
        'Gradients are those of one number, so compute must return a scalar, got a tensor [2].',
      ),
    ],
    [
      'nothing at all',
      () => valueAndGradients((() => undefined) as never, [x!]),
      new ArgumentError('Gradients are those of one number, so compute must return a scalar, got undefined.'),
    ],
    [
      'no way to a variable',
      () => valueAndGradients(() => w!.sum(), [x!]),
      new ArgumentError(
        'What compute returned depends on none of the variables: use their tensors within it, in operations that have a gradient.',
      ),
    ],
    [
      'an operation without a gradient',
      () =>
        valueAndGradients(() => {
          const counts = tf.bincount(x!.abs().cast('int32') as tf.Tensor1D, tf.tensor1d([]), 2);
          return tf.cast(counts, 'float32').mul(x!).sum();
        }, [x!]),
      new ArgumentError(
        'The gradient of Bincount is not known, and the loss depends on a parameter through it: compute it outside of the loss, or register a gradient with tf.registerGradient.',
      ),
    ],
    [
      'a gradient of another shape',
      () => valueAndGradients(() => custom(() => tf.ones([3]))(x!).sum(), [x!]),
      new ShapeError(
        'The gradient of a tf.customGrad in its input 0 must be float32 of its shape [2], got float32 [3].',
      ),
    ],
    [
      'within another gradient',
      () => tf.tidy(() => tf.grad(() => valueAndGradients(() => x!.sum(), [x!]).value)(tf.scalar(1))),
      new ArgumentError(
        'valueAndGradients cannot stand within another gradient, for it keeps nothing to go through again; use tf.variableGrads there.',
      ),
    ],
    [
      'a failure of the program',
      () =>
        valueAndGradients(() => {
          x!.square().sum();
          throw new Error('mine');
        }, [x!]),
      new Error('mine'),
    ],
  ])('%s', async (_, run, error) => {
    expect(run).toThrow(error);
    await expectNoLeak(() => {
      expect(run).toThrow(error);
    });
  });

  test('an engine of another version', () => {
    expect(() => requireTape({ startTape() {} }, '5.0.0')).toThrow(
      'The engine of TensorFlow.js has no endTape(), by which Thaw computes gradients: it belongs to version 4.22.0, and this is 5.0.0. Install @tensorflow/tfjs@4.22.0.',
    );
  });
});
