import { expect, test } from 'vitest';

import { hasSharedMemory, shareMemory } from './share-memory.ts';

/** A module with one memory section: (memory 1 2), its flags as given. */
const moduleOf = (...memory: number[]): Uint8Array =>
  new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 0, 1, 0, 5, memory.length, ...memory]);

test('one byte differs, and the module then has a shared memory', () => {
  const stock = moduleOf(1, 1, 1, 2);
  const shared = shareMemory(stock)!;
  expect(shared).toEqual(moduleOf(1, 3, 1, 2));
  expect(stock).toEqual(moduleOf(1, 1, 1, 2)); // a copy was changed
  expect(hasSharedMemory()).toBe(true);
});

test('a module without such a memory is left alone', () => {
  expect(shareMemory(moduleOf(1, 0, 1))).toBeUndefined(); // without a maximum
  expect(shareMemory(moduleOf(2, 1, 1, 2, 1, 1, 2))).toBeUndefined(); // with two
  expect(shareMemory(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))).toBeUndefined(); // with none
  expect(shareMemory(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1]))).toBeUndefined(); // cut short
});
