import { gzipSync } from 'node:zlib';

import { ArgumentError, Random } from '@thaw/backend';
import { memoryStore } from '@thaw/core/stores';
import { expect, test } from 'vitest';

import { ParquetError, readParquet } from './index.ts';
import { type WrittenField, writeParquet } from '../../fixtures/write-parquet.ts';

/** Snappy of literals alone: the length, and then runs of at most 60 bytes as they are. */
const snappy = (bytes: Uint8Array): Uint8Array => {
  const out = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  for (let i = 0; i < bytes.length; i += 60) {
    const run = bytes.subarray(i, i + 60);
    out.push((run.length - 1) << 2, ...run);
  }
  return Uint8Array.from(out);
};

const leaves: WrittenField[] = [
  { name: 'width', type: 'DOUBLE', values: [1, 2.5, -3] },
  { name: 'height', type: 'INT64', values: [4, 5, 6] },
  { name: 'kind', type: 'BYTE_ARRAY', values: ['oak', 'ash', 'oak'], dictionary: true },
  { name: 'tall', type: 'BOOLEAN', values: [true, false, true] },
  { name: 'age', type: 'FLOAT', values: [null, 7, null] },
  { name: 'count', type: 'INT32', values: [70_000, 2, 3], dictionary: true },
];
const columns = { input: ['width', 'height', 'count'], target: 'kind' } as const;
const good = writeParquet([leaves]);

test('fields become columns, of every type, with a dictionary or without', async () => {
  const table = await readParquet(good, {
    ...columns,
    tall: 'tall',
    bit: ['tall'],
    note: { fields: 'kind', as: 'texts' },
  });
  expect(table.columns).toEqual({
    input: { data: Float32Array.of(1, 4, 70_000, 2.5, 5, 2, -3, 6, 3), shape: [3, 3] },
    target: { data: Int32Array.of(1, 0, 1), shape: [3], classes: ['ash', 'oak'] },
    tall: { data: Int32Array.of(1, 0, 1), shape: [3], classes: ['false', 'true'] },
    bit: { data: Float32Array.of(1, 0, 1), shape: [3, 1] },
    note: { data: ['oak', 'ash', 'oak'], shape: [3] },
  });
  expect((await readParquet(good, { input: ['age'] }, { missing: 'nan' })).column('input').data).toEqual(Float32Array.of(NaN, 7, NaN)); // prettier-ignore
  expect((await readParquet(good, { input: 'age' }, { missing: 'drop' })).rows).toBe(1);
});

test('several groups of rows, compressed pages, and wherever the file comes from', async () => {
  const expected = (await readParquet(good, columns)).columns;
  for (const [codec, compress] of [
    ['SNAPPY', snappy],
    ['GZIP', (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes))],
  ] as const) {
    // prettier-ignore
    const packed = writeParquet([leaves.map((field) => ({ ...field, codec, compress }))]);
    expect((await readParquet(packed, columns)).columns).toEqual(expected);
  }
  const parts = [leaves.map((field) => ({ ...field, values: field.values.slice(0, 2) })), leaves.map((field) => ({ ...field, values: field.values.slice(2) }))]; // prettier-ignore
  const required = parts.map((part) => part.filter(({ name }) => name !== 'age'));
  expect((await readParquet(writeParquet(required), columns)).columns).toEqual(expected);
  const store = memoryStore();
  await store.write('leaves.parquet', good);
  for (const source of [new Blob([Uint8Array.from(good)]), { store, name: 'leaves.parquet' }]) {
    expect((await readParquet(source, columns)).columns).toEqual(expected);
  }
});

test('what is wrong is said', async () => {
  const said = async (
    source: unknown,
    error: Error,
    specs: Record<string, string> = { input: 'width' },
  ): Promise<void> => {
    await expect(readParquet(source as Uint8Array, specs)).rejects.toThrow(error);
  };
  const spoilt = (text: string): ParquetError =>
    new ParquetError(`readParquet: this is no Parquet file that can be read: ${text}.`);
  await said(new Uint8Array(3), spoilt('3 bytes are too few'));
  await said(new Uint8Array(20), spoilt("it does not end with 'PAR1'"));
  await said(Uint8Array.of(...good.subarray(0, 4), ...good.subarray(-12)), spoilt(`its footer of ${new DataView(good.buffer).getUint32(good.length - 8, true)} bytes is longer than the file`)); // prettier-ignore
  await said(good, new ArgumentError("readParquet: there is no field 'depth'; the fields are width, height, kind, tall, age, count."), { input: 'depth' }); // prettier-ignore
  await said(good, new ArgumentError("readParquet: row 0 has no value in 'age'; pass { missing: 'drop' } to leave such rows out, or 'nan' or a number to fill the place."), { input: 'age' }); // prettier-ignore
  await said(
    5,
    new ArgumentError(
      'readParquet: the file is a path, an address, bytes, a Blob or { store, name }, got 5.',
    ),
  );
  const bomb = writeParquet([[{ name: 'width', type: 'INT32', values: [1], codec: 'GZIP', compress: () => Uint8Array.from(gzipSync(new Uint8Array(1e6))) }]]); // prettier-ignore
  await said(bomb, spoilt('a page tells of 4 bytes, and its gzip of 1000000'));
});

test('a run of a thousand million values is refused before it is made', async () => {
  const file = writeParquet([[{ name: 'kind', type: 'INT32', values: [1, 1, 1], dictionary: true }]]);
  const run = [8, 2, 0, 2, 0, 2, 0];
  const at = file.findIndex((_, i) => run.every((byte, k) => file[i + k] === byte));
  file.set([0xfe, 0xff, 0xff, 0xff, 0x0f], at + 1);
  await expect(readParquet(file, { input: 'kind' })).rejects.toThrow(
    'readParquet: this is no Parquet file that can be read: a run of values is longer than its page.',
  );
});

test('10,000 spoiled files are read or refused, and never fail otherwise', async () => {
  const random = new Random(1);
  const files = [
    good,
    writeParquet([leaves.slice(0, 3).map((field) => ({ ...field, codec: 'SNAPPY', compress: snappy }))]),
  ];
  let refused = 0;
  for (let round = 0; round < 10_000; round++) {
    const draws = random.words(8);
    const file = Uint8Array.from(files[round % 2]!).subarray(
      0,
      files[round % 2]!.length - (draws[7]! % 16 === 0 ? 1 : 0),
    );
    for (let i = 0; i < 2 * (1 + (round % 3)); i += 2) file[draws[i]! % file.length] = draws[i + 1]! & 255;
    try {
      const table = await readParquet(file, { input: 'width', target: 'kind' }, { missing: 0 });
      expect(table.rows).toBeLessThan(4096 * file.length);
    } catch (error) {
      if (!(error instanceof ParquetError || error instanceof ArgumentError)) throw error;
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(3_000);
  expect(refused).toBeLessThan(10_000);
});
