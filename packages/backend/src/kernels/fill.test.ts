import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

test.each([
  ['float32', 0.1, Math.fround(0.1)],
  ['float32', 0, 0],
  ['float32', -0, -0],
  ['float32', NaN, NaN],
  ['float32', -Infinity, -Infinity],
  ['int32', -7, -7],
  ['int32', 2 ** 31 - 1, 2 ** 31 - 1],
  ['bool', 1, 1],
] as const)('a tensor of %s %d holds nothing else', (dtype, value, expected) => {
  for (const size of [1, 3, 7, 19, 70_001]) {
    const filled = tf.fill([size], value, dtype);
    expect([filled.dtype, filled.size]).toEqual([dtype, size]);
    expect(filled.dataSync().every((each) => Object.is(each, expected))).toBe(true);
  }
});

test.each(['float32', 'int32', 'bool'] as const)('zeros and ones like a tensor of %s', (dtype) => {
  const x = tf.tensor2d([5, 0, 3, 1], [2, 2]).cast(dtype);
  for (const [like, value] of [
    [tf.zerosLike(x), 0],
    [tf.onesLike(x), 1],
  ] as const) {
    // prettier-ignore
    expect([like.dtype, like.shape, Array.from(like.dataSync())]).toEqual([dtype, [2, 2], Array(4).fill(value)]);
  }
});

test('strings are left to TensorFlow.js, which refuses them on wasm', () => {
  expect(() => tf.fill([2], 'a', 'string')).toThrow('Unknown dtype string');
});

test('the same on any number of threads, of no numbers none, and nothing is left behind', async () => {
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(
      tf
        .fill([300_001], 2.5)
        .dataSync()
        .every((value) => value === 2.5),
    ).toBe(true);
  }
  expect(tf.fill([0, 2], 1).shape).toEqual([0, 2]);
  await expectNoLeak(() => tf.fill([3], 1).dispose());
});
