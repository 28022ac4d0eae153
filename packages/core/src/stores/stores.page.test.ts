import { describe, expect, test } from 'vitest';

import { Affine } from '../../fixtures/affine.ts';
import { load, openSafetensors, save, toSafetensors } from '../index.ts';
import { indexedDBStore, opfsStore, StoreError } from './index.ts';

const model = (value: number): Affine => {
  const made = new Affine(2, 1);
  made.kernel.assign(Float32Array.of(value, -value));
  return made;
};

describe.each([
  ['indexedDBStore', indexedDBStore, 'the database models'],
  ['opfsStore', opfsStore, "the browser's folder /models"],
] as const)('%s', (_, make, title) => {
  test('what is saved is listed, loaded, replaced and removed', async () => {
    const store = make('models');
    expect(await store.list()).toEqual([]);
    await store.remove('a.safetensors');
    await save(model(1), { store, name: 'b.safetensors' });
    await save(model(2), { store, name: 'a.safetensors' });
    await save(model(3), { store, name: 'b.safetensors' });
    const again = make('models'); // as after a reload
    expect(await again.list()).toEqual(['a.safetensors', 'b.safetensors']);
    const to = model(0);
    await load(to, { store: again, name: 'b.safetensors' });
    expect(await toSafetensors(to)).toEqual(await toSafetensors(model(3)));
    const file = await openSafetensors({ store, name: 'a.safetensors' });
    expect((await file.read('kernel')).data).toEqual(Float32Array.of(2, -2));
    for (const name of await store.list()) await store.remove(name);
    expect(await store.list()).toEqual([]);
  });

  test('what is not there', async () => {
    await expect(load(model(1), { store: make('models'), name: 'x' })).rejects.toThrow(
      new StoreError(`There is no "x" in ${title}.`),
    );
  });

  test('bytes of any view are kept, and read in parts', async () => {
    const store = make('models');
    const bytes = new Uint8Array(300_000).map((_, i) => i % 251);
    await store.write('bytes', bytes.subarray(100));
    const source = await store.open('bytes');
    expect(source.size).toBe(299_900);
    expect(await source.read(1_000, 1_010)).toEqual(bytes.slice(1_100, 1_110));
    await store.remove('bytes');
  });
});

test('a folder within folders', async () => {
  const store = opfsStore('a/b/c');
  await store.write('x', Uint8Array.of(1));
  expect(await opfsStore('a/b').list()).toEqual([]);
  expect(await opfsStore('/a/b/c/').list()).toEqual(['x']);
  await store.remove('x');
});
