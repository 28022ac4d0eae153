import { beforeAll, expect, test } from 'vitest';

import { allFinite, ensureDevice, tf } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const look = (numbers: Float32Array): boolean => {
  const tensor = tf.tensor1d(numbers);
  try {
    return allFinite(numbers, tensor);
  } finally {
    tensor.dispose();
  }
};

const largest = (2 - 2 ** -23) * 2 ** 127;

test('the largest and the smallest numbers are finite, however many', () => {
  for (let count = 0; count < 140; count++) {
    const numbers = new Float32Array(count).fill(largest);
    for (let i = 0; i < count; i += 3) numbers[i] = -largest;
    for (let i = 1; i < count; i += 3) numbers[i] = 2 ** -149;
    expect(look(numbers)).toBe(true);
  }
});

test.each([Infinity, -Infinity, NaN])('one %s is found wherever it is', (value) => {
  for (let count = 1; count < 140; count += 23) {
    for (let place = 0; place < count; place++) {
      const numbers = new Float32Array(count).fill(1);
      numbers[place] = value;
      expect(look(numbers)).toBe(false);
    }
  }
});

test('what lies behind the numbers does not count', () => {
  const parts = [...Array(9).keys()].map((count) => tf.tensor1d(new Float32Array(count).fill(1)));
  const bad = tf.fill([64], NaN);
  for (const part of parts) expect(allFinite(part.dataSync() as Float32Array, part)).toBe(true);
  tf.dispose([parts, bad]);
});
