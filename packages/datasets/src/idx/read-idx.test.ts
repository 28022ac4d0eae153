import { gzipSync } from 'node:zlib';

import { fuzz } from '@thaw/testing';
import { expect, test } from 'vitest';

import { type IdxArray, IdxError, readIdx } from '../index.ts';

const header = (type: number, ...shape: number[]): number[] => [
  0,
  0,
  type,
  shape.length,
  ...shape.flatMap((length) => [length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]),
];
const file = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

/** What is said of a file, or what it holds where nothing is wrong. */
async function verdict(bytes: Uint8Array): Promise<string> {
  try {
    return JSON.stringify(await readIdx(bytes));
  } catch (error) {
    return error instanceof IdxError ? error.message : `another failure, ${String(error)}`;
  }
}

test('every type, big-endian, in an array of its own', async () => {
  const shape = [2, 1];
  const cases = [
    [8, [0, 255], { type: 'uint8', data: Uint8Array.of(0, 255) }],
    [9, [127, 128], { type: 'int8', data: Int8Array.of(127, -128) }],
    [11, [1, 2, 255, 254], { type: 'int16', data: Int16Array.of(258, -2) }],
    [12, [0, 1, 0, 2, 128, 0, 0, 0], { type: 'int32', data: Int32Array.of(65538, -2147483648) }],
    [13, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], { type: 'float32', data: Float32Array.of(1, -2.5) }],
    [
      14,
      [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0x04, 0, 0, 0, 0, 0, 0],
      { type: 'float64', data: Float64Array.of(1, -2.5) },
    ],
  ] as const;
  for (const [code, numbers, expected] of cases) {
    const bytes = file(...header(code, ...shape), ...numbers);
    expect(await readIdx(bytes)).toEqual({ ...expected, shape });
    expect(await readIdx(gzipSync(bytes))).toEqual({ ...expected, shape });
    expect(await readIdx(bytes.buffer as ArrayBuffer)).toEqual({ ...expected, shape });
  }
});

test('a part of a larger buffer, no axes, an axis of length 0, more than a chunk of gzip', async () => {
  const inside = file(9, 9, 9, ...header(8, 2), 5, 6, 9).subarray(3, 13);
  expect(await readIdx(inside)).toEqual({ type: 'uint8', data: Uint8Array.of(5, 6), shape: [2] });
  expect(await readIdx(file(...header(8), 7))).toEqual({ type: 'uint8', data: Uint8Array.of(7), shape: [] });
  expect(await readIdx(gzipSync(file(...header(13, 0, 28))))).toMatchObject({ shape: [0, 28] });
  const many = new Uint8Array(8 + 300_000);
  many.set(header(8, 300_000));
  for (let i = 8; i < many.length; i++) many[i] = i % 251;
  const { data } = await readIdx(gzipSync(many));
  expect(Buffer.compare(data as Uint8Array, many.subarray(8))).toBe(0);
});

test('bad files are refused by what is wrong with them', async () => {
  const good = file(...header(8, 2, 3), 1, 2, 3, 4, 5, 6);
  const damaged = Uint8Array.from(gzipSync(good));
  damaged[damaged.length - 6]! ^= 1; // of the checksum
  const huge = header(14, ...Array.from({ length: 255 }, () => 0xffffffff));
  const bomb = new Uint8Array(1_000_000);
  bomb.set(header(8, 1));
  const files: [string, Uint8Array][] = [
    ['nothing', file()],
    ['another format', file(0x89, 0x50, 0x4e, 0x47)],
    ['an unknown type', file(...header(10, 1), 1)],
    ['a cut header', good.subarray(0, 10)],
    ['cut numbers', good.subarray(0, 17)],
    ['more than the header says', file(...good, 7)],
    ['lengths beyond all memory', file(...header(14, 0xffffffff, 0xffffffff))],
    ['lengths beyond all numbers', file(...huge)],
    ['a 0 among such lengths', file(...header(8, ...Array.from({ length: 40 }, () => 0xffffffff), 0))],
    ['gzip cut', gzipSync(good).subarray(0, 20)],
    ['gzip damaged', damaged],
    ['gzip of another format', gzipSync(file(1, 2, 3, 4))],
    ['gzip of cut numbers', gzipSync(good.subarray(0, 17))],
    ['gzip of more', gzipSync(file(...good, 7))],
    ['a gzip bomb that its header hides', gzipSync(bomb)],
    ['gzip of a header beyond all memory', gzipSync(file(...header(12, 60_000, 28, 28)))],
  ];
  const said = [];
  for (const [name, bytes] of files) {
    said.push(`${name}: ${(await verdict(bytes)).replace('readIdx: ', '')}`);
  }
  expect(said.map((line) => (line.length < 300 ? line : `${line.slice(0, 90)} … ${line.slice(-60)}`)))
    .toMatchInlineSnapshot(`
    [
      "nothing: 0 bytes are too few for a header of 4.",
      "another format: an IDX file begins with two bytes 0, or with those of gzip, 31 and 139; this one with 137 and 80.",
      "an unknown type: the third byte, the type, is 10; the types are 8 uint8, 9 int8, 11 int16, 12 int32, 13 float32, 14 float64.",
      "a cut header: a header of 2 axes takes 12 bytes, but there are 10.",
      "cut numbers: uint8 of shape [2, 3] and its header take 18 bytes, but there are 17.",
      "more than the header says: uint8 of shape [2, 3] and its header take 18 bytes, but there are more.",
      "lengths beyond all memory: float64 of shape [4294967295, 4294967295] and its header take 147573952520956940000 bytes, but there are 12.",
      "lengths beyond all numbers: float64 of shape [4294967295, 4294967295, 4294967295, 42949672 … 295] and its header take Infinity bytes, but there are 1024.",
      "a 0 among such lengths: {"type":"uint8","data":{},"shape":[4294967295,4294967295,429496729 … 5,4294967295,4294967295,4294967295,4294967295,4294967295,0]}",
      "gzip cut: the gzip around the file is damaged or ends too early.",
      "gzip damaged: the gzip around the file is damaged or ends too early.",
      "gzip of another format: an IDX file begins with two bytes 0, or with those of gzip, 31 and 139; this one with 1 and 2.",
      "gzip of cut numbers: uint8 of shape [2, 3] and its header take 18 bytes, but there are 17.",
      "gzip of more: uint8 of shape [2, 3] and its header take 18 bytes, but there are more.",
      "a gzip bomb that its header hides: uint8 of shape [1] and its header take 9 bytes, but there are more.",
      "gzip of a header beyond all memory: the header tells of 188160016 bytes, which no 33 bytes of gzip can hold.",
    ]
  `);
});

test('every cut and every changed byte of a small file is read or refused as itself, never as another failure', async () => {
  const good = file(...header(11, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
  for (let end = 0; end < good.length; end++)
    expect(await verdict(good.subarray(0, end))).toMatch(/^readIdx: .*\.$/);
  for (const bytes of [good, Uint8Array.from(gzipSync(good))]) {
    for (let i = 0; i < bytes.length; i++) {
      for (const change of [1, 0x80, 0xff]) {
        const other = Uint8Array.from(bytes);
        other[i]! ^= change;
        expect(await verdict(other)).toMatch(/^(readIdx: .*\.|{"type":"int16",.*})$/);
      }
    }
  }
});

test('of 10,000 damaged files each is read or refused as itself, and nothing is read that the bytes do not hold', async () => {
  const small = file(...header(11, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
  const files = [
    small,
    file(...header(14, 1), 9, 9, 9, 9, 9, 9, 9, 9),
    file(...header(8, 9, 9), ...new Uint8Array(81)),
  ];
  const holds = ({ data }: IdxArray, { length }: Uint8Array): boolean => data.byteLength < length;
  const { read, refused } = await fuzz({ files, read: readIdx, refusal: IdxError, holds });
  expect(Math.min(read, refused)).toBeGreaterThan(1_000);
  const packed = [Uint8Array.from(gzipSync(small))];
  const known = await fuzz({ files: packed, count: 500, read: readIdx, refusal: IdxError });
  expect(known.refused).toBeGreaterThan(100);
});

test('what is not bytes is refused', async () => {
  await expect(readIdx('train-images' as unknown as Uint8Array)).rejects.toThrow(
    "readIdx: expected the bytes of a file, a Uint8Array or an ArrayBuffer, got the string 'train-images'.",
  );
});
