import { describe, expect, test } from 'vitest';

import { decodeSafetensors, encodeSafetensors, type HostTensor, Random, SafetensorsError } from '../index.ts';

const text = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** A file of a header, as it stands there or as an object, and data. */
function file(header: unknown, data: ArrayLike<number> = [], headerBytes?: bigint): Uint8Array {
  const json = header instanceof Uint8Array ? header : text(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, headerBytes ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (shape: unknown, begin: unknown, end: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const fault = (bytes: Uint8Array, source?: string) => (): unknown => decodeSafetensors(bytes, source);
const error = (message: string): SafetensorsError =>
  new SafetensorsError(`these bytes: ${message} Save or download it anew.`);

test('bytes written by hand: 8 of length, the header, the numbers low byte first', () => {
  const one = [0, 0, 0x80, 0x3f]; // 1 as float32
  const minusTwo = [0, 0, 0, 0xc0];
  const header = '{"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
  const bytes = Uint8Array.from([56, 0, 0, 0, 0, 0, 0, 0, ...text(header), ...one, ...minusTwo]);
  expect(text(header)).toHaveLength(56);
  const tensors = new Map<string, HostTensor>([['b', { shape: [1, 2], data: new Float32Array([1, -2]) }]]);
  expect(decodeSafetensors(bytes)).toEqual(tensors);
  expect(encodeSafetensors(tensors)).toEqual(bytes);
});

test('every pattern of bits goes there and back, NaN with its bits, denormals and −0 too', () => {
  const bits = new Random(1).words(1000);
  bits.set([0x80000000, 1, 0x7f800000, 0xff800000, 0x7fc00001]);
  const data = new Float32Array(bits.buffer);
  const tensors = new Map<string, HostTensor>([
    ['layers.0.kernel', { shape: [10, 100], data }],
    ['scalar', { shape: [], data: new Float32Array([3]) }],
    ['empty', { shape: [0, 5], data: new Float32Array(0) }],
    ['größe "\\', { shape: [1], data: new Float32Array([4]) }],
  ]);
  const back = decodeSafetensors(encodeSafetensors(tensors));
  expect([...back.keys()].sort()).toEqual([...tensors.keys()].sort());
  for (const [name, { shape, data: values }] of tensors) {
    expect(back.get(name)!.shape).toEqual(shape);
    expect(new Uint32Array(back.get(name)!.data.buffer)).toEqual(new Uint32Array(values.slice().buffer));
  }
});

test('the data begins at a multiple of eight', () => {
  for (const name of ['a', 'ab', 'abc', 'abcd', 'abcde']) {
    const bytes = encodeSafetensors(new Map([[name, { shape: [1], data: new Float32Array(1) }]]));
    expect((bytes.length - 4) % 8).toBe(0);
  }
});

test('bytes that stand within others, at any offset, and those of a Node Buffer', () => {
  const data = new Float32Array([1, 2, 3]);
  const bytes = encodeSafetensors(new Map([['x', { shape: [3], data }]]));
  for (const offset of [0, 1, 2, 3]) {
    const larger = new Uint8Array(bytes.length + 7).fill(0xff);
    larger.set(bytes, offset);
    expect(decodeSafetensors(larger.subarray(offset, offset + bytes.length)).get('x')!.data).toEqual(data);
    const buffer = Buffer.from(larger.buffer, offset, bytes.length);
    expect(decodeSafetensors(buffer).get('x')!.data).toEqual(data);
  }
  const copy = decodeSafetensors(bytes).get('x')!.data;
  bytes.fill(0);
  expect(copy).toEqual(data);
});

test('metadata is passed over, entries in any order are read', () => {
  const header = { __metadata__: { format: 'pt' }, b: entry([1], 4, 8), a: entry([1], 0, 4) };
  const tensors = decodeSafetensors(file(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]));
  expect(tensors.get('a')!.data[0]).toBe(1);
  expect(tensors.get('b')!.data[0]).toBe(2);
  expect(tensors.size).toBe(2);
});

test('cut short at any length, or longer by one, a file is refused', () => {
  const bytes = encodeSafetensors(
    new Map([
      ['a', { shape: [2], data: new Float32Array([1, 2]) }],
      ['b', { shape: [1], data: new Float32Array([3]) }],
    ]),
  );
  for (let length = 0; length < bytes.length; length++) {
    expect(fault(bytes.slice(0, length))).toThrow(SafetensorsError);
  }
  expect(fault(new Uint8Array([...bytes, 0]))).toThrow(
    error(`its tensors end at byte ${bytes.length}, and the file has ${bytes.length + 1}.`),
  );
});

describe('what is refused, and how', () => {
  const empty = JSON.stringify(entry([0], 0, 0));
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'no safetensors file: expected at least 8 bytes, got 0.'],
    ['too few bytes', new Uint8Array(7), 'no safetensors file: expected at least 8 bytes, got 7.'],
    [
      'a huge header',
      file('{}', [], 2n ** 63n),
      'no safetensors file: it announces a header of 9223372036854776000 bytes, and at most 100000000 are allowed.',
    ],
    [
      'a header that ends outside',
      file('{}', [], 90n),
      'truncated: its header should end at byte 98, and the file has 10.',
    ],
    ['no header', file(''), 'its header is not valid JSON.'],
    ['no JSON', file('{"a"'), 'its header is not valid JSON.'],
    ['a name twice', file(`{"a":${empty},"\\u0061":${empty}}`), 'its header has "a" twice.'],
    ['a field twice', file('{"a":{"shape":[],"shape":[]}}'), 'its header has "shape" twice.'],
    [
      'metadata of numbers',
      file('{"__metadata__":{"a":1}}'),
      'its header gives metadata that are not texts by name.',
    ],
    ['more after the end', file('{}{'), 'its header is not valid JSON.'],
    [
      'a field of no meaning',
      file(`{"a":${empty.replace('}', ',"x":1}')}}`),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'no UTF-8',
      file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)),
      'its header is not valid JSON.',
    ],
    ['a list', file('[]'), 'its header is no JSON object.'],
    ['a number', file('1'), 'its header is no JSON object.'],
    ['null', file('null'), 'its header is no JSON object.'],
    [
      'an entry that is null',
      file({ a: null }),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'no offsets',
      file({ a: { dtype: 'F32', shape: [1] } }),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'three offsets',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'a negative offset',
      file({ a: entry([1], -4, 0) }, [0, 0, 0, 0]),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'a broken offset',
      file({ a: entry([1], 0.5, 4.5) }, [0, 0, 0, 0, 0]),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'a negative length',
      file({ a: entry([-1], 0, 4) }, [0, 0, 0, 0]),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'no shape',
      file({ a: entry('1', 0, 4) }, [0, 0, 0, 0]),
      'its header does not give dtype, shape and data_offsets of tensor "a".',
    ],
    [
      'a wrong size',
      file({ a: entry([2], 0, 4) }, [0, 0, 0, 0]),
      'tensor "a" of type F32 and shape [2] needs 8 bytes, and its offsets span 4.',
    ],
    [
      'offsets turned round',
      file({ a: entry([0], 4, 0) }, [0, 0, 0, 0]),
      'tensor "a" of type F32 and shape [0] needs 0 bytes, and its offsets span -4.',
    ],
    [
      'a shape beyond all numbers',
      file(
        {
          a: entry(
            Array.from({ length: 30 }, () => 2 ** 52),
            0,
            4,
          ),
        },
        [0, 0, 0, 0],
      ),
      `tensor "a" of type F32 and shape [${Array.from({ length: 30 }, () => 2 ** 52).join(', ')}] needs Infinity bytes, and its offsets span 4.`,
    ],
    [
      'an overlap',
      file({ a: entry([2], 0, 8), b: entry([1], 4, 8) }, new Uint8Array(8)),
      'tensor "b" should begin at byte 8 of the data, and its offsets say 4.',
    ],
    [
      'the same twice',
      file({ a: entry([1], 0, 4), b: entry([1], 0, 4) }, new Uint8Array(4)),
      'tensor "b" should begin at byte 4 of the data, and its offsets say 0.',
    ],
    [
      'a gap',
      file({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, new Uint8Array(12)),
      'tensor "b" should begin at byte 4 of the data, and its offsets say 8.',
    ],
    [
      'a gap before the first',
      file({ a: entry([1], 4, 8) }, new Uint8Array(8)),
      'tensor "a" should begin at byte 0 of the data, and its offsets say 4.',
    ],
    ['data without a tensor', file({}, [1]), 'its tensors end at byte 10, and the file has 11.'],
  ])('%s', (_, bytes, message) => {
    expect(fault(bytes)).toThrow(error(message));
  });

  test('an end beyond the file', () => {
    const bytes = file({ a: entry([2], 0, 8) }, new Uint8Array(4));
    const begin = bytes.length - 4;
    expect(fault(bytes)).toThrow(
      error(`truncated: tensor "a" should end at byte ${begin + 8}, and the file has ${begin + 4}.`),
    );
  });

  test('messages name the source', () => {
    expect(fault(new Uint8Array(3), 'model.safetensors')).toThrow(
      new SafetensorsError(
        'model.safetensors: no safetensors file: expected at least 8 bytes, got 3. Save or download it anew.',
      ),
    );
  });
});
