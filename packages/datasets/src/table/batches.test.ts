import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { Table, xor } from '../index.ts';

/** Rows 0 … count − 1 as input, twice that as target. */
const numbered = (count: number) =>
  new Table({
    input: { data: Int32Array.from({ length: count }, (_, row) => row), shape: [count] },
    target: { data: Float32Array.from({ length: count }, (_, row) => 2 * row), shape: [count, 1] },
  });

type Inputs = Iterable<{ readonly input: { readonly data: ArrayLike<number> } }>;
const inputs = (batches: Inputs): number[] => [...batches].flatMap((batch) => Array.from(batch.input.data));

async function collect<Each>(batches: AsyncIterable<Each>): Promise<Each[]> {
  const all: Each[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

test('in order, five rows in batches of two are rows 0 1, 2 3 and 4', () => {
  const batches = numbered(5).batches(2, { shuffle: false });
  expect(batches.length).toBe(3);
  expect([...batches.epoch(0)]).toEqual([
    {
      input: { data: Int32Array.of(0, 1), shape: [2] },
      target: { data: Float32Array.of(0, 2), shape: [2, 1] },
    },
    {
      input: { data: Int32Array.of(2, 3), shape: [2] },
      target: { data: Float32Array.of(4, 6), shape: [2, 1] },
    },
    { input: { data: Int32Array.of(4), shape: [1] }, target: { data: Float32Array.of(8), shape: [1, 1] } },
  ]);
});

test('without the remainder, five rows in batches of two are two batches', () => {
  const batches = numbered(5).batches(2, { shuffle: false, dropRemainder: true });
  expect(batches.length).toBe(2);
  expect(inputs(batches.epoch(0))).toEqual([0, 1, 2, 3]);
});

test('every epoch holds every row exactly once, each row with its own target', () => {
  const batches = numbered(100).batches(32, { random: new Random(1) });
  for (const epoch of [0, 1, 2]) {
    const seen = inputs(batches.epoch(epoch));
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, row) => row));
    for (const { input, target } of batches.epoch(epoch)) {
      expect(Array.from(target.data)).toEqual(Array.from(input.data, (row) => 2 * row));
    }
  }
});

test('epoch e is the permutation of random.fork(e), whenever and however often it is asked for', () => {
  const batches = numbered(100).batches(32, { random: new Random(1) });
  const second = inputs(batches.epoch(1));
  expect(second).toEqual([...new Random(1).fork(1).permutation(100)]);
  expect(inputs(batches.epoch(0))).not.toEqual(second);
  expect(inputs(batches.epoch(1))).toEqual(second);
  expect(
    inputs(
      numbered(100)
        .batches(7, { random: new Random(1) })
        .epoch(1),
    ),
  ).toEqual(second);
});

test('a loop over the batches is an epoch, the next loop the next epoch', () => {
  const batches = numbered(20).batches(8, { random: new Random(1) });
  expect(inputs(batches)).toEqual(inputs(batches.epoch(0)));
  expect(inputs(batches)).toEqual(inputs(batches.epoch(1)));
});

test('the shared generator is asked when the batches are made: the same seed gives the same batches', () => {
  seed(7);
  const first = numbered(20).batches(8);
  const second = numbered(20).batches(8);
  seed(7);
  const again = numbered(20).batches(8);
  expect(inputs(first.epoch(3))).toEqual(inputs(again.epoch(3)));
  expect(inputs(first.epoch(3))).not.toEqual(inputs(second.epoch(3)));
});

test('batches of rows of any shape keep it, and have every column', () => {
  const table = new Table({
    input: { data: new Float32Array(3 * 4).map((_, i) => i), shape: [3, 2, 2, 1] },
    writer: { data: Uint8Array.of(7, 8, 9), shape: [3] },
  });
  const [, last] = [...table.batches(2, { shuffle: false }).epoch(0)];
  expect(last).toEqual({
    input: { data: Float32Array.of(8, 9, 10, 11), shape: [1, 2, 2, 1] },
    writer: { data: Uint8Array.of(9), shape: [1] },
  });
});

test('balanced, rare classes come as often as frequent ones: 12 rows of 9, 2 and 1 are 4 of each', () => {
  const classes = Int32Array.of(0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 1, 0);
  const table = new Table({
    input: { data: Int32Array.from(classes.keys()), shape: [12] },
    target: { data: classes, shape: [12] },
  });
  const batches = table.batches(5, { balance: 'target', random: new Random(1) });
  const epochs = [0, 1, 2].map((epoch) => inputs(batches.epoch(epoch)));
  for (const rows of epochs) {
    const of = (label: number): number[] => rows.filter((row) => classes[row] === label);
    expect([0, 1, 2].map((label) => of(label).length)).toEqual([4, 4, 4]);
    expect(new Set(of(0)).size).toBe(4); // none twice where there are enough
    expect(of(1).sort((a, b) => a - b)).toEqual([4, 4, 10, 10]); // all before any comes again
  }
  expect(epochs[1]).not.toEqual(epochs[0]);
  expect(inputs(batches.epoch(1))).toEqual(epochs[1]);
  expect(batches.length).toBe(3);
});

test('bytes become float32 on their way, multiplied by the scale; other columns stay as they are', () => {
  const table = new Table({
    input: { data: Uint8Array.of(0, 51, 102, 255), shape: [4, 1] },
    target: { data: Int32Array.of(0, 1, 2, 3), shape: [4] },
  });
  for (const shuffle of [false, true]) {
    for (const { input, target } of table.batches(3, { shuffle, scale: { input: 1 / 255 } })) {
      const floats: Float32Array = input.data; // typed as such
      expect(floats).toEqual(Float32Array.from(target.data, (row) => Math.fround([0, 0.2, 0.4, 1][row]!)));
      expect(input.shape).toEqual([target.data.length, 1]);
    }
  }
});

test('a map may wait; a loop that goes on at epoch 5 sees what it would have seen', async () => {
  const batches = numbered(20).batches(8, { random: new Random(2) });
  const mapped = batches.map(async ({ input, target }, { epoch, index }) => {
    await Promise.resolve();
    return { input, target, place: { data: Int32Array.of(epoch, index), shape: [2] } };
  });
  const stream = mapped.prefetch(2);
  const seen = [];
  for (let epoch = 0; epoch < 7; epoch++) seen.push(await collect(stream));
  expect(seen[5]!.map(({ place }) => [...place.data])).toEqual([
    [5, 0],
    [5, 1],
    [5, 2],
  ]);
  expect(await collect(mapped.epoch(5))).toEqual(seen[5]);
  const resumed = numbered(20).batches(8, { random: new Random(2), prefetch: 3 });
  expect(inputs(await collect(resumed.epoch(5)))).toEqual(inputs(seen[5]!));
  expect(mapped.length).toBe(3);
});

test('batches asked for ahead are under way together, come in their order, and no more of them than that', async () => {
  let [underway, most, begun] = [0, 0, 0];
  const slow = numbered(20)
    .batches(2, { shuffle: false })
    .map(async (batch, { index }) => {
      begun += 1;
      most = Math.max(most, (underway += 1));
      await new Promise((done) => setTimeout(done, index % 3));
      underway -= 1;
      return batch;
    });
  expect(inputs(await collect(slow.prefetch(3)))).toEqual(Array.from({ length: 20 }, (_, row) => row));
  expect([most, begun]).toEqual([4, 10]); // one that is waited for, and three more
  begun = 0;
  for await (const { input } of slow.prefetch(3).epoch(0)) if (input.data[0] === 2) break;
  expect([underway, begun]).toEqual([0, 5]); // two were taken, and three were under way
});

test('a failure comes where its batch would have come', async () => {
  const failing = numbered(6)
    .batches(2, { shuffle: false })
    .map((batch, { index }) => {
      if (index === 1) throw new Error('no picture');
      return batch;
    });
  const seen: number[] = [];
  const loop = async (): Promise<void> => {
    for await (const { input } of failing.prefetch(2)) seen.push(...input.data);
  };
  await expect(loop()).rejects.toThrow('no picture');
  expect(seen).toEqual([0, 1]);
});

test.each([
  [() => xor().batches(0), 'Table.batches: size must be a whole number from 1 on, got 0.'],
  [() => xor().batches(1.5), 'Table.batches: size must be a whole number from 1 on, got 1.5.'],
  [() => xor().take(0).batches(2), 'Table.batches: the table is empty; batches need at least one row.'],
  [
    () => new Table({ x: { data: new Float32Array(2), shape: [2] } }).batches(1),
    "Table.batches: there is no column 'input' to learn from; the columns are 'x'.",
  ],
  [
    () => new Table({ input: { data: ['a'], shape: [1] } }).batches(1),
    "Table.batches: the column 'input' holds texts, and a model learns from numbers; turn them into numbers, or give the column another name.",
  ],
  [
    () => xor().batches(8, { dropRemainder: true }),
    'Table.batches: 4 rows make no whole batch of 8 and dropRemainder leaves them out; take a smaller size.',
  ],
  [
    () => xor().batches(2, { balance: 'target', shuffle: false }),
    "Table.batches: 'balance' draws rows at random, so leave out shuffle: false.",
  ],
  [
    () => xor().batches(2, { balance: 'class' as never }),
    "Table.batches: there is no column 'class' to balance; the columns are 'input', 'target'.",
  ],
  [
    () => xor().batches(2, { scale: { image: 1 } as never }),
    "Table.batches: there is no column 'image' of numbers to scale; the columns are 'input', 'target'.",
  ],
  [
    () => xor().batches(2, { scale: { input: NaN } }),
    "Table.batches: the scale of 'input' must be a finite number, such as 1 / 255, got NaN.",
  ],
  [
    () => xor().batches(2, { size: 2 } as never),
    'Table.batches: there is no option "size"; the options are shuffle, dropRemainder, balance, scale, prefetch, random.',
  ],
  [
    () => xor().batches(2, { prefetch: 0 }),
    'TableBatches.prefetch: count must be a whole number from 1 on, got 0.',
  ],
  [
    () =>
      xor()
        .batches(2)
        .map(2 as never),
    'TableBatches.map: expected a function of a batch, got 2.',
  ],
  [() => xor().batches(2).epoch(-1), 'TableBatches.epoch: index must be a whole number from 0 on, got -1.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
