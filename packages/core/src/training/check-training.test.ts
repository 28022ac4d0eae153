import { beforeAll, expect, test } from 'vitest';

import { Affine, batches, options } from '../../fixtures/affine.ts';
import { earlyStopping } from '../callbacks/index.ts';
import {
  accuracy,
  ArgumentError,
  confusionMatrix,
  evaluate,
  fit,
  load,
  type Loss,
  type Metric,
  Module,
  type Optimizer,
  predict,
  save,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Late extends Module<tf.Tensor, Promise<tf.Tensor>> {
  async forward(input: tf.Tensor): Promise<tf.Tensor> {
    return input;
  }
}

/** Mistakes that types forbid, as JavaScript makes them. */
const wrong = <T>(value: unknown): T => value as T;
const labelled = [
  {
    input: { data: new Float32Array(2), shape: [2, 1] },
    target: { data: Int32Array.of(0, 5), shape: [2] },
  },
];

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a class for a model',
    () => fit(wrong<Affine>(Affine), batches, options),
    'fit: the first argument is a model, got the function Affine; write new Affine(…).',
  ],
  [
    'arguments the wrong way round',
    () => save(wrong('model.safetensors'), wrong(new Affine())),
    "save: the first argument is a model, got the string 'model.safetensors', which is no Module.",
  ],
  [
    'no path',
    () => save(new Affine(), wrong(undefined)),
    'save: the second argument is the path of a file or { store, name }, got undefined.',
  ],
  [
    'no source',
    () => load(new Affine(), wrong(7)),
    'load: the second argument is a path, an address, bytes, a Blob or { store, name }, got 7.',
  ],
  [
    'inputs and targets as in Keras',
    () => fit(new Affine(), wrong([[1]]), wrong([[2]])),
    'fit: the second argument is batches, such as [{ input, target }], and options come third; got an array of 1 as options.',
  ],
  [
    'no options',
    () => fit(new Affine(), batches, wrong(undefined)),
    'fit: options are an object, got undefined; write { loss: … }, the options being loss, objective, optimizer, rule, epochs, metrics, random, resume, compile, validation, callbacks.',
  ],
  [
    'a place to go on from that is none',
    () => fit(new Affine(), batches, wrong({ ...options, resume: 'runs' })),
    "resume is an object with resume(), got the string 'runs'; pass one, await latestCheckpoint(folder).",
  ],
  [
    'an option that does not exist',
    () => fit(new Affine(), batches, wrong({ ...options, epoch: 3 })),
    'fit: there is no option "epoch"; the options are loss, objective, optimizer, rule, epochs, metrics, random, resume, compile, validation, callbacks.',
  ],
  [
    'epochs as a string',
    () => fit(new Affine(), batches, { ...options, epochs: wrong('5') }),
    "epochs must be a whole number from 1 on, got the string '5'.",
  ],
  [
    'a loss by name',
    () => fit(new Affine(), batches, { ...options, loss: wrong<Loss>('mse') }),
    "loss is a function here, got the string 'mse'; import one, such as meanSquaredError, from @thaw/core.",
  ],
  [
    'an optimizer by name',
    () => fit(new Affine(), batches, { ...options, optimizer: wrong<Optimizer>('adam') }),
    "optimizer is an object with applyGradients(), got the string 'adam'; pass one, such as adam() from @thaw/optimizers.",
  ],
  [
    'an optimizer that was not called',
    () => fit(new Affine(), batches, { ...options, optimizer: wrong<Optimizer>(function adam() {}) }),
    'optimizer is an object with applyGradients(), got the function adam; call it, adam().',
  ],
  [
    'a metric by name',
    () => fit(new Affine(), batches, { ...options, metrics: wrong(['accuracy']) }),
    "A metric is an object with measure() and result(), got the string 'accuracy'; pass one, such as accuracy().",
  ],
  [
    'a metric that was not called',
    () => evaluate(new Affine(), batches, { metrics: wrong<Metric[]>([accuracy]) }),
    'A metric is an object with measure() and result(), got the function accuracy; call it, accuracy().',
  ],
  [
    'a callback that was not called',
    () => fit(new Affine(), batches, { ...options, callbacks: wrong([earlyStopping]) }),
    'A callback is an object, got the function earlyStopping; call it, earlyStopping().',
  ],
  [
    'an asynchronous forward pass',
    () => predict(wrong<Affine>(new Late()), tf.zeros([1, 1])),
    'Late: forward must return a tensor, got a promise; leave out async, and read nothing within a step.',
  ],
  [
    'a label no class has, for accuracy',
    () => evaluate(new Affine(1, 3), labelled, { metrics: [accuracy()] }),
    'accuracy: label 5 in row 1 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.',
  ],
  [
    'a label no class has, for a confusion matrix',
    () => evaluate(new Affine(1, 3), labelled, { metrics: [confusionMatrix(3)] }),
    'confusionMatrix: label 5 in row 1 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.',
  ],
])('%s: refused with what to do', async (_, act, message) => {
  await expect(act()).rejects.toThrow(new ArgumentError(message));
});
