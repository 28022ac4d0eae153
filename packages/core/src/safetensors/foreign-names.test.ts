import { describe, expect, test } from 'vitest';

import {
  ArgumentError,
  Buffer,
  fromKeras,
  fromPyTorch,
  type HostTensor,
  load,
  Module,
  Parameter,
  Sequential,
  type tf,
} from '../index.ts';

/** A module of the given weights, all zero. */
class Layer extends Module {
  readonly [name: string]: unknown;

  constructor(weights: Record<string, readonly number[]>) {
    super();
    for (const [name, shape] of Object.entries(weights)) {
      const Kind = name.startsWith('moving') ? Buffer : Parameter;
      Object.assign(this, { [name]: new Kind(shape, new Float32Array(shape.reduce((a, b) => a * b, 1))) });
    }
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}
class Dense extends Layer {}
class Conv2D extends Layer {}
class BatchNormalization extends Layer {}
class LSTMCell extends Layer {}
class LSTM extends Module {
  readonly cell: Module;

  constructor(cell: Module) {
    super();
    this.cell = cell;
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}
class Two extends Module {
  readonly encoder: Module;
  readonly head: Module;

  constructor(encoder: Module, head: Module) {
    super();
    this.encoder = encoder;
    this.head = head;
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}

/** 1, 2, 3, … in a shape. */
const counted = (...shape: number[]): HostTensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
});
const weight = async (model: Module, path: string): Promise<number[]> => [
  ...(await model.weights().get(path)!.data()),
];

describe('fromPyTorch', () => {
  test.each<[string, readonly number[], HostTensor, number[]]>([
    ['a matrix [out, in]', [3, 2], counted(2, 3), [1, 4, 2, 5, 3, 6]],
    // theirs [filter, channel, place] = 1 + 4·filter + 2·channel + place
    ['one axis', [2, 2, 1], counted(1, 2, 2), [1, 3, 2, 4]],
    ['two axes', [1, 2, 2, 3], counted(3, 2, 1, 2), [1, 5, 9, 3, 7, 11, 2, 6, 10, 4, 8, 12]],
    ['three axes', [1, 1, 2, 2, 1], counted(1, 2, 1, 1, 2), [1, 3, 2, 4]],
    // theirs [channel·2 + multiplier, 1, place]
    ['depthwise', [3, 1, 2, 2], counted(4, 1, 3, 1), [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]],
    // theirs [channel, filter, places] as [places, filter, channel]
    ['transposed', [1, 2, 2, 1], counted(1, 2, 1, 2), [1, 3, 2, 4]],
  ])('a kernel of %s', async (_, shape, stored, expected) => {
    const model = new Layer({ kernel: shape });
    await load(model, new Map([['weight', stored]]), { convert: fromPyTorch(model) });
    expect(await weight(model, 'kernel')).toEqual(expected);
  });

  test('within a Sequential the modules with weights are matched in their order, 10 after 9', async () => {
    const model = new Two(
      new Sequential([
        new Dense({ kernel: [1, 1] }),
        new Silent(),
        new Sequential([new Dense({ bias: [1] })]),
      ]),
      new BatchNormalization({ gamma: [1], beta: [1], movingMean: [1], movingVariance: [1] }),
    );
    const one = (value: number): HostTensor => ({ shape: [1], data: Float32Array.of(value) });
    const stored = new Map<string, HostTensor>([
      ['encoder.10.1.bias', one(2)],
      ['encoder.9.weight', { shape: [1, 1], data: Float32Array.of(1) }],
      ['head.weight', one(3)],
      ['head.bias', one(4)],
      ['head.running_mean', one(5)],
      ['head.running_var', one(6)],
      ['head.num_batches_tracked', { shape: [], data: Float32Array.of(7) }],
    ]);
    await load(model, stored, { convert: fromPyTorch(model) });
    const values = await Promise.all([...model.weights().values()].map((each) => each.data()));
    expect(values.map(([value]) => value)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a dense layer after a flattened image: theirs by channels, ours by places', async () => {
    const model = new Layer({ kernel: [4, 1] }); // 1 × 2 places of 2 channels
    const convert = fromPyTorch(model, { flattened: { '': [2, 1, 2] } });
    await load(model, new Map([['weight', counted(1, 4)]]), { convert });
    expect(await weight(model, 'kernel')).toEqual([1, 3, 2, 4]);
  });

  test('cells: gates stand in the same order, and two biases are one', async () => {
    const cell = () => new LSTMCell({ kernel: [1, 4], recurrentKernel: [1, 4], bias: [4] });
    const model = new Two(new LSTM(cell()), cell());
    const stored = (base: string, end: string): [string, HostTensor][] => [
      [`${base}.weight_ih${end}`, counted(4, 1)],
      [`${base}.weight_hh${end}`, counted(4, 1)],
      [`${base}.bias_ih${end}`, counted(4)],
      [`${base}.bias_hh${end}`, counted(4)],
    ];
    const convert = fromPyTorch(model, { names: (path) => (path === 'encoder' ? 'rnn' : undefined) });
    await load(model, new Map([...stored('rnn', '_l0'), ...stored('head', '')]), { convert });
    expect(await weight(model, 'encoder.cell.bias')).toEqual([2, 4, 6, 8]);
    expect(await weight(model, 'head.recurrentKernel')).toEqual([1, 2, 3, 4]);
  });

  test('what is left is told, under its own name', async () => {
    const model = new Dense({ kernel: [2, 3] });
    const stored = new Map([
      ['weight', counted(3, 4)],
      ['extra.weight', counted(1)],
    ]);
    await expect(load(model, stored, { convert: fromPyTorch(model) })).rejects.toThrow(
      new ArgumentError(
        'these tensors does not fit Dense: it has "extra.weight", which the model lacks; expected kernel of shape [2, 3], got [4, 3]; build the model as it was saved.',
      ),
    );
  });
});

/** Without weights, as an activation is. */
class Silent extends Layer {
  constructor() {
    super({});
  }
}

describe('fromKeras', () => {
  test('layers by class and number, fields in its spelling, seeds left out', async () => {
    const model = new Sequential([
      new Conv2D({ kernel: [1, 1, 1, 1] }),
      new BatchNormalization({ movingVariance: [1] }),
      new LSTM(new LSTMCell({ recurrentKernel: [1, 1] })),
      new Dense({ bias: [1] }),
      new Dense({ bias: [1] }),
    ]);
    const value = (number: number, ...shape: number[]): HostTensor => ({
      shape,
      data: Float32Array.of(number),
    });
    const stored = new Map<string, HostTensor>([
      ['sequential/dense_10/bias', value(5, 1)],
      ['sequential/dense_9/bias', value(4, 1)],
      ['sequential/lstm/lstm_cell/recurrent_kernel', value(3, 1, 1)],
      ['sequential/batch_normalization_3/moving_variance', value(2, 1)],
      ['sequential/conv2d/kernel', value(1, 1, 1, 1, 1)],
      ['dropout/seed_generator/seed_generator_state', value(0, 1)],
    ]);
    await load(model, stored, { convert: fromKeras(model) });
    const values = await Promise.all([...model.weights().values()].map((each) => each.data()));
    expect(values.map(([number]) => number)).toEqual([1, 2, 3, 4, 5]);
  });

  test('layers of names of their own', async () => {
    const model = new Sequential([new Dense({ bias: [1] }), new Dense({ bias: [1] })]);
    const stored = new Map([
      ['dense/bias', { shape: [1], data: Float32Array.of(1) }],
      ['head/bias', { shape: [1], data: Float32Array.of(2) }],
    ]);
    const convert = fromKeras(model, { names: (path) => (path === 'layers.0' ? 'head' : undefined) });
    await load(model, stored, { convert });
    expect(await weight(model, 'layers.0.bias')).toEqual([2]);
    expect(await weight(model, 'layers.1.bias')).toEqual([1]);
  });

  test('what is missing and what is left is told', async () => {
    const model = new Dense({ kernel: [1, 1] });
    await expect(
      load(model, new Map([['conv2d/kernel', counted(1)]]), { convert: fromKeras(model) }),
    ).rejects.toThrow(
      new ArgumentError(
        'these tensors does not fit Dense: it lacks "kernel"; it has "conv2d/kernel", which the model lacks; build the model as it was saved.',
      ),
    );
  });
});

test.each([fromPyTorch, fromKeras])('$name refuses names that are none', (from) => {
  const model = new Dense({ bias: [1] });
  expect(() => from(model, { names: 'fc1' as never })).toThrow(
    new ArgumentError(
      `${from.name}: names is a function from a path here to a name there, got the string 'fc1'.`,
    ),
  );
  expect(() => from(model, { names: () => 1 as never })(new Map())).toThrow(
    new ArgumentError(`${from.name}: names must give a text, got 1 for "".`),
  );
});
