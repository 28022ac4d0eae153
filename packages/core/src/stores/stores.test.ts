import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ArgumentError, FileError, load, openSafetensors, save, toSafetensors } from '../index.ts';
import { Affine } from '../../fixtures/affine.ts';
import {
  fileStore,
  indexedDBStore,
  memoryStore,
  opfsStore,
  type Store,
  StoreError,
  urlStore,
} from './index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stores-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const model = (value: number): Affine => {
  const made = new Affine(2, 1);
  made.kernel.assign(Float32Array.of(value, -value));
  return made;
};

// IndexedDB and OPFS keep the same promises in a browser: stores.page.test.ts.
describe.each<[string, () => Store]>([
  ['memoryStore', memoryStore],
  ['fileStore', () => fileStore(join(folder, 'made', 'when', 'written'))],
])('%s', (_, make) => {
  test('what is saved is listed, loaded, replaced and removed', async () => {
    const store = make();
    expect(await store.list()).toEqual([]);
    await save(model(1), { store, name: 'b.safetensors' });
    await save(model(2), { store, name: 'a.safetensors' });
    await save(model(3), { store, name: 'b.safetensors' });
    expect(await store.list()).toEqual(['a.safetensors', 'b.safetensors']);
    const to = model(0);
    await load(to, { store, name: 'b.safetensors' });
    expect(await toSafetensors(to)).toEqual(await toSafetensors(model(3)));
    const file = await openSafetensors({ store, name: 'a.safetensors' });
    expect((await file.read('kernel')).data).toEqual(Float32Array.of(2, -2));
    await store.remove('a.safetensors');
    await store.remove('a.safetensors');
    expect(await store.list()).toEqual(['b.safetensors']);
  });

  test('bytes are kept as they were, whatever becomes of those that were given', async () => {
    const store = make();
    const bytes = Uint8Array.of(1, 2, 3);
    await store.write('bytes', bytes);
    bytes.fill(0);
    const source = await store.open('bytes');
    expect(source.size).toBe(3);
    expect(new Uint8Array(await source.read(1, 3))).toEqual(Uint8Array.of(2, 3));
  });

  test.each(['', '..', 'a/b', 'a\\b', 'a.tmp', 7 as never])('%j is no name', async (name) => {
    await expect(make().write(name, new Uint8Array(1))).rejects.toThrow(ArgumentError);
    await expect(make().open(name)).rejects.toThrow(
      / a name is a text without \/ and \\, such as 'model.safetensors', got /,
    );
  });
});

test('what is not there', async () => {
  await expect(load(model(1), { store: memoryStore(), name: 'x' })).rejects.toThrow(
    new StoreError('There is no "x" in the memory.'),
  );
  await expect(fileStore(folder).open('x')).rejects.toThrow(
    new FileError(`Cannot read ${folder}/x: there is no such file.`),
  );
});

describe('a file', () => {
  test('holds the old or the new, whole, whenever one looks: a program may end at any time', async () => {
    const store = fileStore(join(folder, 'atomic'));
    const contents = [1, 2].map((value) => new Uint8Array(3_000_000).fill(value));
    await store.write('x', contents[0]!);
    let writing = true;
    const writes = (async () => {
      for (let i = 1; i < 12; i++) await store.write('x', contents[i % 2]!);
      writing = false;
    })();
    const seen = new Set<number>();
    while (writing) {
      const bytes = await readFile(join(folder, 'atomic', 'x'));
      expect(bytes.length).toBe(3_000_000);
      expect(bytes[0]).toBe(bytes.at(-1));
      seen.add(bytes[0]!);
    }
    await writes;
    expect([...seen].every((value) => value === 1 || value === 2)).toBe(true);
    expect(await readdir(join(folder, 'atomic'))).toEqual(['x']);
  });

  test('half of one, left by a program that was killed, is none', async () => {
    const place = join(folder, 'killed');
    const store = fileStore(place);
    await store.write('x', Uint8Array.of(1));
    await writeFile(join(place, 'x.0.tmp'), 'ha');
    expect(await store.list()).toEqual(['x']);
  });

  test('a folder that is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const store = fileStore(join(folder, 'file'));
    await expect(store.list()).rejects.toThrow(
      new FileError(`Cannot read ${folder}/file: a part of the path is a file, not a folder.`),
    );
    await expect(store.write('x', new Uint8Array(1))).rejects.toThrow(FileError);
  });
});

test('an address is read and nothing else', async () => {
  const bytes = await toSafetensors(model(5));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end(bytes);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
  const store = urlStore(base);
  const to = model(0);
  await load(to, { store, name: 'größe/a b.safetensors' });
  expect(await toSafetensors(to)).toEqual(bytes);
  expect(asked).toEqual(['/models/gr%C3%B6%C3%9Fe/a%20b.safetensors']);
  await expect(store.list()).rejects.toThrow(
    new StoreError(`${base}/ cannot be listed: an address is only read; take another store.`),
  );
  await expect(save(to, { store, name: 'x' })).rejects.toThrow(
    new StoreError(`${base}/ cannot be written to: an address is only read; take another store.`),
  );
  await expect(store.open('../secret')).rejects.toThrow(
    new ArgumentError(
      "urlStore: a name is a path below the address, such as 'model.safetensors', got the string '../secret'.",
    ),
  );
  server.close();
});

test.each<[() => unknown, string]>([
  [() => fileStore(''), "fileStore: its argument is the path of a folder, got the string ''."],
  [
    () => urlStore('models'),
    "urlStore: its argument is an address, such as 'https://example.org/models', got the string 'models'.",
  ],
  [() => indexedDBStore('x'), 'indexedDBStore: there is no IndexedDB here; in Node, take fileStore.'],
  [() => indexedDBStore(7 as never), 'indexedDBStore: its argument is the name of a database, got 7.'],
  [() => opfsStore('a/../b'), "opfsStore: its argument is a path such as 'models', got the string 'a/../b'."],
  [
    () => opfsStore('x'),
    'opfsStore: there is no origin private file system here, only on secure pages; take indexedDBStore, or in Node fileStore.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test('save refuses what is no target', async () => {
  await expect(save(model(1), { store: {} } as never)).rejects.toThrow(
    'save: the second argument is the path of a file or { store, name }, got an object with store.',
  );
});
