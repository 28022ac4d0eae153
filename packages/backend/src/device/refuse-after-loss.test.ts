import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, test } from 'vitest';

import { DeviceError } from './device.ts';
import { refuseAfterLoss } from './refuse-after-loss.ts';

const told = new DeviceError(
  'The WebGPU device was lost (it was unplugged), and with it all numbers that were on it: await useDevice() again, load the weights of ' +
    'the last checkpoint into the model, make a new optimizer, and go on.',
);

/** A device that can be lost, what reads from it, and a tensor that was read before. */
function device(read: (id: object) => Promise<unknown>) {
  const { promise, resolve } = defer<{ message: string }>();
  const readBefore = {};
  return {
    read,
    readSync: (_id: object) => 'numbers' as unknown,
    tensorMap: { get: (id: object) => (id === readBefore ? { values: [1] } : {}) },
    readBefore,
    lost: promise,
    lose: () => resolve({ message: 'it was unplugged.' }),
  };
}

function defer<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((keep) => (resolve = keep));
  return { promise, resolve };
}

test('what was read is not kept: the promise of the loss outlives all reads, and keeps whatever is chained to it', async () => {
  const given = device(async () => new Float32Array(3));
  refuseAfterLoss(given, given.lost);
  const reads: WeakRef<object>[] = [];
  for (let i = 0; i < 100; i++) reads.push(new WeakRef((await given.read({})) as object));
  await new Promise((resolve) => setTimeout(resolve)); // a WeakRef holds on until the turn is over
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(reads.filter((read) => read.deref()).length).toBeLessThan(5);
});

test('reads under way when the device is lost, and later ones, are told the loss', async () => {
  const given = device(() => new Promise(() => undefined));
  refuseAfterLoss(given, given.lost);
  const reads = [given.read({}), given.read({})];
  given.lose();
  for (const read of reads) await expect(read).rejects.toEqual(told);
  await expect(given.read({})).rejects.toEqual(told);
});

test('who reads at once is told too, but for what was read before', async () => {
  const given = device(() => new Promise(() => undefined));
  refuseAfterLoss(given, given.lost);
  expect(given.readSync({})).toBe('numbers');
  given.lose();
  await given.lost;
  expect(() => given.readSync({})).toThrow(told);
  expect(given.readSync(given.readBefore)).toBe('numbers');
});

test('where a read fails and the loss is told right after, the loss is the reason; else it is the failure', async () => {
  const given = device(() => Promise.reject(new Error('mapAsync: the instance dropped')));
  refuseAfterLoss(given, given.lost);
  await expect(given.read({})).rejects.toThrow('mapAsync: the instance dropped');
  const read = given.read({});
  setTimeout(given.lose, 5);
  await expect(read).rejects.toEqual(told);
});
