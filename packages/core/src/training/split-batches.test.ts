import { beforeAll, expect, test } from 'vitest';

import { ArgumentError, type Batch, splitBatches, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** Rows of two numbers, counted from `first`. */
function rows(first: number, count: number): Batch {
  const input = {
    data: Float32Array.from({ length: 2 * count }, (_, i) => 2 * first + i),
    shape: [count, 2],
  };
  return { input, target: { data: Int32Array.from({ length: count }, (_, i) => first + i), shape: [count] } };
}

const labels = (batches: readonly Batch[]): number[][] =>
  batches.map(({ target }) => Array.from((target as { data: Int32Array }).data));

test.each([
  [
    0.3,
    [
      [0, 1, 2, 3],
      [4, 5, 6],
    ],
    [[7], [8, 9]],
  ],
  [
    0.2,
    [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ],
    [[8, 9]],
  ],
  [
    0.9,
    [[0]],
    [
      [1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ],
  ],
])(
  '%f of ten rows in three batches: the last ones, a batch cut where the border lies',
  (part, first, last) => {
    const { training, validation } = splitBatches([rows(0, 4), rows(4, 4), rows(8, 2)], { validation: part });
    expect([labels(training), labels(validation)]).toEqual([first, last]);
  },
);

test('all that a batch holds is cut alike, several by name too, and nothing is copied', () => {
  const { input, target } = rows(0, 4) as { input: { data: Float32Array; shape: number[] }; target: never };
  const batch = {
    input: { left: input, right: input },
    target: { y: target },
    mask: target,
    sampleWeight: target,
  };
  const { training, validation } = splitBatches([batch], { validation: 0.25 });
  expect(validation).toEqual([
    {
      input: {
        left: { data: Float32Array.of(6, 7), shape: [1, 2] },
        right: { data: Float32Array.of(6, 7), shape: [1, 2] },
      },
      target: { y: { data: Int32Array.of(3), shape: [1] } },
      mask: { data: Int32Array.of(3), shape: [1] },
      sampleWeight: { data: Int32Array.of(3), shape: [1] },
    },
  ]);
  expect(training[0]!.input.left.data.buffer).toBe(input.data.buffer);
});

test.each<[() => unknown, string]>([
  [
    () => splitBatches([rows(0, 4)], { validation: 1 }),
    'splitBatches: validation must be between 0 and 1, got 1.',
  ],
  [
    () => splitBatches([rows(0, 4)], 0.2 as never),
    'splitBatches: options are an object, got 0.2; write { validation: … }, the options being validation.',
  ],
  [
    () => splitBatches({ length: 3, epoch: () => [] } as never, { validation: 0.2 }),
    'splitBatches: expected an array of batches, got an object with length, epoch; split the data before it becomes batches, as table.split({ validation: 0.2 }) does, and pass fit { validation }.',
  ],
  [
    () => splitBatches([rows(0, 2)], { validation: 0.1 }),
    'splitBatches: 2 rows are too few for a validation part of 0.1; one of the parts would be empty.',
  ],
  [
    () => splitBatches([{ input: tf.zeros([4, 1]) }], { validation: 0.5 }),
    'splitBatches: the border lies within a batch whose input is a tensor, which is not cut; give { data, shape }, or smaller batches.',
  ],
])('refused with what to do %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
