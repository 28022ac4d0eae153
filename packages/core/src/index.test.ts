import { expect, test } from 'vitest';

import * as callbacks from './callbacks/index.ts';
import * as core from './index.ts';

test('public names', () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "ArgumentError",
      "Buffer",
      "DeviceError",
      "DownloadError",
      "FileError",
      "Lambda",
      "Module",
      "Parallel",
      "Parameter",
      "Random",
      "Residual",
      "SafetensorsError",
      "Sequential",
      "ShapeError",
      "Weight",
      "accuracy",
      "binaryAccuracy",
      "binaryCrossentropy",
      "categoricalCrossentropy",
      "checkInput",
      "checkSampling",
      "confusionMatrix",
      "constant",
      "currentDevice",
      "decodeSafetensors",
      "encodeSafetensors",
      "evaluate",
      "fit",
      "gelu",
      "geluTanh",
      "glorotNormal",
      "glorotUniform",
      "heNormal",
      "heUniform",
      "lecunUniform",
      "linear",
      "load",
      "logSoftmax",
      "meanSquaredError",
      "memory",
      "normal",
      "ones",
      "orthogonal",
      "predict",
      "profile",
      "readSafetensors",
      "relu",
      "requireActivation",
      "sampleLogits",
      "save",
      "seed",
      "sharedRandom",
      "sigmoid",
      "softmax",
      "sparseCategoricalCrossentropy",
      "sparseCategoricalCrossentropyWith",
      "step",
      "tanh",
      "tf",
      "toSafetensors",
      "train",
      "uniform",
      "useDevice",
      "zeros",
    ]
  `);
});

test('public names of /callbacks', () => {
  expect(Object.keys(callbacks).sort()).toMatchInlineSnapshot(`
    [
      "earlyStopping",
      "progressBar",
      "terminateOnNaN",
    ]
  `);
});
