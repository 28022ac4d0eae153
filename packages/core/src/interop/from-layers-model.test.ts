import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { points } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  evaluate,
  fit,
  load,
  meanSquaredError,
  predict,
  ShapeError,
  tf,
  toSafetensors,
  useDevice,
} from '../index.ts';
import { fromLayersModel } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

/** A line of tf.layers from zero. */
const line = (more: object = {}): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros', name: 'line', ...more }),
    ],
  });

const sgd = (): { loss: typeof meanSquaredError; optimizer: tf.Optimizer } => ({
  loss: meanSquaredError,
  optimizer: tf.train.sgd(0.1),
});

describe('a model of tf.layers', () => {
  test('has its weights by path and is trained by fit: 0.2 in both after one step on (1, 1)', async () => {
    const inner = line();
    const model = fromLayersModel(inner);
    const [kernel, bias] = [...model.parameters()].map(([path]) => path);
    expect([kernel, bias]).toEqual(['layers.line.kernel', 'layers.line.bias']);
    await fit(model, [points([1], [1])], sgd());
    await expectClose(inner.getWeights()[0]!, [[0.2]]);
    await expectClose(await predict(model, points([2], [0]).input as never), [[0.6]]);
    model.dispose();
  });

  test('every stock optimizer of TensorFlow.js trains it, by its type too', async () => {
    for (const optimizer of [
      tf.train.adam(0.1),
      tf.train.momentum(0.1, 0.5),
      tf.train.rmsprop(0.1),
      tf.train.adagrad(0.1),
      tf.train.adamax(0.1),
    ]) {
      const model = fromLayersModel(line({ name: 'trained' }));
      const { losses } = await fit(model, [points([1, 2], [3, 5])], {
        loss: meanSquaredError,
        optimizer,
        epochs: 3,
      });
      expect(losses[2]).toBeLessThan(losses[0]!);
      model.dispose();
      optimizer.dispose();
    }
  });

  test('what training moves besides are buffers; what is frozen stays', async () => {
    const layers = [
      tf.layers.batchNormalization({ inputShape: [1], momentum: 0.5, name: 'norm' }),
      tf.layers.dense({ units: 1, trainable: false, name: 'frozen' }),
    ];
    const model = fromLayersModel(tf.sequential({ layers }));
    expect([...model.buffers().keys()]).toEqual(['layers.norm.moving_mean', 'layers.norm.moving_variance']);
    expect([...model.parameters()].filter(([, { trainable }]) => !trainable).map(([path]) => path)).toEqual([
      'layers.frozen.kernel',
      'layers.frozen.bias',
    ]);
    await evaluate(model, [points([2, 4], [0, 0])], { loss: meanSquaredError });
    const mean = model.buffers().get('layers.norm.moving_mean')!;
    expect([...(await mean.data())]).toEqual([0]);
    await fit(model, [points([2, 4], [0, 0])], sgd());
    await expectClose(await mean.data(), [1.5]); // half of the batch's 3
    model.dispose();
  });

  test('costs what its regularizers say, and is kept where its constraints say', async () => {
    const options = {
      kernelInitializer: 'ones',
      kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
      biasRegularizer: tf.regularizers.l1({ l1: 3 }),
      biasInitializer: 'ones',
      kernelConstraint: tf.constraints.nonNeg(),
    };
    const model = fromLayersModel(line({ ...options, name: 'costly' }));
    const { losses } = await fit(model, [points([1], [2])], { ...sgd(), optimizer: tf.train.sgd(2) });
    expect(losses[0]).toBeCloseTo(0 + 0.5 + 3, 6); // fits exactly; ½·1² and 3·|1|
    expect([...(await model.parameters().get('layers.costly.kernel')!.data())]).toEqual([0]); // 1 − 2·(2·0.5) = −1
    model.dispose();
  });

  test('of several inputs takes them by name', async () => {
    const inputs = ['left', 'right'].map((name) => tf.input({ shape: [2], name }));
    const model = fromLayersModel(
      tf.model({ inputs, outputs: tf.layers.add().apply(inputs) as tf.SymbolicTensor }),
    );
    const sum = await predict(model, { right: tf.ones([1, 2]), left: tf.fill([1, 2], 3) });
    await expectClose(sum, [[4, 4]]);
    expect(() => model.forward({ left: tf.ones([1, 2]) })).toThrow(
      new ShapeError(
        'LayersModelModule: expected input right [batch, 2], got none; its inputs are left, right.',
      ),
    );
    expect(() => model.forward(tf.ones([1, 3]))).toThrow(
      new ShapeError(
        'LayersModelModule: expected input left [batch, 2], got [1, 3]; its inputs are left, right.',
      ),
    );
    model.dispose();
  });

  test('is saved and loaded as safetensors, and leaves nothing', async () => {
    const input = tf.tensor2d([[3]]);
    await expectNoLeak(async () => {
      const [first, second] = [0, 1].map(() => fromLayersModel(line({ kernelInitializer: 'ones' })));
      await fit(first!, [points([1], [5])], { loss: meanSquaredError, optimizer: gradientDescent(0.1) });
      await load(second!, await toSafetensors(first!));
      const outputs = await Promise.all([predict(first!, input), predict(second!, input)]);
      await expectClose(outputs[1]!, outputs[0]!, 0);
      tf.dispose(outputs);
      for (const model of [first!, second!]) {
        model.dispose();
        model.dispose();
      }
    });
  });

  test('what is refused', () => {
    const refused = (run: () => unknown, text: string): void => expect(run).toThrow(new ArgumentError(text));
    refused(
      () => fromLayersModel({} as never),
      'fromLayersModel: expected a model of tf.layers, such as tf.sequential() or what tf.loadLayersModel gives, got an object with no fields.',
    );
    refused(
      () => fromLayersModel(tf.sequential()),
      'fromLayersModel: the model has no layers yet; add them first.',
    );
    const x = tf.input({ shape: [1] });
    refused(
      () =>
        fromLayersModel(
          tf.model({ inputs: x, outputs: [x, tf.layers.reLU().apply(x) as tf.SymbolicTensor] }),
        ),
      'fromLayersModel: the model has 2 outputs, and a module one; make one of each, tf.model({ inputs, outputs: model.outputs[0] }).',
    );
  });
});
