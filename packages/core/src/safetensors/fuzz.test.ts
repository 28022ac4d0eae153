import { expect, test } from 'vitest';

import {
  decodeSafetensors,
  encodeSafetensors,
  Random,
  SafetensorsError,
  type StoredTensor,
} from '../index.ts';
import { headerOf } from './decode.ts';

const FILES = 12_000;

/** Small whole files: tensors of several types, metadata, nothing at all. */
const whole: Uint8Array[] = [
  encodeSafetensors(
    new Map<string, StoredTensor>([
      ['a', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ['b', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
      ['c', { dtype: 'I64', shape: [], data: BigInt64Array.of(5n) }],
      ['empty', { dtype: 'F16', shape: [0, 4], data: new Uint16Array(0) }],
    ]),
    { metadata: { format: 'pt', 'größe "\\': '1' } },
  ),
  encodeSafetensors(new Map([['layers.0.kernel', { shape: [4, 3], data: new Float32Array(12) }]])),
  encodeSafetensors(new Map()),
];

/** What is put into the place of bytes: the words of a header, and some that do not belong there. */
const pieces = [
  '"', '{', '}', '[', ']', ',', ':', '\\', '-', '.', '0', '1', '9', 'e9', 'null', 'true', ' ', '\0', '\u00ff',
  '"a":', '"F32"', '"F64"', '"I4"', '"dtype":"U8",', '"shape":[1],', '"data_offsets":[0,4]', '[0,16]', '[4,8]',
  '9007199254740993', '18446744073709551615', '1e400', '"__proto__":', '"__metadata__":{"a":"b"},', '"__metadata__":7,',
  '"\\ud800"', '[[[[[[[[', '{"a":'.repeat(40), '"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},',
]; // prettier-ignore
const words = pieces.map((piece) => new TextEncoder().encode(piece));

/** A file with some of its bytes changed, cut out, doubled, or in the place of others. */
function mutated(random: Random): Uint8Array {
  const draw = (bound: number): number => random.integers(1, bound)[0]!;
  let bytes = [...whole[draw(whole.length)]!];
  for (let changes = 1 + draw(3); changes > 0; changes--) {
    const header = Math.min(bytes.length, 8 + (bytes[0] ?? 0) + 256 * (bytes[1] ?? 0));
    const at = draw(4) === 0 ? draw(bytes.length + 1) : draw(header + 1);
    const span = draw(8);
    const kind = draw(7);
    if (kind === 0) bytes[at] = draw(256);
    else if (kind === 1) bytes.splice(at, span);
    else if (kind === 2) bytes.splice(at, 0, ...bytes.slice(at, at + span));
    else if (kind === 3) bytes = bytes.slice(0, at);
    else if (kind === 4)
      bytes[draw(8)] = draw(256); // the length of the header
    else bytes.splice(at, kind === 5 ? span : 0, ...words[draw(words.length)]!);
    // Most of them with a length that fits again: what comes after is to be reached too.
    const end = bytes.lastIndexOf(0x7d) + 1;
    if (draw(4) > 0 && end >= 8) {
      const length = Math.ceil((end - 8) / 8) * 8;
      bytes.splice(
        end,
        0,
        ...Array.from({ length: bytes.length < 8 + length ? 8 + length - end : 0 }, () => 0x20),
      );
      [bytes[0], bytes[1]] = [length & 255, length >>> 8];
    }
  }
  return Uint8Array.from(bytes);
}

/** Runs what allocates, and says how many bytes of typed arrays it asked for at once. */
function largestAllocation(run: () => void): number {
  const types = [Float32Array, Float64Array, Uint8Array, Uint16Array] as const;
  const scope = globalThis as unknown as Record<string, unknown>;
  let largest = 0;
  const before = types.map((type) => scope[type.name]);
  for (const type of types) {
    scope[type.name] = new Proxy(type, {
      construct: (target, given: unknown[], made) => {
        const array = Reflect.construct(
          target,
          given,
          made === scope[type.name] ? target : made,
        ) as Uint8Array;
        largest = Math.max(largest, array.byteLength);
        return array;
      },
    });
  }
  try {
    run();
  } finally {
    for (const [i, type] of types.entries()) scope[type.name] = before[i];
  }
  return largest;
}

test(`of ${FILES} damaged files each is refused as one, or read as what it says`, () => {
  const random = new Random(2024);
  const messages = new Set<string>();
  let read = 0;
  for (let i = 0; i < FILES; i++) {
    const bytes = mutated(random.fork(i));
    let tensors: ReturnType<typeof headerOf>['tensors'];
    try {
      tensors = headerOf(bytes, 'these bytes').tensors;
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      messages.add(error.message.replace(/\d+|".*"|\[.*\]/g, '…'));
      continue;
    }
    read++;
    // One that is read is whole: its tensors lie side by side to its end, and fill their shapes.
    const numbers = decodeSafetensors(bytes);
    let next = bytes.length - [...tensors.values()].reduce((sum, { begin, end }) => sum + end - begin, 0);
    for (const [name, { shape, begin, end }] of tensors) {
      expect(begin).toBe(next);
      next = end;
      expect(numbers.get(name)!.data.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
    expect(next).toBe(bytes.length);
    expect(numbers.size).toBe(tensors.size);
  }
  expect(messages.size).toBeGreaterThan(15); // the mutations reach the checks
  expect(read).toBeGreaterThan(200); // and some leave a file whole
  expect(read).toBeLessThan(FILES / 2);
});

test('what a header announces is not allocated', () => {
  const files = [
    '{"a":{"dtype":"F64","shape":[1000000000],"data_offsets":[0,8000000000]}}',
    '{"a":{"dtype":"F32","shape":[0,9007199254740991],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[99999999],"data_offsets":[0,99999999]}}',
    `{"a":${'['.repeat(5000)}`,
    `{"a":${'{"a":'.repeat(5000)}`,
  ].map((header) => {
    const json = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + json.length);
    new DataView(bytes.buffer).setUint32(0, json.length, true);
    bytes.set(json, 8);
    return bytes;
  });
  const huge = Uint8Array.of(0, 0xe1, 0xf5, 5, 0, 0, 0, 0, 0x7b, 0x7d); // a header of 99,999,999 bytes, in a file of ten
  for (const bytes of [...files, huge]) {
    const largest = largestAllocation(() => {
      expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    });
    expect(largest).toBeLessThanOrEqual(bytes.length);
  }
});
