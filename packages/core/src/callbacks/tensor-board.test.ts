import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import protobuf from 'protobufjs';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { batches, learning, signs, Weighted } from '../../fixtures/signs.ts';
import { ArgumentError, FileError, fit, useDevice } from '../index.ts';
import { eventRecord } from './event-file.ts';
import { type Callback, tensorBoard } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-events-'));
  await useDevice();
});
afterAll(() => rm(folder, { recursive: true }));

/** The messages as TensorFlow declares them, as far as they are used here. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Summary {
    message Value { string tag = 1; oneof value { float simple_value = 2; } }
    repeated Value value = 1;
  }
  message Event {
    double wall_time = 1; int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; }
  }`);

interface Read {
  wallTime: number;
  step: number;
  fileVersion?: string;
  summary?: { value: { tag: string; simpleValue: number }[] };
}

/** CRC-32C by a table, of the polynomial x³² + x²⁸ + x²⁷ + x²⁶ + x²⁵ + x²³ + … + 1, reflected. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let i = 0; i < 8; i++) remainder = remainder % 2 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  return remainder;
});
const crc32c = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => remainders[(crc ^ byte) & 255]! ^ (crc >>> 8), -1) >>> 0;
const masked = (bytes: Uint8Array): number => {
  const crc = BigInt(crc32c(bytes));
  return Number((((crc >> 15n) | ((crc << 17n) & 0xffffffffn)) + 0xa282ead8n) & 0xffffffffn);
};

/** The events of a file, each CRC checked. */
function decode(file: Uint8Array): Read[] {
  const events: Read[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(masked(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(masked(data));
    const type = root.lookupType('Event');
    events.push(type.toObject(type.decode(data), { longs: Number, defaults: true }) as Read);
    at += 16 + length;
  }
  return events;
}

/** Steps and figures by tag. */
const figures = (events: Read[]): unknown[] =>
  events.map(({ step, fileVersion, summary }) =>
    fileVersion === undefined
      ? [step, Object.fromEntries(summary!.value.map(({ tag, simpleValue }) => [tag, simpleValue]))]
      : fileVersion,
  );

test('the CRC is that of the standard: of "123456789" it is e3069283', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
});

test.each([0, 1, 127, 128, 300, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])('step %d, and any figure', (step) => {
  const scalars = { loss: 0.1, 'größe/π': -Infinity, long: 3e38, ['x'.repeat(200)]: NaN, zero: -0 };
  const [event] = decode(eventRecord({ wallTime: 1234.5678, step, scalars }));
  expect(event!.wallTime).toBe(1234.5678);
  expect(event!.step).toBe(step);
  expect(event!.summary!.value).toEqual(
    Object.entries(scalars).map(([tag, value]) => ({ tag, simpleValue: Math.fround(value) })),
  );
});

const read = async (run: string): Promise<Read[][]> => {
  const names = (await readdir(join(folder, run))).sort();
  for (const name of names) expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\.[\da-f-]{36}$/);
  return Promise.all(names.map(async (name) => decode(await readFile(join(folder, run, name)))));
};

test('the figures of training and validation, by epoch; each run has files of its own', async () => {
  const callbacks = [tensorBoard(join(folder, 'run'))];
  const options = { ...learning, epochs: 2, validation: [signs(1, -1)], callbacks };
  const { epochs } = await fit(new Weighted(), batches, options);
  const loss = (name: string): number[] => epochs.map(({ logs }) => Math.fround(logs[name]!));
  const [train] = await read('run/train');
  expect(figures(train!)).toEqual([
    'brain.Event:2',
    ...loss('loss').map((value, i) => [i + 1, { epoch_loss: value, epoch_learning_rate: 0.5 }]),
  ]);
  const [validation] = await read('run/validation');
  expect(figures(validation!)).toEqual([
    'brain.Event:2',
    ...loss('validationLoss').map((value, i) => [i + 1, { epoch_loss: value }]),
  ]);
  const times = train!.map(({ wallTime }) => wallTime);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(Math.abs(times[0]! - Date.now() / 1000)).toBeLessThan(3600); // seconds, not milliseconds
  await fit(new Weighted(), batches, options);
  expect(await read('run/train')).toHaveLength(2);
});

test('with updateFrequency also the loss of every so many steps, those of a failed run too', async () => {
  const parts: Record<string, Uint8Array[]> = {};
  const failing: Callback = {
    onStepEnd: ({ step }) => {
      if (step === 6) throw new Error('mine');
    },
  };
  const board = tensorBoard((path, bytes) => void (parts[path] ??= []).push(bytes), { updateFrequency: 2 });
  const losses: number[] = [];
  const note: Callback = { onStepEnd: ({ loss }) => void losses.push(Math.fround(loss)) };
  const run = fit(new Weighted(), batches, { ...learning, epochs: 2, callbacks: [note, board, failing] });
  await expect(run).rejects.toThrow('mine');
  const [[path, bytes]] = Object.entries(parts) as [[string, Uint8Array[]]];
  expect(path).toMatch(/^train\/events/);
  const all = figures(bytes.flatMap((part) => decode(part)));
  expect(all.filter((_, i) => i !== 2)).toEqual([
    'brain.Event:2',
    ...[2, 4, 6].map((step) => [step, { batch_loss: losses[step - 1] }]),
  ]);
  expect(all[2]).toEqual([1, { epoch_loss: expect.any(Number), epoch_learning_rate: 0.5 }]);
});

test('where it cannot write', async () => {
  const taken = join(folder, 'file');
  await writeFile(taken, '');
  const run = fit(new Weighted(), batches, { ...learning, callbacks: [tensorBoard(taken)] });
  await expect(run).rejects.toThrow(FileError);
  await expect(run).rejects.toThrow(/^Cannot write .*: a part of the path is a file, not a folder\.$/);
  expect(() => tensorBoard(undefined as never)).toThrow(
    new ArgumentError(
      'tensorBoard: expected a path or a function that takes each path and bytes, got undefined.',
    ),
  );
  expect(() => tensorBoard('logs', { updateFrequency: 0 })).toThrow(
    new ArgumentError(
      "tensorBoard: updateFrequency must be 'epoch' or a whole number of steps from 1 on, got 0.",
    ),
  );
});
