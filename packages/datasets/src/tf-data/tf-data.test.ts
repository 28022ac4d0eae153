import { ArgumentError, tf, useDevice } from '@thaw/backend';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { fromTfData, iris, Table, toTfData } from '../index.ts';

beforeAll(async () => {
  await useDevice('cpu');
});

test('batches become { xs, ys } tensors, an epoch each iterator, and a table again', async () => {
  await expectNoLeak(async () => {
    const table = iris().map(({ input, target }) => ({ input: { data: input, shape: [2, 2] }, target }));
    const dataset = toTfData(table.batches(40, { shuffle: false }));
    for (let epoch = 0; epoch < 2; epoch++) {
      const again = await fromTfData(dataset, { batched: true });
      expect(again.columns).toEqual(table.columns);
    }
  });
});

test('rows of tensors, numbers, texts, booleans and arrays become columns', async () => {
  await expectNoLeak(async () => {
    const rows = [0, 1, 2].map((row) => ({
      xs: tf.tensor2d([row, 1, 2, 3], [2, 2]),
      ys: tf.scalar(row, 'int32'),
      name: `row ${row}`,
      yes: tf.scalar(row === 1, 'bool'),
      pair: [row, 5],
    }));
    const dataset = tf.data.generator(function* () {
      yield* rows;
    });
    const table = await fromTfData(dataset as never);
    expect(table.columns).toEqual({
      input: { data: Float32Array.of(0, 1, 2, 3, 1, 1, 2, 3, 2, 1, 2, 3), shape: [3, 2, 2] },
      target: { data: Int32Array.of(0, 1, 2), shape: [3] },
      name: { data: ['row 0', 'row 1', 'row 2'], shape: [3] },
      yes: { data: Uint8Array.of(0, 1, 0), shape: [3] },
      pair: { data: Float32Array.of(0, 5, 1, 5, 2, 5), shape: [3, 2] },
    });
  });
});

test('what is refused', async () => {
  const refused = async (rows: unknown[], message: string, options = {}): Promise<void> => {
    const dataset = { iterator: async () => rows[Symbol.iterator]() } as never;
    await expect(fromTfData(dataset, options)).rejects.toThrow(new ArgumentError(message));
  };
  await refused([], 'fromTfData: the dataset has no elements.');
  await refused([5], 'fromTfData: element 0 must be values by name, such as { xs, ys }, got 5.');
  await refused([{ xs: 1 }, { xs: [1] }], "fromTfData: 'input' of element 1 is Float32Array of rows [1], and of element 0 Float32Array of rows []."); // prettier-ignore
  await refused([{ xs: 1 }, { ys: 1 }], "fromTfData: element 1 has a 'ys', which others have not.");
  await refused(
    [{ xs: 1, ys: 1 }, { xs: 1 }],
    'fromTfData: element 1 has not the same names as the one before it.',
  );
  await refused([{ xs: {} }], "fromTfData: 'input' of element 0 must be a tensor, a number, a text or an array of numbers, got an object with no fields."); // prettier-ignore
  await refused([{ xs: 1 }], "fromTfData: 'xs' of element 0 is one number, and no batch of rows.", {
    batched: true,
  });
  await expect(fromTfData(5 as never)).rejects.toThrow(new ArgumentError('fromTfData: expected a dataset of tf.data, got 5.')); // prettier-ignore
  expect(() => toTfData(iris() as never)).toThrow(
    new ArgumentError('toTfData: expected batches, such as table.batches(32), got a Table.'),
  );
  const texts = new Table({
    input: { data: Float32Array.of(1), shape: [1] },
    text: { data: ['a'], shape: [1] },
  });
  const [batch] = await toTfData(texts.batches(1)).toArray();
  expect(Object.keys(batch!)).toEqual(['xs']);
  tf.dispose(batch!);
});
