import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ArgumentError, type Context, Module, Random, relu, Sequential, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Double extends Module {
  seen: Context = {};

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    this.seen = context;
    return input.mul(2);
  }
}

test('the output of each module is the input of the next', async () => {
  await expectClose(
    new Sequential([new Double(), new Double(), new Double()]).forward(tf.tensor1d([1, -1])),
    [8, -8],
    0,
  );
});

test('the context reaches every module', () => {
  const layers = [new Double(), new Double()];
  const context = { training: true, random: new Random(1) };
  new Sequential(layers).forward(tf.scalar(1), context);
  expect(layers.map(({ seen }) => seen)).toEqual([context, context]);
});

test('paths are known from the start, and the list is its own', () => {
  const layers = [new Double(), new Double()];
  const model = new Sequential(layers);
  layers.pop();
  expect(model.layers.map(({ title }) => title)).toEqual(['Double at layers.0', 'Double at layers.1']);
});

const wrong = (layers: unknown) => (): unknown => new Sequential(layers as Module[]);

test.each([
  [wrong([]), 'Sequential: expected an array of at least one module, as in new Sequential([a, b]).'],
  [
    wrong(new Double()),
    'Sequential: expected an array of at least one module, as in new Sequential([a, b]).',
  ],
  [
    wrong([new Double(), relu]),
    'Sequential: layer 1 is no Module but the function relu; a function becomes one in a class with forward().',
  ],
  [
    wrong([Double]),
    'Sequential: layer 0 is no Module but the function Double; a function becomes one in a class with forward().',
  ],
  [
    wrong([undefined]),
    'Sequential: layer 0 is no Module but undefined; a function becomes one in a class with forward().',
  ],
])('what is no list of modules is refused: %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
