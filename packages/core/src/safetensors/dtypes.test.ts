import { describe, expect, test } from 'vitest';

import {
  ArgumentError,
  decodeSafetensors,
  type Dtype,
  encodeSafetensors,
  type FloatDtype,
  fromFloat32,
  openSafetensors,
  Random,
  SafetensorsError,
  type StoredTensor,
  toFloat32,
} from '../index.ts';
import files from '../../fixtures/safetensors-files.json' with { type: 'json' };
import { arrayOf, dtypes } from './dtypes.ts';

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const numbers = (dtype: Dtype, data: StoredTensor['data']): number[] => [
  ...toFloat32({ dtype, shape: [data.length], data }).data,
];

describe('what the format’s own library wrote', () => {
  test.each(Object.entries(files))('%s: read, and written to the same bytes', async (_, base64) => {
    const bytes = bytesOf(base64);
    const file = await openSafetensors(bytes);
    const tensors = new Map<string, StoredTensor>();
    // In the opposite order, so that ours has to find theirs.
    for (const name of [...file.tensors.keys()].reverse()) tensors.set(name, await file.read(name));
    const written = encodeSafetensors(tensors, { metadata: file.metadata });
    expect(new TextDecoder().decode(written)).toBe(new TextDecoder().decode(bytes));
    expect(written).toEqual(bytes);
  });

  test('every type is among them, and names that are no names elsewhere', async () => {
    const every = await openSafetensors(bytesOf(files['every type']));
    expect([...every.tensors.values()].map(({ dtype }) => dtype)).toEqual([...dtypes].reverse());
    expect([...every.metadata]).toEqual([['format', 'pt']]);
    const names = [...(await openSafetensors(bytesOf(files.names))).tensors.keys()];
    expect(names).toContain('__proto__');
    expect(names.slice(-2)).toEqual(['\uff5e', '😀']); // by code points; UTF-16 has them the other way round
  });
});

test('every pattern of bits of every type goes there and back', async () => {
  const tensors = new Map<string, StoredTensor>();
  for (const [i, dtype] of dtypes.entries()) {
    const words = dtype.includes('8')
      ? Uint8Array.from({ length: 256 }, (_, bits) => bits)
      : new Random(i).words(64);
    tensors.set(dtype, { dtype, shape: [-1], data: new (arrayOf(dtype))(words.buffer) });
    const tensor = tensors.get(dtype)!;
    tensors.set(dtype, { ...tensor, shape: [tensor.data.length] });
  }
  const file = await openSafetensors(encodeSafetensors(tensors));
  for (const [name, tensor] of tensors) expect(await file.read(name)).toEqual(tensor);
});

test('as float32, by hand', () => {
  expect(numbers('BOOL', Uint8Array.of(0, 1))).toEqual([0, 1]);
  expect(numbers('I8', Int8Array.of(-128, 127))).toEqual([-128, 127]);
  expect(numbers('U16', Uint16Array.of(65535))).toEqual([65535]);
  expect(numbers('I64', BigInt64Array.of(-3n, 2n ** 24n + 1n))).toEqual([-3, 2 ** 24]); // the nearest
  expect(numbers('F64', Float64Array.of(0.1, 1e300))).toEqual([Math.fround(0.1), Infinity]);
  // 1, −2, the largest, the smallest, infinity, NaN, −0
  expect(numbers('F16', Uint16Array.of(0x3c00, 0xc000, 0x7bff, 1, 0x7c00, 0x7e00, 0x8000))).toEqual([
    1,
    -2,
    65504,
    2 ** -24,
    Infinity,
    NaN,
    -0,
  ]);
  expect(numbers('BF16', Uint16Array.of(0x3f80, 0xff7f, 1, 0x7f80))).toEqual([
    1,
    -(2 ** 128 - 2 ** 120),
    2 ** -133,
    Infinity,
  ]);
  expect(numbers('F8_E4M3', Uint8Array.of(0x38, 0x7e, 1, 0x7f, 0xff, 0x80))).toEqual([
    1,
    448,
    2 ** -9,
    NaN,
    NaN,
    -0,
  ]);
  expect(numbers('F8_E5M2', Uint8Array.of(0x3c, 0x7b, 1, 0x7c, 0xfc, 0x7d))).toEqual([
    1,
    57344,
    2 ** -16,
    Infinity,
    -Infinity,
    NaN,
  ]);
  expect(numbers('F8_E8M0', Uint8Array.of(127, 0, 254, 255))).toEqual([1, 2 ** -127, 2 ** 127, NaN]);
});

describe('from float32 to the nearest', () => {
  const sixteen = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const eight = Uint8Array.from({ length: 256 }, (_, bits) => bits);

  test.each<[FloatDtype, Uint16Array | Uint8Array]>([
    ['F16', sixteen],
    ['BF16', sixteen],
    ['F8_E4M3', eight],
    ['F8_E5M2', eight],
  ])('%s: each of its numbers is itself, and what lies half-way goes to the even one', (dtype, data) => {
    const wide = toFloat32({ dtype, shape: [data.length], data });
    const back = fromFloat32(wide, dtype).data as Uint16Array;
    expect(back.findIndex((bits, i) => bits !== data[i] && !Number.isNaN(wide.data[i]!))).toBe(-1);
    expect(numbers(dtype, back).every((value, i) => Object.is(value, wide.data[i]!))).toBe(true);
    const finite = [...wide.data].slice(0, data.length / 2).filter((value) => value < Infinity); // upwards from 0
    const halves = finite.slice(1).map((value, i) => (value + finite[i]!) / 2);
    const nearest = fromFloat32({ shape: [halves.length], data: Float32Array.from(halves) }, dtype)
      .data as Uint16Array;
    expect(nearest.findIndex((bits, i) => bits !== i + (i % 2))).toBe(-1);
    const above = Float32Array.from(halves, (half, i) => half + (finite[i + 1]! - half) / 4);
    const rounded = fromFloat32({ shape: [above.length], data: above }, dtype).data as Uint16Array;
    expect(rounded.findIndex((bits, i) => bits !== i + 1)).toBe(-1);
  });

  test('what is too large', () => {
    const large = { shape: [2], data: Float32Array.of(1e38, -1e38) };
    expect(toFloat32(fromFloat32(large, 'F16')).data).toEqual(Float32Array.of(Infinity, -Infinity));
    expect(toFloat32(fromFloat32(large, 'F8_E5M2')).data).toEqual(Float32Array.of(Infinity, -Infinity));
    expect(toFloat32(fromFloat32(large, 'F8_E4M3')).data).toEqual(Float32Array.of(NaN, NaN));
    expect(fromFloat32(large, 'F64').data).toEqual(Float64Array.from(large.data));
    expect(fromFloat32(large, 'F32').data).toBe(large.data);
  });

  test('what is no float', () => {
    expect(() => fromFloat32({ shape: [0], data: new Float32Array(0) }, 'I8' as never)).toThrow(
      new ArgumentError(
        "fromFloat32: dtype must be F64, F32, F16, BF16, F8_E4M3 or F8_E5M2, got the string 'I8'.",
      ),
    );
  });
});

test('decodeSafetensors gives every type as float32', () => {
  const tensors = new Map<string, StoredTensor>([
    ['half', { dtype: 'F16', shape: [1], data: Uint16Array.of(0x3800) }],
    ['count', { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) }],
  ]);
  expect([...decodeSafetensors(encodeSafetensors(tensors))]).toEqual([
    ['count', { shape: [], data: Float32Array.of(7) }],
    ['half', { shape: [1], data: Float32Array.of(0.5) }],
  ]);
});

test.each<[string, string]>([
  [
    'F4',
    'whose numbers are smaller than a byte: they cannot be read here; convert it to F8_E4M3 or F16 first.',
  ],
  [
    'F6_E2M3',
    'whose numbers are smaller than a byte: they cannot be read here; convert it to F8_E4M3 or F16 first.',
  ],
  ['C64', 'which cannot be read here; convert it to F32 first.'],
  ['f32', 'which cannot be read here; convert it to F32 first.'],
  ['constructor', 'which cannot be read here; convert it to F32 first.'],
])('type %s is refused by name', (dtype, message) => {
  const header = `{"a":{"dtype":"${dtype}","shape":[2],"data_offsets":[0,1]}}`.padEnd(64);
  const bytes = new Uint8Array([64, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(header), 0]);
  expect(() => decodeSafetensors(bytes)).toThrow(
    new SafetensorsError(`these bytes: tensor "a" has type ${dtype}, ${message}`),
  );
});

test.each<[string, string, unknown, string]>([
  [
    'another array',
    'a',
    { dtype: 'F16', shape: [1], data: new Float32Array(1) },
    'tensor "a" of type F16 must be in a Uint16Array, got a Float32Array.',
  ],
  [
    'a type that is none',
    'a',
    { dtype: 'F7', shape: [1], data: new Float32Array(1) },
    `tensor "a" has type the string 'F7'; the types are ${dtypes.join(', ')}.`,
  ],
  [
    'the name of metadata',
    '__metadata__',
    { shape: [1], data: new Float32Array(1) },
    'tensor "__metadata__" has the name under which metadata stand; give it another.',
  ],
  [
    'half of a pair',
    '\ud800',
    { shape: [1], data: new Float32Array(1) },
    '"\\ud800" holds half of a surrogate pair, which cannot be written as UTF-8.',
  ],
])('%s is not written', (_, name, tensor, message) => {
  expect(() => encodeSafetensors(new Map([[name, tensor as StoredTensor]]))).toThrow(
    new ArgumentError(`encodeSafetensors: ${message}`),
  );
});

test('metadata that are no texts are not written', () => {
  expect(() => encodeSafetensors(new Map(), { metadata: { epoch: 3 } as never })).toThrow(
    new ArgumentError('encodeSafetensors: metadata are texts, and "epoch" is 3; write it as JSON.'),
  );
});

test('numbers that do not fill their shape are not written', () => {
  const tensors = new Map([['a', { shape: [3], data: new Float32Array(2) }]]);
  expect(() => encodeSafetensors(tensors)).toThrow(
    new ArgumentError('encodeSafetensors: tensor "a" of shape [3] needs 3 numbers, got 2.'),
  );
});
