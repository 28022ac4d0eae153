import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { decodeSafetensors, load, Module, openSafetensors, toSafetensors } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Int8Buffer } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const every = Int8Array.from({ length: 256 }, (_, i) => i - 128);

class Bytes extends Module {
  readonly kernel = new Int8Buffer([2, 2], Int8Array.of(-128, -1, 0, 127));
  forward = (input: tf.Tensor): tf.Tensor => tf.add(input, this.kernel.value);
}

test.each([1, 2, 3, 4, 256])(
  'of %i numbers each is the same on the device as it was, and back',
  async (size) => {
    const bytes = every.slice(0, size);
    const buffer = new Int8Buffer([size], bytes.slice());
    expect([await buffer.data(), buffer.hostValues]).toEqual([
      Float32Array.from(bytes),
      Float32Array.from(bytes),
    ]);
    await expectClose(buffer.value, Float32Array.from(bytes), 0);
    expect(buffer.hostValues).toBe(undefined);
    expect(await buffer.bytes()).toEqual(bytes);
  },
);

test('numbers are set, from the host and the device, before it is used and after', async () => {
  for (const used of [false, true]) {
    const buffer = new Int8Buffer([2, 2], new Int8Array(4));
    if (used) buffer.value.dispose();
    buffer.assign(Float32Array.of(-128, 127, 3, -4));
    expect(await buffer.bytes()).toEqual(Int8Array.of(-128, 127, 3, -4));
    buffer.assign(tf.tensor2d([[1, -2], [-128, 127]])); // prettier-ignore
    await expectClose(buffer.value, [[1, -2], [-128, 127]], 0); // prettier-ignore
  }
});

test('on the device three numbers take the place of one', () => {
  const buffer = new Int8Buffer([100, 30], new Int8Array(3000));
  const before = tf.memory().numBytes;
  buffer.value.dispose();
  expect(tf.memory().numBytes - before).toBe(4000);
  buffer.dispose();
  expect(tf.memory().numBytes).toBe(before);
});

test('a file holds a byte a number, which is read again, to the bit', async () => {
  const [from, to] = [new Bytes(), new Bytes()];
  const bytes = await toSafetensors(from);
  expect((await openSafetensors(bytes)).tensors.get('kernel')).toMatchObject({ dtype: 'I8' });
  expect(decodeSafetensors(bytes).get('kernel')!.data).toEqual(Float32Array.of(-128, -1, 0, 127));
  to.kernel.assign(new Float32Array(4));
  await load(to, bytes);
  expect(await to.kernel.bytes()).toEqual(Int8Array.of(-128, -1, 0, 127));
  expect([...to.buffers().keys()]).toEqual(['kernel']);
  expect(to.parameters().size).toBe(0);
});

test('it leaves no tensor behind', async () => {
  await expectNoLeak(() => {
    const module = new Bytes();
    tf.tidy(() => void module.forward(tf.zeros([2, 2])));
    module.kernel.assign(Float32Array.of(1, 2, 3, 4));
    tf.tidy(() => module.kernel.assign(tf.ones([2, 2])));
    module.dispose();
  });
});

describe('error texts', () => {
  const buffer = (): Int8Buffer => new Int8Buffer([2], Int8Array.of(1, 2));
  const disposed = (): Int8Buffer => {
    const gone = buffer();
    gone.dispose();
    return gone;
  };
  test.each<[() => unknown, Error]>([
    [
      () => new Int8Buffer([3], new Int8Array(2)),
      new ShapeError('Int8Buffer: expected 3 numbers for shape [3], got 2.'),
    ],
    [
      () => buffer().assign(Float32Array.of(1, 0.5)),
      new ArgumentError('Int8Buffer: expected whole numbers from -128 to 127, and place 1 is 0.5.'),
    ],
    [
      () => buffer().assign(Float32Array.of(128, 0)),
      new ArgumentError('Int8Buffer: expected whole numbers from -128 to 127, and place 0 is 128.'),
    ],
    [
      () => buffer().assign(new Float32Array(3)),
      new ShapeError('Int8Buffer: expected values of shape [2], got [3].'),
    ],
    [
      () => buffer().assign(tf.zeros([1, 2])),
      new ShapeError('Int8Buffer: expected values of shape [2], got [1, 2].'),
    ],
    [() => disposed().value, new ArgumentError('Int8Buffer: its module was disposed; build a new one.')],
    [
      () => disposed().assign(Float32Array.of(1, 2)),
      new ArgumentError('Int8Buffer: its module was disposed; build a new one.'),
    ],
  ])('%#', (act, error) => {
    expect(act).toThrow(error);
  });
});
