import { Worker } from 'node:worker_threads';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { ArgumentError, DeviceError, Random, tf, useDevice } from '../index.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

const product = (): Float32Array =>
  tf.tidy(() => tf.matMul(draw(1, 131, 300), draw(2, 300, 77)).dataSync<'float32'>());

describe('threads', () => {
  test('are as many as asked for, and the bits are the same for any number', async () => {
    const results: Float32Array[] = [];
    for (const threads of [1, 2, 3]) {
      expect((await useDevice('wasm', { threads })).threads).toBe(threads);
      results.push(product());
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test('that were told to end take no part in later jobs, though they go on for a while', async () => {
    await useDevice('wasm', { threads: 1 });
    const before = product();
    const late: Worker[] = [];
    vi.spyOn(Worker.prototype, 'terminate').mockImplementation(function (this: Worker) {
      late.push(this);
      return Promise.resolve(0);
    });
    await useDevice('wasm', { threads: 3 });
    await useDevice('wasm', { threads: 2 });
    expect(late.length).toBe(2);
    const sevens = Array.from({ length: 8 }, () => tf.fill([2 ** 17], 7)); // what follows the scratch of two threads
    for (let i = 0; i < 50; i++) expect(product()).toEqual(before);
    for (const each of sevens) expect(each.dataSync().every((value) => value === 7)).toBe(true);
    vi.restoreAllMocks();
    await Promise.all(late.map((worker) => worker.terminate()));
  });

  test('THAW_THREADS says how many, an option goes before it', async () => {
    vi.stubEnv('THAW_THREADS', '3');
    expect((await useDevice('wasm')).threads).toBe(3);
    expect((await useDevice('wasm', { threads: 1 })).threads).toBe(1);
  });

  test.each(['0', '1.5', 'many', '65'])('THAW_THREADS=%s is refused', async (value) => {
    vi.stubEnv('THAW_THREADS', value);
    await expect(useDevice('wasm')).rejects.toThrow(
      new ArgumentError(`THAW_THREADS must be a whole number from 1 to 64, got ${value}.`),
    );
  });

  test('another number than a whole one is refused, and any for another device', () => {
    expect(() => useDevice('wasm', { threads: -1 })).toThrow(
      new ArgumentError('useDevice: threads must be a whole number from 1 to 64, got -1.'),
    );
    expect(() => useDevice('cpu', { threads: 2 })).toThrow(
      new ArgumentError('useDevice: threads are those of wasm, and cpu has none to choose.'),
    );
  });
});

/** The workers that the device starts, seen as they are told their first job. */
function watchWorkers(): Worker[] {
  const workers: Worker[] = [];
  const post = Worker.prototype.postMessage;
  vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...values) {
    workers.push(this);
    return post.apply(this, values as [unknown]);
  });
  return workers;
}

describe('a worker that dies', () => {
  test('is an error at the next operation, and useDevice starts it again', async () => {
    await useDevice('wasm', { threads: 1 });
    const before = product();
    const workers = watchWorkers();
    await useDevice('wasm', { threads: 2 });
    expect(workers.length).toBe(1);
    await workers[0]!.terminate();
    expect(() => product()).toThrow(
      new DeviceError(
        "A worker thread of the wasm device ended, so what was being computed is lost; await useDevice('wasm') starts it again, and " +
          'THAW_THREADS=1 does without workers.',
      ),
    );
    expect((await useDevice('wasm', { threads: 2 })).threads).toBe(2);
    expect(product()).toEqual(before);
  });

  test('at the start leaves one thread, and the reason says so', async () => {
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker) {
      void this.terminate();
    });
    const { threads, reason } = await useDevice('wasm', { threads: 4 });
    expect(threads).toBe(1);
    expect(reason).toMatch(/^it was asked for; on one thread, since a worker thread ended with code [01]$/);
    expect(product().length).toBe(131 * 77);
  });
});
