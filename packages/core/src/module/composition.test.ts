import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Affine } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  type Context,
  Lambda,
  Module,
  Parallel,
  Residual,
  Sequential,
  ShapeError,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const row = (...values: number[]): tf.Tensor => tf.tensor2d([values]);
const times = (factor: number): Lambda => new Lambda((x) => tf.mul(x, factor));
const widen = (): Lambda => new Lambda((x) => tf.concat([x, x], -1));

test('a lambda is its function, and sees how the pass is meant', async () => {
  const seen: Context[] = [];
  const model = new Lambda((x, context) => {
    seen.push(context);
    return tf.square(x);
  });
  await expectClose(model.forward(row(3, -2), { training: true }), [[9, 4]], 0);
  model.forward(row(1));
  expect(seen).toEqual([{ training: true }, {}]);
  expect(model.weights().size).toBe(0);
});

describe('Residual', () => {
  test('adds what its body gives to its input, or to what the shortcut gives', async () => {
    await expectClose(new Residual(times(10)).forward(row(1, 2)), [[11, 22]], 0);
    await expectClose(new Residual(widen(), { shortcut: widen() }).forward(row(1, 2)), [[2, 4, 2, 4]], 0);
  });

  test('its weights have the paths of its fields, and its gradient goes both ways', async () => {
    const model = new Residual(new Affine(), { shortcut: new Affine() });
    expect([...model.parameters().keys()]).toEqual([
      'body.kernel',
      'body.bias',
      'shortcut.kernel',
      'shortcut.bias',
    ]);
    await checkGradient((x) => new Residual(times(3)).forward(x!).sum(), [row(1, 2)]);
  });
});

describe('Parallel', () => {
  test.each([
    ['concatenate', [[2, 4, 3, 6]]],
    ['add', [[5, 10]]],
    ['multiply', [[6, 24]]],
    ['average', [[2.5, 5]]],
    ['maximum', [[3, 6]]],
  ] as const)('%s', async (merge, expected) => {
    const model = new Parallel([times(2), times(3)], { merge });
    await expectClose(model.forward(row(1, 2)), expected as unknown as number[][], 0);
    await checkGradient((x) => model.forward(x!).square().sum(), [row(1, 2)]);
    await expectNoLeak(() => tf.tidy(() => void model.forward(row(1, 2))));
  });

  test('a function merges as it likes, and an axis may be given', async () => {
    const difference = new Parallel([times(5), times(3)], { merge: ([a, b]) => tf.sub(a!, b!) });
    await expectClose(difference.forward(row(1, 2)), [[2, 4]], 0);
    const stacked = new Parallel([times(1), times(2)], { axis: 0 });
    await expectClose(stacked.forward(row(1, 2)), [[1, 2], [2, 4]], 0); // prettier-ignore
  });
});

test('they nest, train with their parts and pass on how the pass is meant', () => {
  const seen: boolean[] = [];
  const spy = new Lambda((x, { training = false }) => {
    seen.push(training);
    return x;
  });
  const model = new Sequential([new Residual(new Parallel([spy, spy], { merge: 'add' }), { shortcut: spy })]);
  tf.tidy(() => void model.forward(row(1), { training: true }));
  expect(seen).toEqual([true, true, true]);
});

test('values are checked by the first part that looks at them', () => {
  class Wary extends Module {
    override checkValues(): void {
      throw new ArgumentError('seen');
    }
    forward(x: tf.Tensor): tf.Tensor {
      return x;
    }
  }
  for (const model of [new Residual(new Wary()), new Parallel([new Wary(), times(1)])]) {
    expect(() => model.checkValues!([1])).toThrow('seen');
  }
  expect(new Residual(times(1)).checkValues).toBeUndefined();
});

describe('errors say what was expected', () => {
  test.each<[() => unknown, Error]>([
    [
      () => new Lambda(3 as never),
      new ArgumentError(
        'Lambda: expected a function from tensor to tensor, as in new Lambda((x) => x.square()), got 3.',
      ),
    ],
    [
      () => new Lambda(() => 3 as never).forward(row(1)),
      new ArgumentError('Lambda: its function must return a tensor, and returned 3.'),
    ],
    [
      () => new Residual({} as never),
      new ArgumentError('Residual: its body must be a Module, got an object with no fields.'),
    ],
    [
      () => new Residual(widen()).forward(row(1, 2)),
      new ShapeError(
        'Residual: its body gives [1, 4], which cannot be added to [1, 2] of its input; give a shortcut that projects it: new Residual(body, { shortcut }).',
      ),
    ],
    [
      () => new Sequential([new Residual(widen(), { shortcut: times(1) })]).forward(row(1, 2)),
      new ShapeError(
        'Residual at layers.0: its body gives [1, 4], which cannot be added to [1, 2] of its shortcut; both must end alike.',
      ),
    ],
    [
      () => new Parallel([]),
      new ArgumentError('Parallel: expected an array of at least one module, as in new Parallel([a, b]).'),
    ],
    [
      () => new Parallel([times(1), tf.relu as never]),
      new ArgumentError('Parallel: branch 1 must be a Module, got the function relu__op.'),
    ],
    [
      () => new Parallel([times(1)], { merge: 'sum' as never }),
      new ArgumentError(
        "Parallel: merge must be one of concatenate, add, multiply, average, maximum, or a function of the outputs, got the string 'sum'.",
      ),
    ],
    [
      () => new Parallel([times(1)], { axis: 0.5 }),
      new ArgumentError('Parallel: axis must be a whole number, got 0.5.'),
    ],
    [
      () => new Parallel([times(1), widen()], { merge: 'add' }).forward(row(1, 2)),
      new ShapeError('Parallel: branch 0 gives [1, 2] and branch 1 [1, 4]; to add them they must be alike.'),
    ],
    [
      () => new Parallel([times(1), widen()], { axis: 0 }).forward(row(1, 2)),
      new ShapeError(
        'Parallel: branch 0 gives [1, 2] and branch 1 [1, 4]; they may differ along axis 0 alone.',
      ),
    ],
    [
      () => new Parallel([times(1)], { axis: 2 }).forward(row(1, 2)),
      new ShapeError('Parallel: outputs of 2 axes have no axis 2 to be concatenated along.'),
    ],
  ])('%s', (run, error) => {
    expect(run).toThrow(error);
  });
});
