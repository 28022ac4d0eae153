import { beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';
import { type ComposedKernel, registerComposed } from './composed-kernel.ts';

beforeAll(async () => {
  await useDevice('cpu');
});

test('a kernel stands before the one that was there, which it may leave cases to or call itself; it is registered once', () => {
  const twice: ComposedKernel = ({ x }, _, stock) =>
    x!.size === 1 ? undefined : x!.size === 2 ? stock({ x: tf.mul(x!, 2) }) : tf.zerosLike(x!);
  registerComposed('cpu', { Square: twice });
  const kernel = tf.getKernel('Square', 'cpu').kernelFunc;
  registerComposed('cpu', { Square: twice });
  expect(tf.getKernel('Square', 'cpu').kernelFunc).toBe(kernel);
  const squares = (...values: number[]): number[] => Array.from(tf.square(values).dataSync());
  expect(squares(3)).toEqual([9]);
  expect(squares(3, 4)).toEqual([36, 64]);
  expect(squares(3, 4, 5)).toEqual([0, 0, 0]);
});
