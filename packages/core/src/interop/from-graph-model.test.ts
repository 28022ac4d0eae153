import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { points } from '../../fixtures/affine.ts';
import { ArgumentError, fit, load, meanSquaredError, predict, tf, useDevice } from '../index.ts';
import { fromGraphModel } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

/** relu(x·w + b), as a converter writes it, with what Keras calls its nodes. */
function graph(outputs: string[] = ['out']): Promise<tf.GraphModel> {
  const float = { dtype: { type: 'DT_FLOAT' } };
  const typed = { T: { type: 'DT_FLOAT' } };
  const constant = (name: string, shape: number[]): object => ({
    name,
    op: 'Const',
    attr: {
      ...float,
      value: {
        tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: shape.map((size) => ({ size: String(size) })) } },
      },
    },
  });
  const node = [
    {
      name: 'x',
      op: 'Placeholder',
      attr: { ...float, shape: { shape: { dim: [{ size: '-1' }, { size: '1' }] } } },
    },
    constant('line/MatMul', [1, 1]),
    constant('line/bias.0', [1]),
    { name: 'product', op: 'MatMul', input: ['x', 'line/MatMul'], attr: { ...typed, transpose_a: { b: false }, transpose_b: { b: false } } }, // prettier-ignore
    { name: 'sum', op: 'BiasAdd', input: ['product', 'line/bias.0'], attr: { ...typed, data_format: { s: 'TkhXQw==' } } }, // prettier-ignore
    ...outputs.map((name) => ({ name, op: 'Relu', input: ['sum'], attr: typed })),
  ];
  return tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: { node, library: {}, versions: { producer: 1, minConsumer: 0 } },
      format: 'graph-model',
      weightSpecs: [
        { name: 'line/MatMul', shape: [1, 1], dtype: 'float32' },
        { name: 'line/bias.0', shape: [1], dtype: 'float32' },
      ],
      weightData: Float32Array.of(2, 1).buffer,
    }),
  ) as Promise<tf.GraphModel>;
}

const sgd = (): { loss: typeof meanSquaredError; optimizer: tf.Optimizer } => ({
  loss: meanSquaredError,
  optimizer: tf.train.sgd(0.1),
});

describe('a graph model', () => {
  test('computes as it did, its constants buffers by path', async () => {
    const model = fromGraphModel(await graph());
    expect([...model.buffers().keys()]).toEqual(['nodes.line.MatMul', 'nodes.line.bias_0']);
    expect(model.parameters().size).toBe(0);
    await expectClose(await predict(model, tf.tensor2d([[3], [-2]])), [[7], [0]]);
    await expectClose(await predict(model, { x: tf.tensor2d([[1]]) }), [[3]]);
    model.dispose();
  });

  test('is trained where its parameters are named: by hand one step of the rate 0.1 on (1, 1)', async () => {
    const model = fromGraphModel(await graph(), { parameters: 'nodes.line.*' });
    await fit(model, [points([1], [1])], sgd()); // 3 instead of 1: both gradients are 4
    await expectClose(await model.parameters().get('nodes.line.MatMul')!.data(), [1.6]);
    await expectClose(await predict(model, tf.tensor2d([[1]])), [[2.2]]);
    model.dispose();
  });

  test('is loaded from safetensors, and leaves nothing', async () => {
    const input = tf.tensor2d([[1]]);
    await expectNoLeak(async () => {
      const model = fromGraphModel(await graph());
      const data = (value: number, shape: number[]) => ({ shape, data: Float32Array.of(value) });
      await load(
        model,
        new Map([
          ['nodes.line.MatMul', data(4, [1, 1])],
          ['nodes.line.bias_0', data(5, [1])],
        ]),
      );
      const output = await predict(model, input);
      await expectClose(output, [[9]]);
      output.dispose();
      model.dispose();
    });
  });

  test('what is refused', async () => {
    const model = await graph();
    expect(() => fromGraphModel(model, { parameters: '**.kernel' })).toThrow(
      new ArgumentError(
        'fromGraphModel: no constant is named by **.kernel; there are nodes.line.MatMul, nodes.line.bias_0.',
      ),
    );
    model.dispose();
    expect(() => fromGraphModel({} as never)).toThrow(
      new ArgumentError(
        'fromGraphModel: expected a model that tf.loadGraphModel loaded, got an object with no fields.',
      ),
    );
    const two = await graph(['a', 'b']);
    expect(() => fromGraphModel(two)).toThrow(
      new ArgumentError('fromGraphModel: the model has 2 outputs, and a module one; they are a, b.'),
    );
    two.dispose();
  });
});
