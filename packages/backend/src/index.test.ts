import { expect, test } from 'vitest';

import * as compiler from './compile/index.ts';
import * as backend from './index.ts';

test('public names', () => {
  expect(Object.keys(backend).sort()).toMatchInlineSnapshot(`
    [
      "ArgumentError",
      "DeviceError",
      "Random",
      "ShapeError",
      "activate",
      "adamUpdate",
      "allFinite",
      "batchNorm",
      "biasActivation",
      "checkOptions",
      "checkSize",
      "clipByGlobalNorm",
      "conv2d",
      "cosTurns",
      "countFlops",
      "currentDevice",
      "decided",
      "dense",
      "describe",
      "deviceNames",
      "drawBernoulli",
      "drawCategorical",
      "drawIntegers",
      "drawNormal",
      "drawPermutation",
      "drawTruncatedNormal",
      "drawUniform",
      "drawWords",
      "dropout",
      "ensureDevice",
      "environmentVariable",
      "everyRun",
      "flopCounter",
      "globalNorm",
      "gruSequence",
      "hasNodeModules",
      "importOptional",
      "isTracing",
      "layerNorm",
      "liveTensor",
      "lstmSequence",
      "memory",
      "multiHeadAttention",
      "profile",
      "refuseInTrace",
      "requireDevice",
      "rmsNorm",
      "rmsPropUpdate",
      "seed",
      "seedFrom",
      "sgdUpdate",
      "sharedRandom",
      "sinTurns",
      "softmaxCrossEntropy",
      "tf",
      "useDevice",
      "valueAndGradients",
    ]
  `);
});

test('public names of /compile', () => {
  expect(Object.keys(compiler).sort()).toMatchInlineSnapshot(`
    [
      "TraceError",
      "compile",
      "replay",
      "traceRun",
    ]
  `);
});

test('errors are told apart by class and by name', () => {
  const argument = new backend.ArgumentError('a');
  expect([argument instanceof RangeError, argument.name]).toEqual([true, 'ArgumentError']);
  const shape = new backend.ShapeError('b');
  expect([shape instanceof TypeError, shape.name]).toEqual([true, 'ShapeError']);
  const device = new backend.DeviceError('c', { cause: argument });
  expect([device instanceof Error, device.name, device.cause]).toEqual([true, 'DeviceError', argument]);
});
