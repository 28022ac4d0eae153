import { expectClose } from '@thaw/testing';
import { ArgumentError, tf, useDevice } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import {
  adam,
  cosineDecay,
  lookahead,
  registerOptimizers,
  rmsProp,
  sgd,
  type StatefulOptimizer,
} from './index.ts';

beforeAll(async () => {
  await useDevice();
  registerOptimizers(adam, sgd, rmsProp);
});

/** A model of tf.layers as it was saved with its optimizer. */
async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let kept: tf.io.ModelArtifacts | undefined;
  const store = tf.io.withSaveHandler(async (artifacts) => {
    kept = JSON.parse(JSON.stringify(artifacts)) as tf.io.ModelArtifacts;
    kept.weightData = artifacts.weightData!;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(store, { includeOptimizer: true });
  return kept!;
}

function compiled(optimizer: tf.Optimizer, name: string): tf.Sequential {
  const layer = tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones', name });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return model;
}

const [x, y] = [() => tf.tensor2d([[1, 2]]), () => tf.tensor2d([[5]])];
const train = (model: tf.LayersModel, epochs: number): Promise<unknown> =>
  model.fit(x(), y(), { epochs, verbose: 0 });

test.each<[string, () => StatefulOptimizer]>([
  ['adam', () => adam({ learningRate: 0.1, beta1: 0.5, weightDecay: 0.01 })],
  ['sgd', () => sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true, globalClipNorm: 3 })],
  ['rmsProp', () => rmsProp({ learningRate: 0.05, centered: true })],
])(
  '%s is saved and loaded with a model of tf.layers, and training goes on to the bit',
  async (name, make) => {
    const model = compiled(make(), `line${name}`);
    await train(model, 3);
    const again = await tf.loadLayersModel(tf.io.fromMemory(await saved(model)));
    expect(again.optimizer.getConfig()).toEqual(model.optimizer.getConfig());
    expect(again.optimizer.iterations).toBe(3);
    await train(model, 2);
    await train(again, 2);
    await expectClose(again.getWeights()[0]!, model.getWeights()[0]!, 0);
    await expectClose(again.getWeights()[1]!, model.getWeights()[1]!, 0);
  },
);

test('what a saved model cannot hold is refused when it is loaded', async () => {
  const learningRate = cosineDecay({ initialLearningRate: 0.1, decaySteps: 9 });
  const artifacts = await saved(compiled(adam({ learningRate }), 'scheduled'));
  await expect(tf.loadLayersModel(tf.io.fromMemory(artifacts))).rejects.toThrow(
    new ArgumentError(
      'ThawAdam: it was saved with a schedule or groups, which a saved model cannot hold; load the model without its optimizer, and compile it with one made as before.',
    ),
  );
  expect(() => registerOptimizers(adam() as never)).toThrow(
    new ArgumentError(
      'registerOptimizers: expected makers of optimizers such as adam, not called, got a GradientOptimizer.',
    ),
  );
  expect(() => registerOptimizers(lookahead as never)).toThrow(
    new ArgumentError(
      'registerOptimizers: expected makers of optimizers such as adam, not called, got the function lookahead.',
    ),
  );
});
