import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';
import { mended, stockOf } from '../conformance/stock-webgl.ts';

const names = ['Acos', 'Cos', 'Sin', 'Tan'] as const;
const stock = stockOf(...names);

beforeAll(async () => {
  await useDevice('webgl');
});

const definitions = { Acos: Math.acos, Cos: Math.cos, Sin: Math.sin, Tan: Math.tan };

test.each(names)('%s is its definition to 5e-7, where that of GLSL is not to 5e-6', async (name) => {
  const numbers = new Random(1).uniform(999, -1, 1);
  const [x, truth] = [tf.tensor1d(numbers), Float64Array.from(numbers, definitions[name])];
  await expectClose(mended(name, { x }), truth, 5e-7);
  await expect(expectClose(stock(name, { x }), truth, 5e-6)).rejects.toThrow('numbers differ');
});

test.each(['Cos', 'Sin'] as const)('%s of large numbers', async (name) => {
  const numbers = new Random(2).uniform(999, -8000, 8000);
  await expectClose(
    mended(name, { x: tf.tensor1d(numbers) }),
    Float64Array.from(numbers, definitions[name]),
    2e-6,
  );
});

test('at the ends', async () => {
  await expectClose(tf.sin([0, Math.fround(Math.PI / 2)]), [0, 1], 0);
  await expectClose(tf.cos([0, Math.fround(Math.PI)]), [1, -1], 0);
  await expectClose(tf.acos([1, -1, 0]), [0, Math.PI, Math.PI / 2], 1e-7);
  expect(Array.from(await tf.acos([1.5]).data())).toEqual([NaN]);
});

test('no tensor is left behind', async () => {
  const x = tf.tensor1d([0.1, 0.2]);
  await expectNoLeak(() => tf.dispose(names.map((name) => mended(name, { x }))));
});
