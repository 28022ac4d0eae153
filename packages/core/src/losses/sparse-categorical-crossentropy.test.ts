import { checkGradient, expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { ArgumentError, sparseCategoricalCrossentropy, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const labels = (values: number[]): tf.Tensor => tf.tensor1d(values, 'int32');
const ln2 = Math.LN2;

describe('sparseCategoricalCrossentropy.with({ ignoreClass })', () => {
  const ignoring = sparseCategoricalCrossentropy.with({ ignoreClass: -1 });
  const logits = tf.tensor2d([
    [0, 0],
    [5, -3],
    [Math.log(3), 0],
  ]);

  test('is the mean over the places that count', async () => {
    await expectClose(ignoring(labels([1, -1, 0]), logits), (ln2 + Math.log(4) - Math.log(3)) / 2, 1e-6);
    await expectClose(ignoring(labels([-1, -1, -1]), logits), 0, 0);
  });

  test('may ignore a class there is', async () => {
    const loss = sparseCategoricalCrossentropy.with({ ignoreClass: 0 });
    await expectClose(loss(labels([1, 0, 0]), logits), ln2, 1e-6);
  });

  test('brings no gradient to what is ignored', async () => {
    const gradient = await tf
      .grad((z) => ignoring(labels([1, -1, 0]), z))(logits)
      .array();
    expect((gradient as number[][])[1]!.map(Math.abs)).toEqual([0, 0]);
    await checkGradient((z) => ignoring(labels([1, -1, 0]), z!), [logits]);
  });

  test('takes the ignored label, and still no other from outside', () => {
    expect(() => ignoring.checkTarget!([1, -1, 0], [3, 2])).not.toThrow();
    expect(() => ignoring.checkTarget!([1, -2, 0], [3, 2])).toThrow(
      'sparseCategoricalCrossentropy: label -2 in row 1 is out of range: there are 2 classes, so labels must be whole numbers from 0 to 1.',
    );
    expect(() => sparseCategoricalCrossentropy.with({ ignoreClass: 0.5 })).toThrow(
      new ArgumentError(
        'sparseCategoricalCrossentropy.with: ignoreClass must be a whole number, such as -1 for padding, got 0.5.',
      ),
    );
  });
});
