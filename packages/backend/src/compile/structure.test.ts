import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, tf } from '../index.ts';
import { flatten, signatureOf, told } from './structure.ts';

beforeAll(async () => {
  await ensureDevice();
});

const never = (name: string, value: unknown): never => {
  throw new Error(`${name}: ${told(value)}`);
};

test('tensors come out of records and lists in one row, by the names of their places, and go back', () => {
  const [a, b, c] = [tf.scalar(1), tf.tensor1d([1, 2], 'int32'), tf.ones([2, 0])];
  const given = { x: a, list: [b, { deep: c, none: undefined }], empty: null };
  const flat = flatten(given, '', never);
  expect(flat.tensors).toEqual([a, b, c]);
  expect(flat.names).toEqual(['x', 'list.0', 'list.1.deep']);
  expect(signatureOf(flat)).toBe('x float32 [], list.0 int32 [2], list.1.deep float32 [2, 0]');
  expect(flat.rebuild([c, a, b])).toEqual({ x: c, list: [a, { deep: b, none: undefined }], empty: null });
  const alone = flatten(a, '', never);
  expect([alone.names, alone.rebuild([b])]).toEqual([[''], b]);
  tf.dispose([a, b, c]);
});

test.each<[string, unknown, string]>([
  ['a number', { x: [3] }, 'in.x.0: the number 3'],
  ['a truth value', true, 'in: the boolean true'],
  ['an array of a type', new Float32Array(2), 'in: a Float32Array'],
  ['a map', { x: new Map() }, 'in.x: a Map'],
  ['a promise', Promise.resolve(), 'in: a promise'],
])('%s is refused by the name of its place', (_, given, message) => {
  expect(() => flatten(given, 'in', never)).toThrow(new Error(message));
});
