import { ArgumentError, Random } from '@thaw/backend';
import { memoryStore } from '@thaw/core/stores';
import { expect, test } from 'vitest';

import { CsvError, type FileSource, readCsv, streamCsv } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const columns = { input: ['width', 'height'], target: 'kind' } as const;
const leaves = 'width,height,kind\n1,2.5,oak\n3,-1e2,ash\n';
const read = async (source: FileSource) => (await readCsv(source, columns)).columns;
const expected = {
  input: { data: Float32Array.of(1, 2.5, 3, -100), shape: [2, 2] },
  target: { data: Int32Array.of(1, 0), shape: [2], classes: ['ash', 'oak'] },
};

async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const all = bytes(text);
  for (let i = 0; i < all.length; i += length) yield all.subarray(i, i + length);
}

test('fields become columns, from whatever the file comes from', async () => {
  const store = memoryStore();
  await store.write('leaves.csv', bytes(leaves));
  const sources: FileSource[] = [
    { text: leaves },
    { text: `\uFEFF${leaves}` },
    bytes(`\uFEFF${leaves}`),
    bytes(leaves).buffer as ArrayBuffer,
    new Blob([leaves]),
    new Blob([leaves]).stream() as ReadableStream<Uint8Array>,
    { store, name: 'leaves.csv' },
    pieces(leaves, 3),
    new URL(`data:text/csv,${encodeURIComponent(leaves)}`),
  ];
  for (const source of sources) expect(await read(source)).toEqual(expected);
});

test('the delimiter is found, quotes hold delimiters and line breaks, and line breaks may be of any kind', async () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    for (const newline of ['\n', '\r\n', '\r']) {
      const text = ['width,height,kind', '1,2.5,oak', '', '3,-1e2,ash']
        .join(newline)
        .replaceAll(',', delimiter);
      expect(await read({ text })).toEqual(expected);
    }
  }
  const quoted = 'id,text\n1,"a, ""b""\nc"\n2,\n';
  const table = await readCsv({ text: quoted }, { text: { fields: 'text', as: 'texts' }, input: 'id' });
  expect(table.column('text').data).toEqual(['a, "b"\nc', '']);
  const other = await readCsv({ text: "# by hand\n1~'2~3'\n" }, { text: { fields: 'b', as: 'texts' } }, { header: ['a', 'b'], delimiter: '~', quote: "'", comments: '#' }); // prettier-ignore
  expect(other.column('text').data).toEqual(['2~3']);
  expect((await readCsv({ text: '5,6\n7,8' }, { input: ['1', '0'] }, { header: false })).column('input').data).toEqual(Float32Array.of(6, 5, 8, 7)); // prettier-ignore
});

test('a file in parts of any length has the same rows', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i},"é${'\n'.repeat(i % 3)},${i}",x`);
  const text = `a,b,c\r\n${rows.join('\r\n')}`;
  const whole = await readCsv({ text }, { input: 'a', text: { fields: 'b', as: 'texts' } });
  expect(whole.rows).toBe(40);
  for (const length of [1, 2, 7, 64]) {
    const parts = await readCsv(pieces(text, length), { input: 'a', text: { fields: 'b', as: 'texts' } });
    expect(parts.columns).toEqual(whole.columns);
  }
  const streamed = [];
  for await (const row of streamCsv(pieces(text, 9))) streamed.push(row);
  expect(streamed.length).toBe(40);
  expect(streamed[5]).toEqual({ a: '5', b: 'é\n\n,5', c: 'x' });
});

test('missing values are answered for, and bytes of another encoding', async () => {
  const text = 'width,height,kind\n1,NA,oak\n3,4,ash\n';
  expect((await readCsv({ text }, columns, { missing: 'drop' })).rows).toBe(1);
  expect([...(await readCsv({ text }, columns, { missing: 'nan' })).column('input').data]).toEqual([
    1,
    NaN,
    3,
    4,
  ]);
  const latin = Uint8Array.of(...bytes('a\n'), 0xe9, 10);
  const table = await readCsv(latin, { text: { fields: 'a', as: 'texts' } }, { encoding: 'windows-1252' });
  expect(table.column('text').data).toEqual(['é']);
});

test('what is wrong with a file is said', async () => {
  const said = async (source: FileSource, error: Error, options = {}): Promise<void> => {
    await expect(readCsv(source, columns, options)).rejects.toThrow(error);
  };
  await said({ text: '' }, new CsvError('readCsv: the file is empty.'));
  await said({ text: 'width,height,kind\n1,2\n' }, new CsvError('readCsv: row 0, counted from 0, has 2 fields where 3 are named; is it cut, or a delimiter not in quotes?')); // prettier-ignore
  await said({ text: 'width,height,kind\n1,2,"oak\n' }, new CsvError('readCsv: near "oak\\n": Quoted field unterminated.')); // prettier-ignore
  await said({ text: 'a,a\n1,2' }, new CsvError('readCsv: two fields are called "a"; pass their names as { header: [\'a\', \'b\'] }.')); // prettier-ignore
  await said({ text: 'width,kind\n1,x' }, new ArgumentError("readCsv: there is no field 'height'; the fields are width, kind.")); // prettier-ignore
  await said({ text: 'width,height,kind\n1,2,x\n1,two,y' }, new ArgumentError("readCsv: row 1 has the string 'two' in 'height' where a number should be.")); // prettier-ignore
  await said({ text: 'width,height,kind\n1,,x' }, new ArgumentError("readCsv: row 0 has no value in 'height'; pass { missing: 'drop' } to leave such rows out, or 'nan' or a number to fill the place.")); // prettier-ignore
  await said(Uint8Array.of(97, 0xe9, 10), new CsvError("readCsv: the file holds bytes that are no text in utf-8; pass { encoding: 'windows-1252' }, or the one it is in.")); // prettier-ignore
  await said(5 as never, new ArgumentError('readCsv: the file is a path, an address, bytes, a Blob, { store, name }, a stream or { text }, got 5.')); // prettier-ignore
  await said({ text: leaves }, new ArgumentError("readCsv: the delimiter is one character, such as ;, got the string '::'."), { delimiter: '::' }); // prettier-ignore
  await said({ text: leaves }, new ArgumentError('readCsv: header is true, false or the names of the fields, got 1.'), { header: 1 }); // prettier-ignore
  await said({ text: leaves }, new ArgumentError("readCsv: there is no encoding the string 'utf8mb4'; TextDecoder knows which there are."), { encoding: 'utf8mb4' }); // prettier-ignore
  await said({ text: leaves }, new ArgumentError('readCsv: there is no option "sep"; the options are header, delimiter, quote, comments, encoding, missing, missingValues.'), { sep: ',' }); // prettier-ignore
});

test('10,000 spoiled files are read or refused, and never fail otherwise', async () => {
  const random = new Random(1);
  const good = bytes('a,b,c\r\n1,"x, ""y""",3\r\n4,z\n,6\n');
  const marks = bytes(',"\r\n;\0é');
  let refused = 0;
  for (let round = 0; round < 10_000; round++) {
    const draws = random.words(8);
    const spoiled = Uint8Array.from(good).subarray(0, good.length - (draws[0]! % 5));
    for (let i = 1; i < 1 + 2 * (1 + (round % 3)); i += 2) {
      const value = draws[i + 1]!;
      spoiled[draws[i]! % spoiled.length] = value & 256 ? marks[value % marks.length]! : value & 255;
    }
    try {
      const table = await readCsv(spoiled, { input: ['a', 'c'], target: 'b' }, { missing: 0 });
      expect(table.rows).toBeLessThan(good.length);
    } catch (error) {
      if (!(error instanceof CsvError || error instanceof ArgumentError)) throw error;
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(5_000);
  expect(refused).toBeLessThan(10_000);
});
