import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

describe('Identity', () => {
  test('a clone shares the numbers of its original, and outlives it', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const clone = x.clone();
    expect(clone.dataId).toBe(x.dataId);
    x.dispose();
    await expectClose(clone.add(1), [2, 3, 4], 0);
  });

  test('a variable that is assigned leaves the clones of its old value alone', async () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const before = variable.clone();
    variable.assign(tf.tensor1d([3, 4]));
    await expectClose(before, [1, 2], 0);
    await expectClose(variable, [3, 4], 0);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([3]);
    await expectNoLeak(() => x.clone().dispose());
  });
});
