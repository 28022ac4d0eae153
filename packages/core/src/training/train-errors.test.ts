import { expect, test } from 'vitest';

import { Affine, all, batches, options, points } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  type Batch,
  ShapeError,
  sparseCategoricalCrossentropy,
  type Step,
  train,
} from '../index.ts';

const frozen = (): Affine => {
  const model = new Affine();
  for (const parameter of model.parameters().values()) parameter.trainable = false;
  return model;
};
const once = (items: Iterable<Batch>): Iterable<Batch> =>
  items[Symbol.iterator]() as unknown as Iterable<Batch>;
const column = (data: Float32Array | Int32Array, shape: number[]): Batch => ({
  input: points([1], []).input,
  target: { data, shape },
});
const labelled = (...labels: number[]): Batch => ({
  input: { data: new Float32Array(labels.length), shape: [labels.length, 1] },
  target: { data: Int32Array.from(labels), shape: [labels.length] },
});
const sparse = { ...options, loss: sparseCategoricalCrossentropy };

test.each<[string, () => AsyncIterable<Step>, Error]>([
  [
    'no batches',
    () => train(new Affine(), [], options),
    new ArgumentError('There is nothing to learn from: the batches are empty.'),
  ],
  [
    'batches that are used up',
    () => train(new Affine(), once(new Set(batches).values()), { ...options, epochs: 2 }),
    new ArgumentError(
      'The batches were used up in epoch 1 and gave nothing in epoch 2: pass what can be gone through again, such as table.batches(32), an array, or a function that makes them for each epoch.',
    ),
  ],
  [
    'what is no batches',
    () => train(new Affine(), {} as unknown as Batch[], options),
    new ArgumentError(
      'Expected batches: table.batches(32), an (async) iterable of { input, target }, or a function that gives one for an epoch.',
    ),
  ],
  [
    'a batch without input',
    () => train(new Affine(), [{} as Batch], options),
    new ArgumentError(
      'A batch must be { input, target }, each a tensor or { data, shape }; this one has no input.',
    ),
  ],
  [
    'a batch without rows',
    () => train(new Affine(), [points([], [])], options),
    new ArgumentError('A batch must have at least one row; this one has none.'),
  ],
  [
    'a batch with too few targets',
    () => train(new Affine(), [points([1, 2], [1])], options),
    new ArgumentError('A batch must have a target for each input; this one has 2 inputs and 1 targets.'),
  ],
  [
    'numbers that do not fill their shape',
    () => train(new Affine(), [column(new Float32Array(3), [1, 2])], options),
    new ArgumentError(
      'The data of { data, shape } must fill the shape: [1, 2] holds 2 numbers, and there are 3.',
    ),
  ],
  [
    'numbers in a plain array',
    () => train(new Affine(), [column([0.5] as unknown as Float32Array, [1, 1])], options),
    new ArgumentError('The data of { data, shape } must be a Float32Array, Int32Array or Uint8Array.'),
  ],
  [
    'no target',
    () => train(new Affine(), [{ input: points([1], []).input }], options),
    new ArgumentError('A loss needs targets, and this batch has none: give { input, target }.'),
  ],
  [
    'a label that no class has',
    () => train(new Affine(1, 3), [labelled(0, 1), labelled(2, 5)], sparse),
    new ArgumentError(
      'sparseCategoricalCrossentropy: label 5 in row 1 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.',
    ),
  ],
  [
    'targets of another shape',
    () => train(new Affine(), [column(new Float32Array(1), [1])], options),
    new ShapeError("meanSquaredError: expected targets of the prediction's shape [1, 1], got [1]."),
  ],
  [
    'nothing to train',
    () => train(frozen(), batches, options),
    new ArgumentError(
      'Affine: it has no trainable parameters, so there is nothing for a loss to change (fields named #… are not found).',
    ),
  ],
  [
    'no loss',
    () => train(new Affine(), batches, { optimizer: options.optimizer } as unknown as typeof options),
    new ArgumentError(
      'Training needs { loss, optimizer }, { objective, optimizer }, or { rule } for learning without a gradient.',
    ),
  ],
  [
    'no epochs',
    () => train(new Affine(), batches, { ...options, epochs: 0 }),
    new ArgumentError('epochs must be a whole number from 1 on, got 0.'),
  ],
  [
    'half an epoch',
    () => train(new Affine(), batches, { ...options, epochs: 0.5 }),
    new ArgumentError('epochs must be a whole number from 1 on, got 0.5.'),
  ],
])('%s: refused with what to do', async (_, run, error) => {
  await expect(all(run())).rejects.toThrow(error);
});
