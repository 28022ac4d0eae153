import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import {
  accuracy,
  ArgumentError,
  type Batch,
  type Batches,
  binaryCrossentropy,
  type Context,
  currentDevice,
  type LearningRule,
  meanSquaredError,
  memory,
  Module,
  Parameter,
  seed,
  ShapeError,
  sparseCategoricalCrossentropy,
  type Step,
  tf,
  train,
} from '../index.ts';

/** x·w + b. */
class Affine extends Module {
  readonly kernel: Parameter;
  readonly bias: Parameter;
  readonly contexts: Context[] = [];

  constructor(inputs = 1, units = 1) {
    super();
    this.kernel = new Parameter([inputs, units], new Float32Array(inputs * units));
    this.bias = new Parameter([units], new Float32Array(units));
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    this.contexts.push(context);
    return input.matMul(this.kernel.value).add(this.bias.value);
  }
}

const row = (input: number[], target: number[]): Batch => ({
  input: { data: new Float32Array(input), shape: [input.length, 1] },
  target: { data: new Float32Array(target), shape: [target.length, 1] },
});
const batches = [row([1, 2], [3, 5]), row([3], [7])]; // y = 2x + 1
const options = { loss: meanSquaredError, optimizer: gradientDescent(0.05) };

async function all(steps: AsyncIterable<Step>): Promise<Step[]> {
  const taken: Step[] = [];
  for await (const step of steps) taken.push(step);
  return taken;
}

// This test stands first: the model is built, and training begun, before any device is chosen.
test('a model built before a device is chosen trains; the device is chosen by the way', async () => {
  const model = new Affine();
  expect(currentDevice()).toBe(undefined);
  const [first] = await all(train(model, batches, options));
  expect(currentDevice()!.name).toBe(process.env['THAW_DEVICE']);
  expect(await first!.loss).toBe(17); // (3² + 5²)/2
});

test('one step by hand: w and b move by −rate times their gradients', async () => {
  const model = new Affine();
  const [step] = await all(train(model, batches.slice(0, 1), options));
  // d/dw mean (y − wx − b)² = −mean 2x(y) = −(1·3 + 2·5), d/db = −(3 + 5)
  await expectClose(await model.kernel.data(), [0.05 * 13], 1e-6);
  await expectClose(await model.bias.data(), [0.05 * 8], 1e-6);
  expect({ ...step }).toMatchObject({ epoch: 1, step: 1, size: 2, learningRate: 0.05 });
});

test('it yields after every step, over all epochs, and learns', async () => {
  const model = new Affine();
  const steps = await all(train(model, batches, { ...options, epochs: 200 }));
  expect(steps.map(({ epoch, step, size }) => [epoch, step, size]).slice(0, 4)).toEqual([
    [1, 1, 2],
    [1, 2, 1],
    [2, 3, 2],
    [2, 4, 1],
  ]);
  expect(steps).toHaveLength(400);
  await expectClose(await model.kernel.data(), [2], 1e-2);
  await expectClose(await model.bias.data(), [1], 1e-2);
});

test('losses and metrics are read late, in any order and more than once', async () => {
  const model = new Affine();
  const given = [row([1, 2], [0, 1]), row([3], [1])];
  const learning = {
    loss: binaryCrossentropy,
    optimizer: gradientDescent(0.1),
    epochs: 20,
    metrics: [accuracy()],
  };
  const steps = await all(train(model, given, learning));
  const losses = await Promise.all(steps.reverse().map(({ loss }) => loss));
  expect(losses.at(-1)).toBeCloseTo(Math.LN2, 6);
  expect(await steps[0]!.loss).toBe(losses[0]);
  expect(await steps.at(-1)!.metrics).toEqual({ accuracy: 0.5 });
});

test('every step hands the modules a generator of its own, and the same seed the same ones', async () => {
  const draws = async (value: number): Promise<number[]> => {
    seed(value);
    const model = new Affine();
    await all(train(model, batches, { ...options, epochs: 2 }));
    expect(model.contexts.every(({ training }) => training === true)).toBe(true);
    return model.contexts.map(({ random }) => random!.words(1)[0]!);
  };
  const first = await draws(7);
  expect(new Set(first).size).toBe(4);
  expect(await draws(7)).toEqual(first);
  expect(await draws(8)).not.toEqual(first);
});

describe('batches come as', () => {
  const losses = async (given: Batches): Promise<number[]> => {
    const steps = await all(train(new Affine(), given, { ...options, epochs: 2 }));
    return Promise.all(steps.map(({ loss }) => loss));
  };
  const tensors = (): Batch[] => [
    { input: tf.tensor2d([[1], [2]]), target: tf.tensor2d([[3], [5]]) },
    { input: tf.tensor2d([[3]]), target: tf.tensor2d([[7]]) },
  ];
  async function* later(): AsyncGenerator<Batch> {
    for (const batch of batches) {
      await Promise.resolve();
      yield batch;
    }
  }
  const dataset = (): tf.data.Dataset<tf.TensorContainer> =>
    tf.data
      .array([
        { xs: [1], ys: [3] },
        { xs: [2], ys: [5] },
        { xs: [3], ys: [7] },
      ])
      .batch(2);

  test.each<[string, () => Batches]>([
    ['an array of tensors, which stay their owner’s', tensors],
    ['a function of the epoch', () => () => batches],
    ['a function that gives async batches', () => later],
    ['a source', () => ({ length: 2, epoch: () => batches })],
    ['a set', () => new Set(batches)],
    [
      '{ xs, ys }',
      () => tensors().map(({ input, target }) => ({ xs: input, ys: target })) as unknown as Batch[],
    ],
    ['a dataset of tf.data', dataset],
  ])('%s', async (_, make) => {
    expect(await losses(make())).toEqual(await losses(batches));
  });

  test('whole numbers, which become int32', async () => {
    const given = [
      {
        input: { data: Uint8Array.of(1, 2), shape: [2, 1] },
        target: { data: Int32Array.of(3, 5), shape: [2, 1] },
      },
    ];
    expect(await losses(given)).toEqual(await losses(batches.slice(0, 1)));
  });

  test('a function gets the epoch, counted from 0', async () => {
    const epochs: number[] = [];
    await losses((epoch) => {
      epochs.push(epoch);
      return batches;
    });
    expect(epochs).toEqual([0, 1]);
  });
});

describe('nothing leaks', () => {
  const model = new Affine();
  const classifier = new Affine(1, 3);
  const given = batches;
  const labels = [
    {
      input: { data: new Float32Array(4), shape: [4, 1] },
      target: { data: Int32Array.of(0, 1, 0, 3), shape: [4] },
    },
  ];

  test.each<[string, () => Promise<unknown>]>([
    [
      'over steps whose loss is read',
      async () =>
        Promise.all((await all(train(model, given, { ...options, epochs: 9 }))).map((step) => step.loss)),
    ],
    ['over steps whose loss is never read', () => all(train(model, given, { ...options, epochs: 9 }))],
    [
      'with metrics',
      () => all(train(model, given, { ...options, loss: binaryCrossentropy, metrics: [accuracy()] })),
    ],
    [
      'when the loop is left early, read or not',
      async () => {
        for await (const { step } of train(model, given, { ...options, epochs: 9 })) if (step === 3) break;
        for await (const { step, loss } of train(model, given, { ...options, epochs: 9 }))
          if ((await loss) && step === 3) break;
      },
    ],
    [
      'when the body of the loop fails',
      () =>
        expect(async () => {
          for await (const { step } of train(model, given, { ...options, epochs: 9 }))
            if (step === 3) throw new Error('mine');
        }).rejects.toThrow('mine'),
    ],
    [
      'with a dataset of tf.data, also when it is left early',
      async () => {
        const dataset = tf.data
          .array([
            { xs: [1], ys: [3] },
            { xs: [2], ys: [5] },
          ])
          .batch(1);
        await all(train(model, dataset, options));
        for await (const { step } of train(model, dataset, options)) if (step === 1) break;
      },
    ],
    [
      'when a label is out of range',
      () =>
        expect(
          all(train(classifier, labels, { ...options, loss: sparseCategoricalCrossentropy })),
        ).rejects.toThrow('label 3'),
    ],
    [
      'when a batch does not fit',
      () =>
        expect(all(train(model, [...given, row([1], [1, 2])], options))).rejects.toThrow(
          '1 inputs and 2 targets',
        ),
    ],
  ])('%s', async (_, action) => {
    const stays = model.kernel.value.size + model.bias.value.size;
    expect(stays).toBe(2);
    await expectNoLeak(action);
  });

  test('a loss that is read after the loop was left is there', async () => {
    let last: Step | undefined;
    for await (const step of train(new Affine(), given, options)) {
      last = step;
      break;
    }
    expect(await last!.loss).toBe(17);
  });

  test('steps that wait to be read are few', async () => {
    const most: number[] = [];
    for await (const { step } of train(model, given, { ...options, epochs: 50 }))
      most[step] = memory().tensors;
    expect(most.at(-1)).toBe(most[20]);
  });
});

test('a rule learns instead of a gradient', async () => {
  const rule: LearningRule & { learningRate: number } = {
    learningRate: 0.5,
    update: (module, input, target) => {
      const { bias } = module as Affine;
      bias.assign(tf.tidy(() => bias.value.add(1)));
      return tf.scalar(input.size + (target?.size ?? 0));
    },
  };
  const model = new Affine();
  const steps = await all(train(model, [row([1, 2], [3, 5]), { input: row([4], []).input }], { rule }));
  expect(await Promise.all(steps.map(({ loss }) => loss))).toEqual([4, 1]);
  expect(steps.map(({ learningRate }) => learningRate)).toEqual([0.5, 0.5]);
  expect(await model.bias.data()).toEqual(new Float32Array([2]));
});

test('what is frozen does not move', async () => {
  const model = new Affine();
  model.bias.trainable = false;
  await all(train(model, batches, options));
  expect(await model.bias.data()).toEqual(new Float32Array([0]));
  expect((await model.kernel.data())[0]).toBeGreaterThan(0);
});

test('the rest of the program runs while it trains', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await all(train(new Affine(), batches, { ...options, epochs: 400 }));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
});

const frozen = (): Affine => {
  const model = new Affine();
  for (const parameter of model.parameters().values()) parameter.trainable = false;
  return model;
};
const once = (items: Iterable<Batch>): Iterable<Batch> =>
  items[Symbol.iterator]() as unknown as Iterable<Batch>;
const column = (data: Float32Array | Int32Array, shape: number[]): Batch => ({
  input: row([1], []).input,
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
    () => train(new Affine(), [row([], [])], options),
    new ArgumentError('A batch must have at least one row; this one has none.'),
  ],
  [
    'a batch with too few targets',
    () => train(new Affine(), [row([1, 2], [1])], options),
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
    () => train(new Affine(), [{ input: row([1], []).input }], options),
    new ArgumentError('A loss needs targets, and this batch has none: give { input, target }.'),
  ],
  [
    'a label that no class has',
    () => train(new Affine(1, 3), [labelled(0, 1), labelled(2, 5)], sparse),
    new ArgumentError(
      'sparseCategoricalCrossentropy: label 5 in row 1 is out of range: the model predicts 3 classes, so labels must be whole numbers from 0 to 2.',
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
    new ArgumentError('Affine: it has no trainable parameters, so there is nothing for a loss to change.'),
  ],
  [
    'no loss',
    () => train(new Affine(), batches, { optimizer: options.optimizer } as unknown as typeof options),
    new ArgumentError('Training needs { loss, optimizer }, or { rule } for learning without a gradient.'),
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
