import { readdirSync, readFileSync } from 'node:fs';

import { ensureDevice, Random, tf } from '@thaw/backend';
import { load, Module, seed, Sequential, toSafetensors } from '@thaw/core';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Case } from './conformance/case.ts';
import { cases, inputOf } from './conformance/cases.ts';
import * as layers from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const exported = Object.values(layers).filter(({ prototype }) => prototype instanceof Module);

test('every layer is in the table', () => {
  const covered = new Set<unknown>(cases.map(({ make, of }) => of ?? make().constructor));
  expect(exported.filter((layer) => !covered.has(layer)).map(({ name }) => name)).toEqual([]);
});

test('every layer has numbers of PyTorch, but those that draw, only put numbers elsewhere, or have no counterpart', () => {
  const folder = new URL('../fixtures/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const numbers = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join();
  const byHand =
    'AlphaDropout DropConnect Dropout Flatten GaussianDropout GaussianNoise KernelMachine LoRA Permute QuantizedConv2D QuantizedDense ' +
    'RepeatVector Reshape SpatialDropout1D SpatialDropout2D SpatialDropout3D StochasticDepth ThresholdUnit';
  const without = exported.map(({ name }) => name).filter((name) => !numbers.includes(`"layer": "${name}"`));
  expect(without.sort().join(' ')).toBe(byHand);
});

const training = (): { training: true; random: Random } => ({ training: true, random: new Random(5) });

function expectRefusal(layer: Module, x: tf.Tensor): void {
  expect(() => layer.forward(x, training())).toThrow(
    `${layer.constructor.name}: it is for inference, for whole numbers do not learn; train the layer, then quantize it.`,
  );
}

describe.each<Case>(cases)(
  '$name',
  ({ make, input, output, weights, buffers = [], flat = false, inference = false, vocabulary, refuser }) => {
    const pass = (): object => (inference ? {} : training());
    const given = (): tf.Tensor => inputOf(input, vocabulary);

    test('gives the shape it says, in training and out of it', () => {
      const layer = make();
      const x = given();
      expect(layer.forward(x).shape).toEqual(output);
      expect(layer.forward(x, pass()).shape).toEqual(output);
      expect([...layer.parameters().keys()]).toEqual(weights);
      expect([...layer.buffers().keys()]).toEqual(buffers);
    });

    test('a row alone gives what it gives among others, out of training', async () => {
      const layer = make();
      const x = given();
      const [whole, alone] = [layer.forward(x), layer.forward(tf.slice(x, [0], [1]))];
      await expectClose(alone, tf.slice(whole, [0], [1]), 1e-6);
    });

    test('has the gradient of its central differences, in the input and in each parameter', async () => {
      seed(1);
      const layer = make();
      const direction = tf.tensor(new Random(9).normal(output.reduce((a, b) => a * b, 1)), [...output]);
      const variables = [...layer.parameters().values()].map(({ value }) => value as tf.Tensor);
      const compute = (x: tf.Tensor): tf.Tensor => layer.forward(x, training()).mul(direction).sum();
      if (inference) {
        expectRefusal(layer, given());
      } else if (flat) {
        const gradients = tf.grads(compute)([given(), ...variables]);
        for (const gradient of gradients) await expectClose(gradient, tf.zerosLike(gradient), 0);
      } else if (vocabulary) {
        await checkGradient(() => compute(given()), variables);
      } else {
        await checkGradient(compute as (...inputs: tf.Tensor[]) => tf.Tensor, [given(), ...variables]);
      }
      expect(variables).toHaveLength(weights.length);
    });

    test('leaves no tensor behind', async () => {
      const x = given();
      const layer = make();
      await expectNoLeak(() => tf.tidy(() => layer.forward(x, pass()).sum()).dispose());
      await expectNoLeak(() => {
        const other = make();
        tf.tidy(() => void other.forward(x));
        other.dispose();
      });
    });

    test('is saved and loaded to the bit, under its paths in a model', async () => {
      seed(1);
      const [from, to] = [new Sequential([make()]), new Sequential([make()])];
      await load(to, await toSafetensors(from));
      expect([...to.parameters().keys()]).toEqual(weights.map((name) => `layers.0.${name}`));
      const x = given();
      await expectClose(to.forward(x), from.forward(x), 0);
    });

    test('says where it stands in a model when it refuses', () => {
      const layer = make();
      const model = new Sequential([layer]);
      const context = { training: true }; // without a generator, which Dropout wants
      const wrong = vocabulary ? tf.scalar(0) : tf.zeros([3]);
      expect(() => model.forward(wrong, context)).toThrow(`${refuser ?? layer.constructor.name} at layers.0`);
    });
  },
);
