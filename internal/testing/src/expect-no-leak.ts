import * as tf from '@tensorflow/tfjs';
import { assert } from 'vitest';

/** Options of `expectNoLeak`. */
export interface LeakOptions {
  /** How often the action is done before it counts: first uploads and optimizer state stay. Default 1. */
  readonly warmup?: number;
}

/** Asserts that an action leaves as many tensors and buffers of data as it found. */
export async function expectNoLeak(action: () => unknown, options: LeakOptions = {}): Promise<void> {
  const { warmup = 1 } = options;
  for (let i = 0; i < warmup; i++) await action();
  const before = tf.memory();
  await action();
  const after = tf.memory();
  const [tensors, buffers] = [
    after.numTensors - before.numTensors,
    after.numDataBuffers - before.numDataBuffers,
  ];
  assert(tensors === 0, `the action leaves ${count(tensors, 'tensor')}, of ${before.numTensors} before it`);
  assert(
    buffers === 0,
    `the action leaves ${count(buffers, 'buffer')} of data, of ${before.numDataBuffers} before it`,
  );
}

function count(difference: number, name: string): string {
  const word = Math.abs(difference) === 1 ? name : `${name}s`;
  return `${Math.abs(difference)} ${word} ${difference > 0 ? 'more' : 'fewer'}`;
}
