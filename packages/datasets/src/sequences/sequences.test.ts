import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { bucketBatches, packedMask, packSequences, padSequences } from '../index.ts';

/** Sequence i holds i and as many more as chance says. */
const some = (count: number, longest: number): number[][] => {
  const lengths = new Random(1).integers(count, longest);
  return Array.from(lengths, (length, i) =>
    Array.from({ length: length + 1 }, (_, place) => 100 * i + place),
  );
};

test('padding fills at the end or the start, and the mask says where', () => {
  expect(padSequences([[1, 2, 3], Int32Array.of(4), []], { value: -1 })).toEqual({
    input: { data: Int32Array.of(1, 2, 3, 4, -1, -1, -1, -1, -1), shape: [3, 3] },
    mask: { data: Float32Array.of(1, 1, 1, 1, 0, 0, 0, 0, 0), shape: [3, 3] },
  });
  const { input, mask } = padSequences([[1], [2, 3]], { length: 3, side: 'start' });
  expect([input.data.join(), mask.data.join()]).toEqual(['0,0,1,0,2,3', '0,0,1,0,1,1']);
});

test('a batch holds sequences of one bucket, filled to its length; targets go with them', () => {
  const batches = bucketBatches([[1], [2, 3, 4], [5, 6], [7]], 2, {
    lengths: [1, 4],
    target: [10, 20, 30, 40],
    value: 9,
    shuffle: false,
  });
  expect(batches.length).toBe(2);
  expect([...batches.epoch(0)]).toEqual([
    {
      input: { data: Int32Array.of(1, 7), shape: [2, 1] },
      keyMask: { data: Float32Array.of(1, 1), shape: [2, 1] },
      target: { data: Int32Array.of(10, 40), shape: [2] },
    },
    {
      input: { data: Int32Array.of(2, 3, 4, 9, 5, 6, 9, 9), shape: [2, 4] },
      keyMask: { data: Float32Array.of(1, 1, 1, 0, 1, 1, 0, 0), shape: [2, 4] },
      target: { data: Int32Array.of(20, 30), shape: [2] },
    },
  ]);
  const [labelled] = [
    ...bucketBatches([[1, 2], [3]], 2, { target: [[5, 6], [7]], lengths: [3], shuffle: false }).epoch(0),
  ];
  expect(labelled!.target!.data.join()).toBe('5,6,0,7,0,0');
  expect(labelled!.mask).toEqual(labelled!.keyMask);
});

test('every sequence comes once in an epoch, and epoch 5 is the same whenever it is asked for', () => {
  const sequences = some(60, 20);
  const batches = bucketBatches(sequences, 7, { random: new Random(2) });
  const firsts = (epoch: number): number[] => {
    return [...batches.epoch(epoch)].flatMap(({ input, keyMask }) => {
      const [rows, length] = input.shape as [number, number];
      return Array.from({ length: rows }, (_, row) => {
        const i = input.data[row * length]! / 100;
        const filled = keyMask.data
          .subarray(row * length, (row + 1) * length)
          .reduce((sum, one) => sum + one, 0);
        expect(filled).toBe(sequences[i]!.length);
        return i;
      });
    });
  };
  for (const epoch of [0, 1, 5]) {
    expect(firsts(epoch).sort((a, b) => a - b)).toEqual(Array.from(sequences.keys()));
  }
  expect(firsts(1)).not.toEqual(firsts(0));
  const again = bucketBatches(sequences, 7, { random: new Random(2) });
  expect([...again.epoch(5)]).toEqual([...batches.epoch(5)]);
  const filled = [...batches.epoch(0)].reduce((sum, { input }) => sum + input.data.length, 0);
  expect(filled).toBeLessThan(60 * 20 * 0.75); // less than all at the greatest length
});

test('packed: each sequence whole in one row, its next numbers as targets, its segment and positions', () => {
  const { columns } = packSequences([[5, 6], [7, 8, 9], [4]], 5, { value: -1 });
  const rows = Object.fromEntries(Object.entries(columns).map(([name, { data }]) => [name, data.join(' ')]));
  expect(rows).toEqual({
    input: '7 8 9 5 6 4 -1 -1 -1 -1',
    target: '8 9 0 6 0 0 0 0 0 0',
    mask: '1 1 0 1 0 0 0 0 0 0',
    segments: '1 1 1 2 2 1 0 0 0 0',
    positions: '0 1 2 0 1 0 0 0 0 0',
  });
});

test('packed, no sequence is lost, cut or doubled, and hardly a place is left', () => {
  const sequences = some(200, 30);
  const { input, segments } = packSequences(sequences, 32, { value: -1 }).columns;
  const found: string[] = [];
  for (let row = 0; row < input.shape[0]!; row++) {
    const places = Array.from({ length: 32 }, (_, i) => row * 32 + i);
    const last = Math.max(...places.map((place) => segments.data[place]!));
    for (let segment = 1; segment <= last; segment++) {
      found.push(
        places
          .filter((place) => segments.data[place] === segment)
          .map((place) => input.data[place])
          .join(),
      );
    }
  }
  expect(found.sort()).toEqual(sequences.map((sequence) => sequence.join()).sort());
  expect(input.data.filter((id) => id === -1).length / input.data.length).toBeLessThan(0.05);
});

test('attention stays within a sequence, and what is filled sees itself', () => {
  const { data, shape } = packedMask({ data: Int32Array.of(1, 1, 2, 0), shape: [1, 4] });
  expect(shape).toEqual([1, 4, 4]);
  expect([...data]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test.each([
  [() => padSequences([[1, 2]], { length: 1 }), 'padSequences: sequence 0 is 2 long, and longer than 1; cut it, or leave it out.'], // prettier-ignore
  [() => padSequences(['ab' as never]), "padSequences: sequence 0 must be an array of whole numbers, an Int32Array or a Uint8Array, got the string 'ab'."], // prettier-ignore
  [
    () => padSequences([[1]], { side: 'left' as never }),
    "padSequences: side is 'end' or 'start', got the string 'left'.",
  ],
  [() => bucketBatches([[1, 2, 3]], 1, { lengths: [2] }), 'bucketBatches: sequence 0 is 3 long, and longer than 2, the longest bucket; cut it, or leave it out.'], // prettier-ignore
  [() => bucketBatches([[1]], 1, { lengths: [4, 2] }), 'bucketBatches: lengths are whole numbers from 1 on, each greater than the one before, got [4, 2].'], // prettier-ignore
  [() => bucketBatches([], 1), 'bucketBatches: there are no sequences.'],
  [
    () => bucketBatches([[1], [2]], 1, { target: [1] }),
    'bucketBatches: there are 2 sequences and 1 targets.',
  ],
  [
    () => bucketBatches([[1, 2]], 1, { target: [[1]] }),
    'bucketBatches: sequence 0 is 2 long, and its targets 1.',
  ],
  [() => packSequences([[1, 2, 3]], 2), 'packSequences: sequence 0 is 3 long, where 1 to 2 fit into a row; cut it, or leave it out.'], // prettier-ignore
  [() => packSequences([[1], []], 2), 'packSequences: sequence 1 is 0 long, where 1 to 2 fit into a row; cut it, or leave it out.'], // prettier-ignore
  [
    () => packedMask({ data: new Int32Array(2), shape: [2] }),
    'packedMask: segments are [rows, length], got a tensor [2].',
  ],
] as [() => unknown, string][])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
