import { ensureDevice, memory, Random, seed, tf } from '@thaw/backend';
import { type Batch, type BatchSource, fit, meanSquaredError, Module, Parameter } from '@thaw/core';
import { expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import { Table } from '../table/table.ts';
import { augment, augmented, type Augmentation, randomFlip, randomTranslation } from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

const table = (
  rows = 7,
): Table<{ input: { data: Float32Array; shape: number[] }; target: { data: Int32Array; shape: number[] } }> =>
  new Table({
    input: { data: Float32Array.from({ length: rows * 12 }, (_, i) => i), shape: [rows, 3, 4, 1] },
    target: { data: Int32Array.from({ length: rows }, (_, row) => row), shape: [rows] },
  });
const firstBatch = (): Batch => [...table().batches(3, { shuffle: false }).epoch(0)][0]!;
const changes: readonly Augmentation[] = [randomFlip(), randomTranslation({ width: 0.3, fillMode: 'wrap' })];

async function epochOf(source: BatchSource, index: number): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const { input } of source.epoch(index)) batches.push([...(await (input as tf.Tensor).data())]);
  return batches;
}

test('a batch depends on the seed, the epoch and its place alone', async () => {
  const source = (value: number): BatchSource =>
    augmented(table().batches(3, { shuffle: false }), changes, { random: new Random(value) });
  const first = await epochOf(source(1), 0);
  const second = await epochOf(source(1), 1);
  const again = source(1);
  expect(await epochOf(again, 1)).toEqual(second); // with no epoch before it, as a run that resumes asks
  expect(await epochOf(again, 0)).toEqual(first);
  expect(second).not.toEqual(first);
  expect(await epochOf(source(2), 0)).not.toEqual(first);
  expect(source(1).length).toBe(3);
});

test('it is the augmentations one after the other, each with the fork of its place', async () => {
  const given = firstBatch();
  const [batch] = await epochOf(
    augmented(table().batches(3, { shuffle: false }), changes, { random: new Random(5) }),
    0,
  );
  const random = new Random(5).fork(0).fork(0);
  const flipped = changes[0]!(given, { random: random.fork(0) });
  const moved = changes[1]!(flipped, { random: random.fork(1) });
  expect(batch).toEqual([...(await (moved.input as tf.Tensor).data())]);
});

test('the shared generator is asked when the batches are made', async () => {
  const make = (): BatchSource => augmented(table().batches(3, { shuffle: false }), changes);
  seed(7);
  const first = await epochOf(make(), 0);
  seed(7);
  expect(await epochOf(make(), 0)).toEqual(first);
});

test('targets stay where they were, on the host, and the numbers of the table as they are', async () => {
  const data = table();
  for await (const { target } of augmented(data.batches(4), changes).epoch(0)) {
    expect((target as { data: unknown }).data).toBeInstanceOf(Int32Array);
  }
  expect(data.column('input').data.slice(0, 4)).toEqual(Float32Array.of(0, 1, 2, 3));
});

test('tensors of the caller are not disposed; what is made is, also when the epoch is left early or fails', async () => {
  const input = tf.ones([2, 3, 3, 1]);
  const fails = (): Batch => {
    throw new Error('no');
  };
  const before = memory().tensors;
  const source = { epoch: () => [{ input }, { input }, { input }] };
  await epochOf(augmented(source, changes), 0);
  for await (const _ of augmented(source, changes).epoch(0)) break;
  await expect(epochOf(augmented(source, [...changes, fails]), 0)).rejects.toThrow('no');
  expect(memory().tensors).toBe(before);
  await epochOf(augmented(source, []), 0); // what comes out is what was given
  expect(input.isDisposed).toBe(false);
  input.dispose();
});

/** y = Σ w·x, four numbers a row. */
class Weighted extends Module {
  readonly scale = new Parameter([4], Float32Array.of(0.1, 0.2, 0.3, 0.4));

  forward(input: tf.Tensor): tf.Tensor {
    return tf.sum(tf.mul(tf.mean(input, [1, 3]), this.scale.value), -1);
  }
}

test('fit takes them, twice the same to the bit, in every epoch others, and leaves no tensor', async () => {
  const run = async (): Promise<readonly number[]> => {
    const model = new Weighted();
    const batches = augmented(table().batches(4, { shuffle: false }), changes, { random: new Random(2) });
    const options = { loss: meanSquaredError, optimizer: gradientDescent(0), epochs: 2 };
    const { losses } = await fit(model, batches, options);
    model.dispose();
    return losses;
  };
  const losses = await run();
  expect(await run()).toEqual(losses);
  expect(losses[2]).not.toBe(losses[0]); // with a rate of 0 the changes alone differ
  await expectNoLeak(run);
});

test('a composition is an augmentation, and frees what lies between', async () => {
  const given = firstBatch();
  const both = augment(augment(...changes), randomFlip());
  await expectNoLeak(() => tf.dispose(both(given, { random: new Random(3) }).input as tf.Tensor));
});
