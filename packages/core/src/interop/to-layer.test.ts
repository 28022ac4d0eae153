import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Affine } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  Buffer,
  type Context,
  l2,
  Module,
  Parameter,
  regularize,
  tf,
  useDevice,
} from '../index.ts';
import { toLayer } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

/** Scales, and in training counts its passes and drops what is to be dropped. */
class Counting extends Module {
  readonly scale: Parameter;
  readonly passes = new Buffer([1], new Float32Array(1));
  readonly randoms: unknown[] = [];

  constructor(scale: number) {
    super();
    this.scale = new Parameter([1], Float32Array.of(scale));
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    if (training) this.passes.assign(this.passes.value.add(1));
    this.randoms.push(random);
    return input.mul(this.scale.value);
  }
}

/** What `model.save` hands to a store. */
async function saved(model: tf.Sequential): Promise<tf.io.ModelArtifacts> {
  let kept: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      kept = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return kept!;
}

const one = (): tf.Tensor => tf.ones([1, 1]);

describe('a module in a tf.sequential', () => {
  test('is trained by model.fit: one step from zero on (1, 1) by the rate 0.1 is 0.2 in kernel and bias', async () => {
    const module = new Affine();
    const model = tf.sequential({ layers: [toLayer(module, { inputShape: [1], name: 'line' })] });
    expect(model.outputs[0]!.shape).toEqual([null, 1]);
    expect(model.trainableWeights.map(({ name }) => name)).toEqual(['line/kernel', 'line/bias']);
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    await model.fit(one(), one(), { verbose: 0 });
    await expectClose(model.getWeights()[0]!, [[0.2]]);
    expect([...(await module.kernel.data()), ...(await module.bias.data())]).toEqual([
      Math.fround(0.2),
      Math.fround(0.2),
    ]);
    module.kernel.assign(Float32Array.of(3)); // and the other way round
    await expectClose(model.predict(one()) as tf.Tensor, [[3.2]]);
    model.dispose();
  });

  test('knows training from evaluation; buffers are weights that are not trained, frozen parameters too', async () => {
    const module = new Counting(2);
    const layer = toLayer(module, { inputShape: [1] });
    const model = tf.sequential({ layers: [layer, toLayer(new Affine().freeze('bias'))] });
    expect(layer.trainableWeights.length).toBe(1);
    expect(layer.nonTrainableWeights.map(({ shape }) => shape)).toEqual([[1]]);
    expect(model.trainableWeights.length).toBe(2); // scale and kernel
    expect(model.getWeights().length).toBe(4);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    module.randoms.length = 0;
    await model.fit(tf.ones([4, 1]), tf.ones([4, 1]), {
      epochs: 2,
      batchSize: 2,
      shuffle: false,
      verbose: 0,
    });
    expect(module.randoms.length).toBe(4);
    expect(module.randoms.every((random) => random !== undefined)).toBe(true);
    model.evaluate(one(), one());
    expect(module.randoms.at(-1)).toBe(undefined);
    expect([...(await module.passes.data())]).toEqual([4]);
    model.dispose();
  });

  test('is saved and loaded with the model, topology and weights, where the same toLayer was called', async () => {
    const config = { firstScale: 2, a_key: 'A_Text of Its own' };
    const given: unknown[] = [];
    const make = (taken: { firstScale: number }): Module => {
      given.push(taken);
      return new Counting(taken.firstScale);
    };
    const options = { className: 'Counting', config };
    const layer = toLayer(make, { ...options, inputShape: [null, 3], name: 'counting' });
    const model = tf.sequential({ layers: [layer, tf.layers.activation({ activation: 'linear' })] });
    (layer.weights[0] as tf.LayerVariable).write(tf.tensor1d([5]));
    const artifacts = await saved(model);
    expect(artifacts.weightSpecs!.map(({ name, shape }) => [name, shape])).toEqual([
      ['counting/scale', [1]],
      ['counting/passes', [1]],
    ]);
    toLayer(make, options); // what another program does before it loads
    const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    expect(given).toEqual([config, config, config]); // to the letter
    expect(again.layers[0]!.getClassName()).toBe('Counting');
    expect(again.layers[0]!.outputShape).toEqual([null, null, 3]);
    await expectClose(again.predict(tf.ones([1, 2, 3])) as tf.Tensor, [
      [
        [5, 5, 5],
        [5, 5, 5],
      ],
    ]);
    await expectClose(model.predict(tf.ones([1, 2, 3])) as tf.Tensor, [
      [
        [5, 5, 5],
        [5, 5, 5],
      ],
    ]);
    model.dispose();
    again.dispose();
  });

  test('leaves nothing when the model is disposed', async () => {
    await expectNoLeak(async () => {
      const module = new Counting(1);
      const model = tf.sequential({ layers: [toLayer(module, { inputShape: [2] })] });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const [x, y] = [tf.ones([2, 2]), tf.ones([2, 2])];
      await model.fit(x, y, { verbose: 0 });
      tf.dispose([x, y, model.predict(x) as tf.Tensor]);
      model.dispose();
      module.dispose();
    });
  });

  test('finds the shape of its output, or is told', () => {
    const halved = new (class extends Module {
      forward(input: tf.Tensor): tf.Tensor {
        return tf.avgPool(input as tf.Tensor4D, 2, 2, 'valid');
      }
    })();
    const shape = (layer: tf.layers.Layer, input: (number | null)[]) => layer.computeOutputShape(input);
    expect(shape(toLayer(halved), [null, null, 8, 3])).toEqual([null, null, 4, 3]);
    const told = toLayer(halved, { outputShape: ([batch]) => [batch!, 1, 1, 3] });
    expect(shape(told, [null, 2, 2, 3])).toEqual([null, 1, 1, 3]);
  });
});

test('what is refused', () => {
  const refused = (run: () => unknown, text: string): void => expect(run).toThrow(new ArgumentError(text));
  refused(
    () => toLayer({} as never),
    'toLayer: the first argument is a model, got an object with no fields, which is no Module.',
  );
  refused(
    () => toLayer(new Affine(), { className: 'Line' }),
    'toLayer: a className is for a function that makes the module, which loading calls again; got an Affine.',
  );
  refused(
    () => toLayer(() => new Affine(), { className: 'my_block' }),
    "toLayer: className must be of letters and digits, such as 'Block', got the string 'my_block'.",
  );
  refused(
    () => toLayer(regularize(new Affine(), 'kernel', l2(1))),
    'toLayer: kernel has a regularizer, which model.fit of tf.layers would not heed; take it away, or train with fit of @thaw/core.',
  );
  refused(
    () => toLayer(new Affine()).apply([tf.ones([1, 1]), tf.ones([1, 1])]),
    'toLayer: its input is one tensor, got an array of 2.',
  );
  const twice = new (class Twice extends Module {
    forward = (input: tf.Tensor) => ({ mean: input, deviation: input }) as never;
  })();
  refused(
    () => toLayer(twice).apply(tf.ones([1, 1])),
    'toLayer: Twice gives mean, deviation by name, and a layer gives one tensor; wrap what returns one of them.',
  );
});
