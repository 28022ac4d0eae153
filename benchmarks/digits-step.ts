import { relu, Sequential, seed, sparseCategoricalCrossentropy, tf, train, useDevice } from '@thaw/core';
import { digits } from '@thaw/datasets';
import { Conv2D, Dense, Flatten, MaxPooling2D } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

import { contest, type Contestant, type Score } from './contest.ts';

const BATCH = 64;

/**
 * One training step of a small net on the digits: Thaw, by compiled steps and by eager ones, beside tf.layers, whose wasm backend cannot train
 * convolutions and so competes on cpu with the CNN. The program is made in the round that warms up, and kept with the model.
 */
export async function digitsStep(kind: 'mlp' | 'cnn'): Promise<Score[]> {
  await useDevice('wasm');
  seed(1);
  const batch = [...digits({ images: true }).batches(BATCH).epoch(0)][0]!;
  const input = tf.tensor(batch.input.data, [BATCH, 8, 8, 1]);
  const label = tf.tensor(batch.target!.data, [BATCH], 'int32');
  const oneHot = tf.tidy(() => tf.oneHot(label as tf.Tensor1D, 10).toFloat());

  const thaw = (name: string, compile: boolean): Contestant => {
    const model = kind === 'mlp' ? thawMlp() : thawCnn();
    const options = { loss: sparseCategoricalCrossentropy, optimizer: adam(), compile };
    return {
      name,
      prepare: async () => void (await useDevice('wasm')),
      run: async () => {
        for await (const step of train(model, [{ input, target: label }], options)) await step.loss;
      },
    };
  };
  const device = kind === 'mlp' ? 'wasm' : 'cpu';
  const layers = kind === 'mlp' ? tfMlp() : tfCnn();
  layers.compile({ optimizer: tf.train.adam(), loss: (t, p) => tf.losses.softmaxCrossEntropy(t, p) });
  const tfLayers: Contestant = {
    name: `tf.layers, ${device}${device === 'wasm' ? " with Thaw's kernels" : ''}`,
    prepare: async () => void (await useDevice(device)),
    run: async () => void (await layers.trainOnBatch(input, oneHot)),
  };
  const contestants = [thaw('Thaw, wasm', true), thaw('Thaw, wasm, eager', false), tfLayers];
  return contest(contestants, 7, kind === 'mlp' ? 20 : 3);
}

function thawMlp(): Sequential {
  return new Sequential([new Flatten(), new Dense(64, 128, { activation: relu }), new Dense(128, 10)]);
}

function thawCnn(): Sequential {
  return new Sequential([
    new Conv2D(1, 16, 3, { padding: 'same', activation: relu }),
    new Conv2D(16, 32, 3, { padding: 'same', activation: relu }),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(512, 64, { activation: relu }),
    new Dense(64, 10),
  ]);
}

function tfMlp(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [8, 8, 1] }),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
}

function tfCnn(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 16,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        inputShape: [8, 8, 1],
      }),
      tf.layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: 'relu' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
}
